// Shows the progress of transcripts that people added.

const waiting = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-import]")])
const boot = JSON.parse(document.getElementById("boot")?.textContent ?? "{}")
const region = document.getElementById("live-region")

const LOOK_EVERY_MS = 2000
const LOOK_LESS_EVERY_MS = 10_000
const STILL_WORKING = ["sealed", "processing"]

if (waiting.length) look()

async function look() {
  let wait = LOOK_LESS_EVERY_MS
  try {
    const answer = await fetch(`/sessions/${boot.session_id}/imports`, { headers: { Accept: "application/json" } })
    if (answer.ok) {
      const told = await answer.json()
      if (!told.imports.filter(show).length) return
      wait = LOOK_EVERY_MS
    }
  } catch {
    // The machine is not answering; try again later.
  }
  setTimeout(look, wait)
}

/** @param {{id: string, state: string, saying: string, transcript_id: string | null}} one
 *  @returns {boolean} whether it is still being worked on */
function show(one) {
  const busy = STILL_WORKING.includes(one.state)
  const sheet = waiting.find((element) => element.dataset.import === one.id)
  if (!sheet) return false
  const said = sheet.querySelector("[data-slot=said]")
  const ready = /** @type {HTMLElement | null} */ (sheet.querySelector("[data-slot=ready]"))
  if (said && said.textContent !== one.saying) {
    said.textContent = one.saying
    if (region && !busy) region.textContent = one.saying
  }
  if (ready && one.transcript_id) {
    /** @type {HTMLAnchorElement | null} */ (ready.querySelector("a"))?.setAttribute("href", `/sessions/${boot.session_id}?transcript=${one.transcript_id}`)
  }
  if (ready) ready.hidden = one.state !== "ready"
  return busy
}
