// Who asks for somebody, care and memos: plain parts of the page, fetched again when there is something new, never while
// somebody writes there. A form that is sent stays on the page.

const AGAIN_MS = 20_000
const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-beside]"))
const url = place?.dataset.beside ?? ""
const title = document.title
let said = document.getElementById("calls")?.innerHTML ?? ""

/** What a part of the page is known by when it has been fetched again. @param {Element} details */
const nameOf = (details) => details.id || details.querySelector("summary")?.textContent?.trim()

/** @param {string} part  @param {string} text */
function put(part, text) {
  const page = new DOMParser().parseFromString(text, "text/html")
  const old = document.getElementById(part)
  const fresh = page.getElementById(part)
  call(page.getElementById("calls"))
  if (!old || !fresh) return
  const twins = [fresh, ...fresh.querySelectorAll("details")]
  for (const details of [old, ...old.querySelectorAll("details")]) {
    const twin = twins.find((one) => nameOf(one) === nameOf(details))
    if (twin && /** @type {HTMLDetailsElement} */ (details).open) /** @type {HTMLDetailsElement} */ (twin).open = true
  }
  old.replaceWith(fresh)
}

/** Who asks: the alert itself stays in the page, so that what changes in it is read out. @param {HTMLElement | null} fresh */
function call(fresh) {
  const calls = document.getElementById("calls")
  if (!calls || !fresh) return
  const waiting = Number(fresh.dataset.waiting)
  document.title = waiting ? `(${waiting} asking) ${title}` : title
  if (said === fresh.innerHTML) return
  said = fresh.innerHTML
  const pressed = calls.contains(document.activeElement)
  const sheet = fresh.querySelector("details")
  if (sheet && calls.querySelector("details")?.open) sheet.open = true
  calls.dataset.waiting = String(waiting)
  calls.replaceChildren(...fresh.childNodes)
  if (pressed) (calls.querySelector("button") ?? document.querySelector("#care > summary"))?.focus()
}

/** @param {string} part */
async function look(part) {
  const here = document.getElementById(part)
  if (!here || (here.contains(document.activeElement) && document.activeElement?.matches("textarea, input"))) return
  const answer = await fetch(`${url}/${part}`, { headers: { Accept: "text/html" } }).catch(() => null)
  if (!answer?.ok || answer.redirected) return
  const text = await answer.text()
  const inside = here.contains(document.activeElement) ? document.activeElement?.closest("summary, form")?.tagName : null
  put(part, text)
  if (inside) document.getElementById(part)?.querySelector("summary")?.focus()
}

document.addEventListener("submit", async (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target)
  const called = form.closest("#calls")
  const part = called ? "care" : form.closest("details.beside")?.id
  if (!part || !(called || place?.contains(form))) return
  event.preventDefault()
  const sent = new FormData(form, /** @type {SubmitEvent} */ (event).submitter)
  sent.set("part", part)
  const answer = await fetch(form.action, { method: "POST", body: sent }).catch(() => null)
  if (!answer || answer.redirected) return form.submit() // signed out, or no connection: the browser says so
  put(part, await answer.text())
  if (!called) document.getElementById(part)?.querySelector("summary")?.focus()
})

if (place) {
  setInterval(() => look("care"), AGAIN_MS)
  document.addEventListener("desk-look", () => look("care"))
  document.addEventListener("visibilitychange", () => look("care"))
}
