// On the phone: take a place or give it up, see whose turn it is, pass one's own on.

import { html } from "htm/preact"
import { Icon } from "../../lib/view.js"
import { circleOf, comes, EqualTime, Ring, Sheet, speaks } from "./ring.js"

const PLACES_MAX = 100

/** @type {Part} */
export default function Circle({ live, board, round, sees }) {
  const circle = circleOf(board, round)
  const own = circle.places.find(({ id }) => live.mine.has(id))
  const entries = live.outbox.entries.filter((entry) => entry.kind.startsWith("circle."))
  const busy = entries.some((entry) => entry.state === "waiting")
  const refused = entries.find((entry) => entry.state === "refused")
  const handOn = () => live.perform("circle.next", { turn: circle.turn }, { target_id: round.id })
  const time = html`<${EqualTime} circle=${circle} round=${round} clock=${live.clock} />`
  return html`<${Sheet} /><div class="stack" data-slot="circle-phone">
    ${refused && html`<div class="message message--care" data-code=${refused.code}><${Icon} name="care" /><p>${refused.message} <button type="button" class="button button--small" onClick=${() => live.dismiss(refused.op_id)}>OK</button></p></div>`}
    ${own && own.place === circle.turn
      ? html`<section class="sheet circle-turn" data-state="my_turn"><h2>It is your turn</h2>${time}
          <button type="button" class="button button--primary button--big button--wide" data-act="circle.next" aria-disabled=${busy} onClick=${() => busy || handOn()}>I am done</button>
          <button type="button" class="button button--wide" data-act="pass" aria-disabled=${busy} onClick=${() => busy || handOn()}>Pass</button></section>`
      : html`
        ${circle.isOver ? html`<p data-state="over">Everybody has had a turn.</p>`
          : circle.now ? html`<p class="circle-now" aria-live="polite" data-state="speaking">${speaks(circle.now)}</p>${time}`
          : html`<p class="quiet" data-state="waiting">The circle has not begun yet.</p>`}
        ${own ? html`<p data-state="seated">Your place is ${own.place}.${comes(circle, round, own.id) && html` <span data-slot="may_pass">You may pass when your turn comes.</span>`}</p>
            ${!circle.isOver && html`<button type="button" class="button button--small" data-act="circle.leave" aria-disabled=${busy} onClick=${() => busy || live.perform("circle.leave", { round_id: round.id }, { target_id: own.id })}>Give up my place</button>`}`
          : !circle.isOver && !sees && html`<${Join} live=${live} round=${round} busy=${busy} />`}
        <${Ring} circle=${circle} mine=${live.mine} />`}
  </div>`
}

/** Take the next free place, or a chosen one. @type {Part<{busy: boolean}>} */
function Join({ live, round, busy }) {
  const take = (event) => {
    event.preventDefault()
    if (busy) return
    live.perform("circle.join", { round_id: round.id, place: Number(new FormData(event.target).get("place")) })
  }
  return html`<button type="button" class="button button--primary button--wide" data-act="circle.join" aria-disabled=${busy} onClick=${() => busy || live.perform("circle.join", { round_id: round.id })}>Take the next place</button>
    <details data-slot="choose_place"><summary>Choose a place</summary><form class="row" onSubmit=${take}>
      <label for="place">Place number</label><input id="place" class="circle-place" type="number" name="place" min="1" max=${PLACES_MAX} required />
      <button type="submit" class="button button--small" aria-disabled=${busy}>Take this place</button></form></details>`
}
