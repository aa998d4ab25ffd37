// The quiet request on the phone stays on the page, and tells how far it has come while it waits.

const AGAIN_MS = 5_000
let timer = 0

/** @param {HTMLDetailsElement} place */
export function startCare(place) {
  const url = place.dataset.care ?? ""
  /** @param {Response | null} answer */
  const put = async (answer) => {
    if (!answer?.ok) return false
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("care-part")
    const old = document.getElementById("care-part")
    if (!fresh || !old) return false
    if (fresh.dataset.careState !== old.dataset.careState || !old.contains(document.activeElement)) old.replaceWith(fresh)
    clearTimeout(timer)
    if (fresh.dataset.careState !== "none") timer = setTimeout(look, AGAIN_MS)
    return true
  }
  const look = async () => {
    if (!await put(await fetch(url, { headers: { Accept: "text/html" } }).catch(() => null))) timer = setTimeout(look, AGAIN_MS)
  }
  place.addEventListener("submit", async (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target)
    event.preventDefault()
    const sent = new FormData(form, /** @type {SubmitEvent} */ (event).submitter)
    sent.set("part", "care")
    const answer = await fetch(form.action, { method: "POST", body: sent }).catch(() => null)
    if (!await put(answer)) return place.querySelector("[data-care-state]")?.insertAdjacentText("beforeend", "It was not sent. Please tell somebody near you.")
    place.querySelector("summary")?.focus()
  })
  if (document.getElementById("care-part")?.dataset.careState !== "none") void look()
}
