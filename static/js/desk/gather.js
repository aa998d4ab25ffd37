// Sending everyone to a step, the plan or a break: one press, which can be undone.

import { html } from "htm/preact"
import { useState } from "preact/hooks"
import { gatheredNow } from "../board/select.js"
import { breakEnds } from "../interactions/gather/ends.js"
import { newId } from "../lib/ids.js"
import { Icon } from "../lib/view.js"
import { isShut, locksEarlier } from "./agenda.js"
import { Menu } from "./notes/menu.js"

const LOOK_MS = 100
const BREAKS = [5, 10, 15, 20, 30, 45, 60]
const placeOf = (live) => `gathered:${live.boot.session_id}`

/** The step that this tab opened by sending people there: undoing closes it again. @param {Live} live  @returns {{call?: string, round?: string}} */
function opened(live) {
  try { return JSON.parse(sessionStorage.getItem(placeOf(live)) ?? "{}") } catch { return {} }
}
/** @param {Live} live  @param {string} call  @param {string} round */
function keepOpened(live, call, round) {
  try { sessionStorage.setItem(placeOf(live), JSON.stringify({ call, round })) } catch { /* then undoing leaves it open */ }
}

/** @param {Live} live  @param {Board} board */
function undo(live, board) {
  const now = gatheredNow(board)
  live.perform("gather.undo", {}, { target_id: now.id })
  const mine = opened(live)
  const round = mine.call === now.id && mine.round ? board.rounds[mine.round] : null
  if (round?.state === "open") live.perform("round.close", {}, { target_id: round.id, base_version: round.version })
}

/** Everyone has a break or looks at the plan: then ending that is the next step. @type {Part} */
export function Gathered({ live, board }) {
  const now = gatheredNow(board)
  const isOpen = Object.values(board.rounds).some(({ state }) => state === "open")
  return html`<section class="sheet sheet--next desk__next" data-step="gathered" data-gathered=${now.to} aria-labelledby="next-step">
    <div role="status"><p class="desk__kicker">The next step</p><h2 id="next-step">${saidOf(now, board)}</h2>
      <p class="quiet">${isOpen ? "What people were writing is kept, and the question comes back." : "What people were writing is kept."}</p></div>
    <div class="row"><button type="button" class="button button--primary button--big" data-act="gather.end" onClick=${() => live.perform("gather.end", {}, { target_id: now.id })}>${now.to === "break" ? "End the break" : isOpen ? "Back to the question" : "Close the plan"}</button>
      <button type="button" class="button" data-act="gather.undo" onClick=${() => undo(live, board)}>Undo</button></div></section>`
}

/** @type {Part<{agenda: Step[]}>} */
export function Gather({ live, board, agenda }) {
  const [minutes, setMinutes] = useState(15)
  if (board.session?.state !== "open") return null
  const now = gatheredNow(board)
  // A step that locks the ones before it cannot be undone: it is opened from the list, after looking.
  const steps = agenda.filter((round) => !round.is_now && !isShut(agenda, round) && (round.state === "open" || !locksEarlier(round)))
  const send = (to, more = {}) => {
    live.perform("gather.call", { to, ...more }, { target_id: newId() })
    setTimeout(() => document.querySelector("[data-step=gathered]")?.scrollIntoView({ block: "center" }), LOOK_MS) // it says what holds now, and how to end it
  }
  const toStep = (id) => {
    const round = /** @type {Step} */ (agenda.find((each) => each.id === id))
    const call = newId()
    if (round.state !== "open") {
      live.perform("round.open", round.minutes ? { minutes: round.minutes } : {}, { target_id: id, base_version: round.version })
      keepOpened(live, call, id)
    }
    live.perform("gather.call", { to: "step", round_id: id }, { target_id: call })
  }
  return html`
    <section class="sheet stack stack--tight" aria-labelledby="gather-title" data-slot="gather">
      <h2 class="desk__heading" id="gather-title"><${Icon} name="everyone" />Send everyone to</h2>
      ${now?.to === "step" && html`<div class="message" data-gathered=${now.to} role="status"><${Icon} name="tick" /><p>${saidOf(now, board)}
        <span class="row"><button type="button" class="button button--small" data-act="gather.undo" onClick=${() => undo(live, board)}>Undo</button></span></p></div>`}
      <div class="row">
        <${Menu} words="A step…" label="Send everyone to a step" choices=${steps.map((round) => [round.id, `${round.title}${round.interaction === "read" ? " (its text)" : ""}`])} none="No step can be opened." onPick=${toStep} />
        <button type="button" class="button button--small" data-send="plan" onClick=${() => send("plan")}>The plan</button></div>
      <p class="row gather__break"><button type="button" class="button button--small" data-send="break" onClick=${() => send("break", { minutes })}>A break</button>
        <label class="small" for="break-minutes">of</label><select class="input" id="break-minutes" value=${minutes} onChange=${(event) => setMinutes(Number(event.target.value))}>${BREAKS.map((many) => html`<option value=${many}>${many} minutes</option>`)}</select></p>
    </section>`
}

/** @param {any} now  @param {Board} board */
function saidOf(now, board) {
  if (now.to === "plan") return "Every phone shows the plan of the day."
  if (now.to === "step") return `Everyone was sent to “${board.rounds[now.round_id]?.title ?? ""}”.`
  const ends = breakEnds(now)
  return ends ? `Everyone has a break until ${ends}.` : "Everyone has a break."
}
