// The live desk: starts the session and draws the page over the plain one that the server sent.

import { render } from "preact"
import { html } from "htm/preact"
import { announce, bootData } from "../lib/dom.js"
import { Live } from "../live/session.js"
import { Desk } from "./page.js"
import { pressOnce } from "./press.js"

const boot = bootData()
const live = new Live(boot)
const root = /** @type {HTMLElement} */ (document.getElementById("desk"))

live.addEventListener("ops", (event) => {
  if (/** @type {CustomEvent} */ (event).detail.some((op) => op.kind === "desk.look")) {
    document.dispatchEvent(new Event("desk-look"))
    void lookAtPlan()
  }
  const added = /** @type {CustomEvent} */ (event).detail.filter((op) => op.kind === "note.add").length
  if (added) announce((count) => (count === 1 ? "One new note." : `${count} new notes.`), { count: added })
})

/** Another desk may have changed the coming steps. */
async function lookAtPlan() {
  const answer = await fetch(`/desk/sessions/${boot.session_id}/coming`).catch(() => null)
  if (!answer?.ok || answer.redirected) return
  boot.rounds_planned = await answer.json()
  live.dispatchEvent(new Event("change"))
}

// Disconnected: the session has ended, or this browser is signed out. The server's own page says which.
const LOOK_AGAIN_MS = 1_500
live.addEventListener("change", () => {
  if (live.status === "signed_out") setTimeout(() => location.reload(), LOOK_AGAIN_MS)
})

await live.start()
pressOnce(root)
root.replaceChildren()
render(html`<${Desk} live=${live} words=${boot.words} />`, root)
if (location.hash === "#next-step" && document.activeElement === document.body) { // after “Open the session” was pressed
  history.replaceState(null, "", location.pathname + location.search)
  root.querySelector(/** @type {"button"} */ ("[data-step] .button--primary"))?.focus()
}
document.documentElement.dataset.ready = "yes"
