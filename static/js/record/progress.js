// Shows the progress of audio recordings that are being processed.

const sounds = document.getElementById("sounds")
const boot = JSON.parse(document.getElementById("boot")?.textContent ?? "{}")
const region = document.getElementById("live-region")

const LOOK_EVERY_MS = 2000
const LOOK_LESS_EVERY_MS = 10_000
const STILL_WORKING = ["receiving", "sealed", "processing"]

if (sounds && sounds.querySelector("[data-recording]")) look()

async function look() {
  let wait = LOOK_LESS_EVERY_MS
  try {
    const answer = await fetch(`/sessions/${boot.session_id}/progress`, { headers: { Accept: "application/json" } })
    if (answer.ok) {
      const told = await answer.json()
      const busy = told.recordings.filter(show)
      if (!busy.length) return
      wait = LOOK_EVERY_MS
    }
  } catch {
    // The machine is not answering; try again later.
  }
  setTimeout(look, wait)
}

/** @param {{id: string, state: string, stage: string | null, progress: number, partial: string | null, reason: string | null, failed_once: boolean, said?: string}} one
 *  @returns {boolean} whether it is still being worked on */
function show(one) {
  const sheet = /** @type {HTMLElement | null} */ (sounds?.querySelector(`[data-recording="${CSS.escape(one.id)}"]`) ?? null)
  const busy = STILL_WORKING.includes(one.state)
  if (!sheet) return busy
  slot(sheet, "said").textContent = saying(one)
  const bar = /** @type {HTMLProgressElement} */ (slot(sheet, "bar"))
  bar.value = one.state === "ready" ? 1 : one.progress
  showStages(sheet, one)
  const partial = slot(sheet, "partial")
  partial.textContent = one.partial ?? ""
  partial.hidden = !one.partial
  if (!busy && sheet.dataset.state !== one.state) {
    slot(sheet, "ready").hidden = one.state !== "ready"
    slot(sheet, "more").hidden = true
    if (region) region.textContent = saying(one)
  }
  sheet.dataset.state = one.state
  return busy
}

/** @param {{state: string, stage: string | null, reason: string | null, failed_once: boolean, said?: string}} one */
function saying(one) {
  if (one.said) return one.said
  if (one.state === "ready") return "The words are here."
  if (one.state === "set_aside") return one.reason ?? "This audio recording was set aside."
  if (one.state === "receiving") return "It is still arriving."
  if (one.state === "sealed") return one.failed_once ? "That did not work; it will be tried again." : (one.reason ?? "It is in the queue.")
  return `${boot.stages[one.stage ?? ""] ?? "It is being processed"} …`
}

/** @param {HTMLElement} sheet @param {{state: string, stage: string | null}} one */
function showStages(sheet, one) {
  const steps = /** @type {HTMLElement[]} */ ([...sheet.querySelectorAll("[data-stage]")])
  const at = steps.findIndex((step) => step.dataset.stage === one.stage)
  steps.forEach((step, n) => {
    step.toggleAttribute("data-done", one.state === "ready" || (at >= 0 && n < at))
    if (n === at) step.setAttribute("aria-current", "step")
    else step.removeAttribute("aria-current")
  })
}

/** @param {HTMLElement} sheet @param {string} name */
function slot(sheet, name) {
  return /** @type {HTMLElement} */ (sheet.querySelector(`[data-slot="${name}"]`))
}
