// Keeps the queue up to date. Without this, every button still works, and a reload shows the rest.

const queue = document.getElementById("queue")
const region = document.getElementById("live-region")

const LOOK_EVERY_MS = 3000
const LOOK_LESS_EVERY_MS = 15_000

/** What replaces a button that is gone, by the first word of its id. @type {Record<string, string>} */
const INSTEAD = { pause: "go", go: "pause", first: "down", up: "down", down: "up" }

let shown = ""
let acting = false

if (queue) {
  queue.addEventListener("submit", act)
  setTimeout(look, LOOK_EVERY_MS)
}

async function look() {
  let wait = LOOK_EVERY_MS
  if (!acting && !document.hidden) {
    try {
      const answer = await fetch("/queue", { headers: { Accept: "text/html" } })
      if (answer.ok && !answer.redirected && !acting) show(await answer.text())
    } catch {
      // The machine is not answering; try again later.
      wait = LOOK_LESS_EVERY_MS
    }
  }
  setTimeout(look, wait)
}

/** @param {SubmitEvent} event */
async function act(event) {
  const form = /** @type {HTMLFormElement} */ (event.target)
  event.preventDefault()
  acting = true
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "text/html" } })
    const card = cardOf(form)
    show(await answer.text())
    if (region) region.textContent = queue?.querySelector(".message p")?.textContent ?? standing(card)
  } catch {
    form.submit()
  } finally {
    acting = false
  }
}

/** Show the new state; whatever had the focus or was open stays that way. @param {string} html */
function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("queue")
  if (!fresh || !queue || plain(fresh) === shown) return
  shown = plain(fresh)
  const focused = queue.contains(document.activeElement) ? document.activeElement?.id ?? "" : null
  const card = cardOf(document.activeElement)
  const open = [...queue.querySelectorAll("details[open]")].map((one) => one.id)
  queue.replaceChildren(...fresh.childNodes)
  for (const id of open) document.getElementById(id)?.setAttribute("open", "")
  if (focused !== null) standIn(focused, card).focus({ preventScroll: true })
}

/** The audio recording whose card contains this. @param {Element | null} one @returns {{id: string, name: string}} */
function cardOf(one) {
  const card = /** @type {HTMLElement | null} */ (one?.closest(".queued") ?? null)
  return { id: card?.dataset.id ?? "", name: card?.querySelector("h3")?.textContent?.trim() ?? "" }
}

/** Its current state, in a sentence. @param {{id: string, name: string}} card */
function standing({ id, name }) {
  const said = queue?.querySelector(`[data-id="${CSS.escape(id)}"] .queued__said`)?.textContent
  return said ? `${name}: ${said}` : `${name} is no longer in this list.`
}

/** What has the focus after a change: the same element, its replacement, its card, or the whole queue.
 *  @param {string} focused @param {{id: string}} card @returns {HTMLElement} */
function standIn(focused, { id }) {
  const whole = /** @type {HTMLElement} */ (queue)
  whole.tabIndex = -1
  const twin = `${INSTEAD[focused.split("-")[0]]}-${id}`
  const title = whole.querySelector(`[data-id="${CSS.escape(id)}"] h3 a`)
  return /** @type {HTMLElement} */ ((focused && document.getElementById(focused)) || document.getElementById(twin) || title || whole)
}

/** A state for comparison, without the tokens of forms, which change with every answer. @param {HTMLElement} part */
function plain(part) {
  const copy = /** @type {HTMLElement} */ (part.cloneNode(true))
  for (const field of copy.querySelectorAll("[name=csrf_token]")) field.remove()
  return copy.innerHTML
}
