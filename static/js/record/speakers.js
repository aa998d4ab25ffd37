// Samples, turns and places play on their page and stop at their end; on the page of speakers, words can be chosen by hand.

const audio = /** @type {HTMLAudioElement | null} */ (document.getElementById("audio"))
const words = document.getElementById("span-words")
const region = document.getElementById("live-region")

/** Where the sample that plays now ends, in seconds. */
let until = Infinity

if (audio) playSamples(audio)
if (words) chooseWords(words)

/** @param {HTMLAudioElement} sound */
function playSamples(sound) {
  document.addEventListener("click", (event) => {
    const link = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest("[data-from]"))
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    const isPlaying = link.hasAttribute("data-playing")
    quieten(sound)
    if (isPlaying) return
    until = link.dataset.to ? Number(link.dataset.to) / 1000 : Infinity
    sound.currentTime = Number(link.dataset.from) / 1000
    link.setAttribute("data-playing", "")
    sound.play().catch(() => undefined) // paused again before it started
  })
  sound.addEventListener("timeupdate", () => { if (sound.currentTime >= until) quieten(sound) })
  sound.addEventListener("pause", forget)
  // After moving in the sound by hand, it plays on past the end of a sample.
  sound.addEventListener("seeking", () => { if (sound.currentTime > until) until = Infinity })
}

/** @param {HTMLAudioElement} sound */
function quieten(sound) {
  until = Infinity
  sound.pause()
  forget()
}

function forget() {
  for (const link of document.querySelectorAll("[data-playing]")) link.removeAttribute("data-playing")
}

/** The form sends its lists; choosing words by hand fills them in. @param {HTMLElement} page */
function chooseWords(page) {
  const first = /** @type {HTMLSelectElement} */ (document.getElementById("f-first"))
  const last = /** @type {HTMLSelectElement} */ (document.getElementById("f-last"))
  const spans = /** @type {HTMLElement[]} */ ([...page.querySelectorAll("[data-word]")])
  const order = spans.map((span) => span.dataset.word ?? "")
  for (const hidden of document.querySelectorAll("[data-needs-script]")) /** @type {HTMLElement} */ (hidden).hidden = false

  const show = () => {
    const from = order.indexOf(first.value)
    const to = last.value ? order.indexOf(last.value) : from
    spans.forEach((span, at) => span.classList.toggle("is-chosen", from >= 0 && at >= from && at <= to))
    const chosen = to < from || from < 0 ? [] : order.slice(from, to + 1)
    if (region && last.value) region.textContent = chosen.length === 1 ? "One word is chosen." : `${chosen.length} words are chosen.`
  }
  page.addEventListener("click", (event) => {
    const span = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest("[data-word]"))
    if (!span) return
    const at = order.indexOf(span.dataset.word ?? "")
    const isSecond = first.value && !last.value && at >= order.indexOf(first.value)
    if (isSecond) last.value = order[at]
    else [first.value, last.value] = [order[at], ""]
    show()
  })
  first.addEventListener("change", show)
  last.addEventListener("change", show)
  show()
}
