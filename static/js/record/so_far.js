// Words appear while they are being transcribed, and play from any word.

const book = document.getElementById("book")
const audio = /** @type {HTMLAudioElement | null} */ (document.getElementById("audio"))

const LOOK_EVERY_MS = 3000
const LEAD_IN_S = 0.08

if (book) {
  book.addEventListener("click", play)
  setTimeout(look, LOOK_EVERY_MS)
}

/** @param {MouseEvent} event */
function play(event) {
  const place = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest("[data-ms], [data-play]"))
  if (!place || !audio || getSelection()?.toString()) return
  event.preventDefault()
  audio.currentTime = Math.max(0, Number(place.dataset.ms ?? place.dataset.play) / 1000 - LEAD_IN_S)
  audio.play().catch(() => undefined) // paused again before it started
}

async function look() {
  if (!book) return
  const { session, recording, after } = book.dataset
  let goesOn = true
  try {
    const answer = await fetch(`/sessions/${session}/recordings/${recording}/so-far/more?after=${after}`, { headers: { Accept: "application/json" } })
    if (answer.ok) goesOn = show(await answer.json())
  } catch {
    // The machine is not answering; try again later.
  }
  if (goesOn) setTimeout(look, LOOK_EVERY_MS)
}

/** @param {{state: string, said: string, progress: number, anew: boolean, windows: {window: number, start_ms: number, clock: string, words: [string, number, number][]}[]}} told
 *  @returns {boolean} whether more may come */
function show(told) {
  const said = /** @type {HTMLElement} */ (document.getElementById("said"))
  const busy = ["sealed", "processing"].includes(told.state)
  const words = busy ? told.said : told.state === "ready" ? "The words are here." : "It is no longer being processed."
  if (said.textContent !== words) said.textContent = words
  ;/** @type {HTMLProgressElement} */ (document.getElementById("bar")).value = told.progress
  if (!book) return false
  if (told.anew) book.replaceChildren()
  for (const one of told.windows) {
    book.append(line(one, book.dataset))
    book.dataset.after = String(one.window)
  }
  const nothing = document.getElementById("nothing")
  if (nothing && told.windows.length) nothing.hidden = true
  const ready = document.getElementById("ready")
  if (ready) ready.hidden = told.state !== "ready"
  return busy
}

/** @param {{window: number, start_ms: number, clock: string, words: [string, number, number][]}} one @param {DOMStringMap} where */
function line(one, where) {
  const turn = document.createElement("li")
  turn.className = "turn"
  turn.dataset.window = String(one.window)
  const head = document.createElement("div")
  head.className = "turn__head"
  const time = document.createElement(where.playable ? "a" : "span")
  time.className = "turn__time"
  time.textContent = one.clock
  if (time instanceof HTMLAnchorElement) {
    time.href = `/sessions/${where.session}/audio/${where.recording}#t=${one.start_ms / 1000}`
    time.dataset.play = String(one.start_ms)
    time.setAttribute("aria-label", `Play from ${one.clock}`)
  }
  head.append(time)
  const text = document.createElement("p")
  text.className = "turn__words"
  for (const [word, start_ms, end_ms] of one.words) {
    const span = document.createElement("span")
    if (where.playable) {
      span.dataset.ms = String(start_ms)
      span.dataset.end = String(end_ms)
    }
    span.textContent = word
    text.append(span, " ")
  }
  turn.append(head, text)
  return turn
}
