// On the wall: one card at a time, its four parts beside each other.

import { html } from "htm/preact"
import { TimeLeft } from "../../lib/view.js"
import { Pager } from "../../wall/pages.js"
import { paged } from "../parts/laid.js"
import { useTurn } from "../parts/said.js"
import { Sheets } from "../parts/write.js"
import { Head, PartWords, StartsFrom } from "./card.js"
import { plansOn, STAGES } from "./plans.js"

const MOST = { chars: 900, many: 4 }

/** @type {Part} */
export default function Plans({ live, board, prompt, round }) {
  const pages = plansOn(board, live.boot.channels).flatMap(pagesOf)
  const turn = useTurn(pages.length)
  const page = pages[turn.page]
  return html`<${Sheets} names=${["plan"]} /><section class="wall__notes wall__parts">
    <div class="wall__head"><p class="wall__asked">${prompt.text ?? "This question was removed."}</p><${TimeLeft} round=${round} clock=${live.clock} /></div>
    ${page ? html`<${Shown} page=${page} />` : html`<p class="wall__how" data-code="no_plans">${round.instruction}</p>`}
    <${Pager} pages=${pages.length} goesOn=${null} sheet=${null} ...${turn} /></section>`
}

/** Long cards go on on a further page; what it starts from stands on the first. */
function pagesOf(plan) {
  const chars = MOST.chars - (plan.startsFrom ?? "").length - (plan.puzzle ?? "").length
  return paged(plan.parts, ({ now }) => now?.text.length ?? 0, { ...MOST, chars: Math.max(chars, 300) }).map((parts, at) => ({ plan, parts, isFirst: at === 0 }))
}

function Shown({ page: { plan, parts, isFirst } }) {
  return html`<div class="wall__plan" data-plan=${plan.id}><${Head} plan=${isFirst ? plan : { ...plan, puzzle: null }} level="h1" />${isFirst && html`<${StartsFrom} plan=${plan} />`}
    <div class="plan__parts">${parts.map(({ stage, now }) => html`<section class="plan__part" key=${stage} data-stage=${stage}><p class="plan__name">${STAGES[stage]}</p>${now ? html`<${PartWords} one=${now} />` : html`<p class="quiet">Nothing yet</p>`}</section>`)}</div></div>`
}
