// On the desk: who asked for a pause (never their name), the queue of raised hands, and how many are done.

import { html } from "htm/preact"
import { Icon } from "../../lib/view.js"
import { joined } from "../../desk/people.js"
import { donesIn, handsIn, offersOf, pausesIn } from "./given.js"

const Sheet = () => html`<link rel="stylesheet" href="/static/css/interactions/signal.css" />`

/** @type {Part} */
export default function Signals({ live, board, round }) {
  const offers = offersOf(round)
  const asked = pausesIn(board, round).filter((one) => !one.seen_at)
  return html`<${Sheet} /><section class="sheet desk__signals" aria-labelledby="signals-title" data-slot="signals">
    <h2 class="desk__heading" id="signals-title">From the phones</h2>
    ${offers.includes("pause") && html`<div role="alert">${asked.length > 0 && html`<div class="message message--care" data-slot="pause"><${Icon} name="leaf" />
      <p>${asked.length === 1 ? "Somebody asks for a pause." : `${asked.length} people ask for a pause.`}
        <button type="button" class="button button--small" data-act="signal.seen" onClick=${() => asked.forEach(({ id }) => live.perform("signal.seen", {}, { target_id: id }))}>I have seen it</button></p></div>`}</div>`}
    ${offers.includes("done") && html`<p data-slot="done"><strong>${donesIn(board, round).length}</strong> of ${joined(live)} are done</p>`}
    ${offers.includes("hand") && html`<${Queue} live=${live} board=${board} round=${round} />`}
  </section>`
}

/** @type {Part} */
function Queue({ live, board, round }) {
  const { called, waiting } = handsIn(board, round)
  const [next, ...rest] = waiting
  const lower = ({ id }) => live.perform("signal.lower", {}, { target_id: id })
  const named = (hand, place) => hand.actor ?? `Hand ${place}`
  return html`<div class="stack stack--tight" data-slot="hands">
    <h3>Raised hands</h3>
    ${called && html`<p data-hand=${called.id} data-state="called">${called.actor ?? "Somebody"} has the floor. <button type="button" class="button button--small" onClick=${() => lower(called)}>Has spoken</button></p>`}
    ${next ? html`<button type="button" class="button button--primary" data-act="signal.call" onClick=${() => live.perform("signal.call", {}, { target_id: next.id })}>Call ${next.actor ?? "the next one"}</button>`
      : html`<p class="quiet">${called ? "Nobody else waits." : "No hand is up."}</p>`}
    ${waiting.length > 0 && html`<ol class="desk__hands">${[next, ...rest].map((hand, at) => html`<li key=${hand.id} data-hand=${hand.id} data-state="waiting">${named(hand, at + 1)}
      <span class="row">${at > 0 && html`<button type="button" class="button button--small" aria-label=${`Call now: ${named(hand, at + 1)}`} onClick=${() => live.perform("signal.call", {}, { target_id: hand.id })}>Call now</button>`}
      <button type="button" class="button button--small" aria-label=${`Lower: ${named(hand, at + 1)}`} onClick=${() => lower(hand)}>Lower</button></span></li>`)}</ol>`}
  </div>`
}
