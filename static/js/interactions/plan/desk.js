// On the desk: every card, to write on for people without a phone, and to set something aside.

import { html } from "htm/preact"
import { Sheets } from "../parts/write.js"
import { Card, Make } from "./card.js"
import { laid, plansOn } from "./plans.js"

/** @type {Part} */
export default function Plans({ live, board, round }) {
  const plans = plansOn(laid(board, live.outbox.entries), live.boot.channels)
  return html`<${Sheets} names=${["plan"]} /><div class="stack" data-slot="plans">
    ${plans.length === 0 && html`<div class="empty"><h3 class="empty__title">There is no card yet</h3><p>Cards that tables make on their phones appear here.</p></div>`}
    ${plans.map((plan) => html`<${Card} key=${plan.id} live=${live} plan=${plan} round=${round} canWrite leads />`)}
    <${Make} live=${live} round=${round} summary="Make a card" /></div>`
}
