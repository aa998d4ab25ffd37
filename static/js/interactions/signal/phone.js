// On the phone, beside the work of a step: done, a raised hand, a pause, and how much time is left. Loaded if a step needs it.

import { html } from "htm/preact"
import { useState } from "preact/hooks"
import { remember, remembers } from "../../lib/remember.js"
import { isSamePress } from "../../lib/twice.js"
import { Icon, TimeLeft } from "../../lib/view.js"
import { donesIn, handsIn, offersOf, pausesIn } from "./given.js"

const SIGNALS = { "signal.done": "done", "signal.undone": "done", "signal.raise": "hand", "signal.lower": "hand", "signal.pause": "pause" }
const SHOWS_TIME = "shows_time" // remembered on this phone

const Sheet = () => html`<link rel="stylesheet" href="/static/css/interactions/signal.css" />`

/** @type {Part} */
export default function Signals({ live, board, round }) {
  const offers = offersOf(round)
  const entries = live.outbox.entries.filter((entry) => entry.kind.startsWith("signal."))
  const refused = entries.find((entry) => entry.state === "refused")
  const busy = entries.some((entry) => entry.state === "waiting")
  const isHeld = (kind, event) => busy || isSamePress(event, `${round.id} ${SIGNALS[kind]}`)
  const give = (kind, event) => isHeld(kind, event) || live.perform(kind, { round_id: round.id })
  const undo = (kind, { id }, event) => isHeld(kind, event) || live.perform(kind, {}, { target_id: id })
  const own = (found) => found.find(({ id }) => live.mine.has(id))
  const one = { live, board, round, busy, own, give, undo }
  return html`<${Sheet} /><div class="signals" data-slot="signals">
    ${refused && html`<div class="message message--care" data-code=${refused.code}><${Icon} name="care" /><p>${refused.message} <button type="button" class="button button--small" onClick=${() => live.dismiss(refused.op_id)}>OK</button></p></div>`}
    ${offers.includes("done") && html`<${Done} ...${one} />`}
    ${offers.includes("hand") && html`<${Hand} ...${one} />`}
    ${offers.includes("pause") && html`<${Pause} ...${one} />`}
    <${Time} live=${live} round=${round} always=${offers.includes("time")} />
  </div>`
}

/** @type {Part<any>} */
function Done({ board, round, busy, own, give, undo }) {
  const done = own(donesIn(board, round))
  return html`<button type="button" class="button" data-act=${done ? "signal.undone" : "signal.done"} aria-pressed=${!!done} aria-disabled=${busy}
    onClick=${(event) => (done ? undo("signal.undone", done, event) : give("signal.done", event))}>${done && html`<${Icon} name="tick" />`}I am done</button>`
}

/** @type {Part<any>} */
function Hand({ live, board, round, busy, own, give, undo }) {
  const { called, waiting } = handsIn(board, round)
  const hand = own([called, ...waiting].filter(Boolean))
  const before = waiting.indexOf(hand)
  const state = !hand ? "down" : hand === called ? "called" : "waiting"
  return html`<div class="signals__hand" data-state=${state}>
    <p class=${state === "called" ? "signals__turn" : "quiet"} aria-live="polite" data-slot="queue">${
      state === "called" ? "It is your turn to speak." : state === "waiting" ? (before ? `Your hand is up. ${before} before you.` : "Your hand is up. You are next.")
      : called ? `${called.actor ?? "Somebody"} has the floor. ${waits(waiting.length)}` : waiting.length > 0 && waits(waiting.length)}</p>
    <button type="button" class="button" data-act=${hand ? "signal.lower" : "signal.raise"} aria-disabled=${busy}
      onClick=${(event) => (hand ? undo("signal.lower", hand, event) : give("signal.raise", event))}>${html`<${Icon} name="hand" />`}${state === "called" ? "I have spoken" : hand ? "Lower my hand" : "Raise my hand"}</button></div>`
}

const waits = (count) => (count === 0 ? "" : count === 1 ? "1 hand is up." : `${count} hands are up.`)

/** Asked for without a name; only who asks and the desk know of it. @type {Part<any>} */
function Pause({ board, round, busy, own, give }) {
  const asked = own(pausesIn(board, round).reverse())
  const waits = asked && !asked.seen_at
  return html`<div class="signals__pause" data-state=${!asked ? "none" : waits ? "asked" : "seen"}>
    <button type="button" class="button" data-act="signal.pause" aria-disabled=${busy || !!waits} onClick=${(event) => waits || give("signal.pause", event)}><${Icon} name="leaf" />Ask for a pause</button>
    <p class="small quiet" aria-live="polite" data-slot="pause">${!asked ? "Only the facilitators see this. They do not see your name." : waits ? "Asked. Nobody sees that it was you." : "The facilitators have seen it."}</p></div>`
}

/** Clocks hurry people: a phone shows one if the step or its owner wants that. @type {Part<{always: boolean}>} */
function Time({ live, round, always }) {
  const [shown, show] = useState(remembers(SHOWS_TIME))
  if (!round.ends_at && !round.paused_at) return null
  const turn = () => {
    remember(SHOWS_TIME, !shown)
    show(!shown)
  }
  return html`<p class="row small">${(always || shown || round.paused_at) && html`<${TimeLeft} round=${round} clock=${live.clock} />`}
    ${!always && round.ends_at && html`<button type="button" class="button button--small" data-act="time" aria-pressed=${shown} onClick=${turn}>Show the time left</button>`}</p>`
}
