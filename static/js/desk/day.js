// The line about the day, fetched again from time to time; never while somebody is using it.

const AGAIN_MS = 30_000
const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-day-url]"))

async function look() {
  if (!place || document.hidden || place.contains(document.activeElement)) return
  const answer = await fetch(place.dataset.dayUrl ?? "", { headers: { Accept: "text/html" } }).catch(() => null)
  if (!answer?.ok || answer.redirected || place.contains(document.activeElement)) return
  const open = place.querySelector("details")?.open
  place.replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes)
  const now = place.querySelector("details")
  if (now && open) now.open = true
}

setInterval(look, AGAIN_MS)
document.addEventListener("visibilitychange", look)
