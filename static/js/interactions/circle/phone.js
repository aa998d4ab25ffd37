// On the phone: take a place, see whose turn it is, hand one's own on.

import { html } from "htm/preact"
import { Icon } from "../../lib/view.js"
import { circleOf, EqualTime, nameOf, Ring, Sheet } from "./ring.js"

/** @type {Part} */
export default function Circle({ live, board, round, sees }) {
  const circle = circleOf(board, round)
  const own = circle.places.find(({ id }) => live.mine.has(id))
  const entries = live.outbox.entries.filter((entry) => entry.kind.startsWith("circle."))
  const busy = entries.some((entry) => entry.state === "waiting")
  const refused = entries.find((entry) => entry.state === "refused")
  const time = html`<${EqualTime} circle=${circle} round=${round} clock=${live.clock} />`
  return html`<${Sheet} /><div class="stack" data-slot="circle-phone">
    ${refused && html`<div class="message message--care" data-code=${refused.code}><${Icon} name="care" /><p>${refused.message} <button type="button" class="button button--small" onClick=${() => live.dismiss(refused.op_id)}>I have seen it</button></p></div>`}
    ${own && own.place === circle.turn
      ? html`<section class="sheet circle-turn" data-state="my_turn"><h2>It is your turn</h2>${time}
          <button type="button" class="button button--primary button--big button--wide" data-act="circle.next" disabled=${busy} onClick=${() => live.perform("circle.next", { turn: own.place }, { target_id: round.id })}>I am done</button></section>`
      : html`
        ${circle.isOver ? html`<p data-state="over">Everybody has had their turn.</p>`
          : circle.now ? html`<p class="circle-now" aria-live="polite" data-state="speaking">Place ${nameOf(circle.now)} is speaking.</p>${time}`
          : html`<p class="quiet" data-state="waiting">The circle has not begun yet.</p>`}
        ${own ? html`<p data-state="seated">Your place is ${own.place}. You may pass when your turn comes.</p>`
          : !circle.isOver && !sees && html`<button type="button" class="button button--primary button--wide" data-act="circle.join" disabled=${busy} onClick=${() => live.perform("circle.join", { round_id: round.id })}>I sit here next</button>`}
        <${Ring} circle=${circle} mine=${live.mine} />`}
  </div>`
}
