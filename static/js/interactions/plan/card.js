// One plan card: four parts beside each other, each with its day; earlier wordings below, and the cycle before on top.

import { html } from "htm/preact"
import { dayWords } from "../parts/laid.js"
import { Piece, RefusedAct } from "../parts/said.js"
import { Write } from "../parts/write.js"
import { ASKS, CARD, partBoxes, projectsOf, STAGES } from "./plans.js"

/** What stands on top of it. @param {{plan: any, level: string}} props */
export function Head({ plan, level }) {
  return html`<p class="plan__of">${plan.of && html`<span>${plan.of}</span>`}<span data-cycle=${plan.cycle}>Cycle ${plan.cycle}</span></p>
    <${level} class="plan__title">${plan.text ?? "These words were removed."}</${level}>
    ${plan.puzzle && html`<p class="plan__puzzle"><span>What puzzles us</span> ${plan.puzzle}</p>`}`
}

export const StartsFrom = ({ plan }) => plan.startsFrom && html`<p class="plan__from" data-slot="starts_from"><span>It starts from what we learned</span> ${plan.startsFrom}</p>`

export const PartWords = ({ one }) => html`<p class="note__words">${one.text}</p>${one.due && html`<p class="part__day">For ${dayWords(one.due)}</p>`}`

/** @param {{live: Live, plan: any, round: Round, canWrite: boolean, leads?: boolean}} props */
export function Card({ live, plan, round, canWrite, leads = false }) {
  const isOpen = canWrite && plan.text !== null && plan.version > 0 && (leads || plan.isTheirs)
  const piece = (one) => html`<${Piece} key=${one.id} live=${live} noun="plan" one=${one} boxes=${partBoxes(one.stage)} canWrite=${canWrite} leads=${leads}><${PartWords} one=${one} /><//>`
  return html`<section class="sheet plan" data-plan=${plan.id}>
    <${Piece} live=${live} noun="plan" one=${plan} boxes=${CARD} canWrite=${canWrite} leads=${leads}><${Head} plan=${plan} level=${leads ? "h3" : "h2"} /><//>
    <${StartsFrom} plan=${plan} />
    <div class="plan__parts">${plan.parts.map(({ stage, now, earlier }) => html`<section class="plan__part" key=${stage} data-stage=${stage} aria-label=${STAGES[stage]}>
      <p class="plan__name">${STAGES[stage]}</p>
      ${now ? piece(now) : html`<p class="quiet small" data-code="not_written">${ASKS[stage]}</p>`}
      ${earlier.length > 0 && html`<details data-slot="earlier"><summary>Earlier words (${earlier.length})</summary><ul class="part__list">${earlier.map((one) => html`<li key=${one.id}>${piece(one)}</li>`)}</ul></details>`}
      ${isOpen && html`<${Write} live=${live} kind="plan.write" id=${`plan.write-${plan.id}-${stage}`} body=${{ plan_id: plan.id, stage }} boxes=${partBoxes(stage)}
        summary=${html`${now ? "Write it again" : "Write this part"}<span class="visually-hidden">: ${STAGES[stage]}</span>`} submit="Save" hint=${now ? "The earlier words stay." : "You can write it again later. The earlier words stay."} />`}</section>`)}</div>
    <${RefusedAct} live=${live} kinds=${["plan.add"]} of=${plan.id} />
    ${isOpen && plan.canGoOn && html`<div class="part__writes"><${Make} live=${live} round=${round} after=${plan} summary="Start the next cycle" /></div>`}
  </section>`
}

/** A new card; `after` is the card whose next cycle it is. @param {{live: Live, round: Round, summary: string, after?: any}} props */
export function Make({ live, round, summary, after = null }) {
  const id = `plan.add-${after?.id ?? round.id}`
  const projects = after ? [] : projectsOf(round)
  const which = (now, type) => projects.length > 0 && html`<div class="field"><label for=${`${id}-project`}>Which local project is it?</label>
    <select id=${`${id}-project`} name="project" onChange=${(event) => type({ ...now, project: event.target.value })}>
      <option value="" selected=${!now.project}>None of these</option>${projects.map(([key, words]) => html`<option key=${key} value=${key} selected=${now.project === key}>${words}</option>`)}</select></div>`
  return html`<${Write} live=${live} kind="plan.add" id=${id} body=${{ round_id: round.id, share: "everyone", ...(after && { plan_id: after.id }) }} begin=${after ? { text: after.text } : {}} boxes=${CARD} more=${which}
    choose=${(now) => (now.project ? { project: now.project } : {})} summary=${summary} submit=${after ? "Start it" : "Make this card"}
    hint=${after ? "The new card starts from what you wrote under “Reflect”." : "Everybody here can read it. People at your table can write on it."} />`
}
