// @ts-check — the queue keeps itself up to date. Without this, every button still works and a reload shows the rest.

const queue = document.getElementById("queue")
const region = document.getElementById("live-region")

const LOOK_EVERY_MS = 3000
const LOOK_LESS_EVERY_MS = 15_000

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
      // The machine does not answer just now; it is asked again later.
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
    show(await answer.text())
    const told = queue?.querySelector(".message p")
    if (region && told) region.textContent = told.textContent
  } catch {
    form.submit()
  } finally {
    acting = false
  }
}

/** Put the new state in place; whatever had the focus or stood open keeps it. @param {string} html */
function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("queue")
  if (!fresh || !queue || plain(fresh) === shown) return
  shown = plain(fresh)
  const focused = document.activeElement?.id
  const open = [...queue.querySelectorAll("details[open]")].map((one) => one.id)
  queue.replaceChildren(...fresh.childNodes)
  for (const id of open) document.getElementById(id)?.setAttribute("open", "")
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus({ preventScroll: true })
}

/** What tells one state from another: tokens of forms change with every answer. @param {HTMLElement} part */
function plain(part) {
  const copy = /** @type {HTMLElement} */ (part.cloneNode(true))
  for (const field of copy.querySelectorAll("[name=csrf_token]")) field.remove()
  return copy.innerHTML
}
