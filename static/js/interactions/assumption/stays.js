// In the steps that follow: the assumptions that everyone can read, with what is on them, behind a fold.

import { html } from "htm/preact"
import { assumptionsOn, OUTCOMES, PARTS } from "./assumptions.js"
import { Spread } from "./depth.js"
import { SaidWords, Source } from "./said.js"
import { Sheet } from "./write.js"

const forAll = ({ share }) => share === "everyone"

/** @type {Part} */
export default function Stays({ board }) {
  return html`<${Sheet} /><details data-slot="stays"><summary>The assumptions that everyone can read</summary>
    <ul class="assumption__list assumption__stays">${assumptionsOn(board).filter((one) => forAll(one) && one.text !== null).map((one) => html`<${One} key=${one.key} one=${one} />`)}</ul></details>`
}

/** @param {{one: any}} props */
function One({ one }) {
  const said = one.said.filter(forAll)
  return html`<li class="assumption" data-assumption=${one.id}><p class="assumption__words">${one.text}</p>
    <p class="note__foot"><${Source} one=${one} />${one.outcome !== "not_yet_tried" && html`<span class="assumption__outcome">${OUTCOMES[one.outcome]}</span>`}</p>
    <${Spread} spread=${one.spread} />
    ${said.map((each) => html`<div class="assumption__part" key=${each.id} data-finding=${each.id}><p class="assumption__title">${PARTS[each.part]}</p><${SaidWords} one=${each} /></div>`)}</li>`
}
