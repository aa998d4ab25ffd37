// The phone: one thing at a time. Takes over from the plain forms that the server sent.

import { render } from "preact"
import { html } from "htm/preact"
import { openPrompts } from "../board/select.js"
import { announce, bootData } from "../lib/dom.js"
import { remembers } from "../lib/remember.js"
import { Live } from "../live/session.js"
import { Phone } from "./page.js"

const FOLLOW_WITHIN_MS = 1_500
const boot = bootData()
const live = new Live(boot)
const root = /** @type {HTMLElement} */ (document.getElementById("phone"))
let isOld = false

live.addEventListener("ops", (event) => {
  const ops = /** @type {CustomEvent} */ (event).detail
  const next = ops.find((op) => op.kind === "session.next")
  if (next) return follow(next.target_id)
  if (ops.some((op) => op.kind === "seat.changed")) return location.reload()
  if (ops.some((op) => op.kind === "prompt.ask")) return announce("There is a new question.", { now: true })
  if (ops.some((op) => op.kind === "round.close")) return announce(openPrompts(live.board).length ? "You are back at the question from before." : "This round has closed.", { now: true })
  const others = ops.filter((op) => op.kind === "note.add" && !live.mine.has(op.target_id)).length
  if (others) announce((count) => (count === 1 ? "One new note from somebody else." : `${count} new notes from others.`), { count: others })
})

// Whoever is not the scribe any more is themselves again.
live.addEventListener("change", () => boot.writes_for && live.status === "signed_out" && location.reload())

// Somebody at the table answered otherwise: what this page says about sound is no longer true.
live.addEventListener("change", () => {
  if (live.view.recorded === boot.snapshot.board.recorded || isOld) return
  isOld = true
  setTimeout(() => location.reload(), Math.random() * FOLLOW_WITHIN_MS)
})

/** Loaded once something is written, so that the first page stays small. */
function sayLater() {
  const first = live.outbox.entries
  if (!first.length) return
  live.removeEventListener("change", sayLater)
  import("./saved.js").then(({ saySaved }) => saySaved(live, first)).catch(() => {})
}

/** @param {string} session */
function follow(session) {
  setTimeout(() => location.assign(location.search || `/s/${session}`), Math.random() * FOLLOW_WITHIN_MS)
}

live.addEventListener("change", sayLater)
await live.start()
if (boot.writes_for || remembers("wrote")) import("./wrote_for.js").then(({ tidy }) => tidy(boot)).catch(() => {})
const isTouched = (/** @type {any} */ field) => field.value !== (field.defaultValue ?? field.value) || field.checked !== field.defaultChecked || field.selected !== field.defaultSelected
const touched = root.querySelector("[data-kept]") || [...root.querySelectorAll("textarea, input[type=radio], option")].some(isTouched)
const writing = touched ? (await import("./plain.js")).takeOver(live, root) : null
root.replaceChildren()
render(html`<${Phone} live=${live} words=${boot.words} begin=${writing?.promptId ?? null} />`, root)
const box = /** @type {HTMLTextAreaElement | null} */ (writing && document.getElementById("note-text"))
box?.focus()
box?.setSelectionRange(writing?.caret ?? 0, writing?.caret ?? 0)
document.documentElement.dataset.ready = "yes"

const care = /** @type {HTMLDetailsElement | null} */ (document.getElementById("care"))
const careful = () => care && import("./care.js").then(({ startCare }) => startCare(care))
document.querySelector(".phone-bar__care")?.addEventListener("click", () => { if (care) care.open = true })
if (care?.open) careful()
else care?.addEventListener("toggle", careful, { once: true })
