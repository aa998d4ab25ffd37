// On the desk: who sits where, beginning the circle, and passing the turn on for people who cannot.

import { html } from "htm/preact"
import { circleOf, EqualTime, Ring, Sheet, speaks } from "./ring.js"

/** What the desk does before it closes a round. @type {BeforeClosing} */
export function before(round, board) {
  const { places = {}, since = null } = board.circles?.[round.id] ?? {}
  if (since !== null) return null
  return Object.keys(places).length
    ? { what: "circle.begin", press: "Begin the circle", title: "Begin the circle", why: "Begin when everybody who wants a place has one. People who come later still get a turn." }
    : { what: "circle.wait", press: "Begin the circle", waits: true, title: `“${round.title}” is open`, why: "People take places on their phones. When they have their places, begin the circle." }
}

/** @type {Part} */
export default function Circle({ live, board, round }) {
  const circle = circleOf(board, round)
  const busy = live.outbox.entries.some((entry) => entry.kind.startsWith("circle.") && entry.state === "waiting")
  const on = round.state === "open"
  const begin = () => live.perform("circle.begin", {}, { target_id: round.id })
  return html`<${Sheet} />
    <div class="row">
      ${on && circle.now && html`<button type="button" class="button button--primary" data-act="circle.next" aria-disabled=${busy} onClick=${() => busy || live.perform("circle.next", { turn: circle.turn }, { target_id: round.id })}>Next person</button>
        <p>${speaks(circle.now)}</p>`}
      ${on && !circle.now && html`<button type="button" class="button button--primary" data-act="circle.begin" disabled=${!circle.places.length} aria-disabled=${busy} onClick=${() => busy || begin()}>${circle.isOver ? "Go round once more" : "Begin the circle"}</button>`}
      ${circle.isOver && html`<p data-state="over">Everybody has had a turn.</p>`}
    </div>
    <${EqualTime} circle=${circle} round=${round} clock=${live.clock} />
    ${circle.places.length ? html`<${Ring} circle=${circle} />`
      : html`<div class="empty"><h3 class="empty__title">Nobody has taken a place yet</h3><p>People take places on their phones, in the order in which they sit.</p></div>`}`
}
