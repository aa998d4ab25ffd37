// Care and memos beside the board: plain parts of the page, fetched again when there is something new, never while
// somebody writes there. A form that is sent stays on the page.

const AGAIN_MS = 20_000
const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-beside]"))
const url = place?.dataset.beside ?? ""

/** @param {string} part  @param {string} text */
function put(part, text) {
  const old = document.getElementById(part)
  const fresh = new DOMParser().parseFromString(text, "text/html").getElementById(part)
  if (!old || !fresh) return
  for (const details of [old, ...old.querySelectorAll("details")]) {
    const words = details.querySelector("summary")?.textContent?.replace(/\d+.*$/, "").trim()
    const twin = [fresh, ...fresh.querySelectorAll("details")].find((one) => one.querySelector("summary")?.textContent?.replace(/\d+.*$/, "").trim() === words)
    if (twin && /** @type {HTMLDetailsElement} */ (details).open) /** @type {HTMLDetailsElement} */ (twin).open = true
  }
  old.replaceWith(fresh)
}

/** @param {string} part */
async function look(part) {
  const here = document.getElementById(part)
  if (!here || document.hidden || (here.contains(document.activeElement) && document.activeElement?.matches("textarea, input"))) return
  const answer = await fetch(`${url}/${part}`, { headers: { Accept: "text/html" } }).catch(() => null)
  if (!answer?.ok || answer.redirected) return
  const text = await answer.text()
  const inside = here.contains(document.activeElement) ? document.activeElement?.closest("[data-asked], summary, form")?.tagName : null
  put(part, text)
  if (inside) document.getElementById(part)?.querySelector("summary")?.focus()
}

place?.addEventListener("submit", async (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target)
  const part = form.closest("details.beside")?.id
  if (!part) return
  event.preventDefault()
  const sent = new FormData(form, /** @type {SubmitEvent} */ (event).submitter)
  sent.set("part", part)
  const answer = await fetch(form.action, { method: "POST", body: sent }).catch(() => null)
  if (!answer || answer.redirected) return form.submit() // signed out, or no connection: the browser says so
  put(part, await answer.text())
  document.getElementById(part)?.querySelector("summary")?.focus()
})

if (place) {
  setInterval(() => look("care"), AGAIN_MS)
  document.addEventListener("desk-look", () => look("care"))
  document.addEventListener("visibilitychange", () => look("care"))
}
