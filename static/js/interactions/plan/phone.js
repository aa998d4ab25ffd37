// On the phone: one's own table's card first, to write on; then those of others, to read.

import { html } from "htm/preact"
import { NotKept } from "../../phone/not_kept.js"
import { useHeard } from "../parts/said.js"
import { Sheets } from "../parts/write.js"
import { Card, Make } from "./card.js"
import { laid, plansOn } from "./plans.js"

/** @type {Part} */
export default function Plans({ live, board, round, sees }) {
  const plans = plansOn(laid(board, live.outbox.entries), live.boot.channels)
  const own = plans.filter(({ isTheirs }) => isTheirs), others = plans.filter(({ isTheirs }) => !isTheirs)
  const keeps = live.boot.notes_kept === "yes"
  const canWrite = keeps && !sees
  useHeard(live, "plan", "Somebody has written on a plan.")
  const card = (plan) => html`<${Card} key=${plan.id} live=${live} plan=${plan} round=${round} canWrite=${canWrite} />`
  return html`<${Sheets} names=${["plan"]} /><div class="stack" data-slot="plans">
    ${!keeps && !sees && html`<${NotKept} live=${live} />`}
    ${own.map(card)}
    ${canWrite && html`<${Make} live=${live} round=${round} summary=${own.length ? "Make another card" : "Make a card"} />`}
    ${others.length > 0 && html`<h2 class="phone__heading">Plans of other tables</h2>`}${others.map(card)}
    ${plans.length === 0 && html`<p class="quiet" data-code="no_plans">There is no card yet.</p>`}
  </div>`
}
