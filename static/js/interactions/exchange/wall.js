// On the wall: one matter at a time, its columns as equals; then what was agreed, with every disagreement beside it.

import { html } from "htm/preact"
import { TimeLeft } from "../../lib/view.js"
import { Pager } from "../../wall/pages.js"
import { useTurn } from "../parts/said.js"
import { Sheets } from "../parts/write.js"
import { Cells, Outcome } from "./matter.js"
import { mattersOn, pagesOf } from "./matters.js"

/** @type {Part} */
export default function Exchange({ live, board, prompt, round }) {
  const pages = pagesOf(mattersOn(board, round))
  const turn = useTurn(pages.length)
  const page = pages[turn.page]
  return html`<${Sheets} names=${["exchange"]} /><section class="wall__notes wall__parts">
    <div class="wall__head"><p class="wall__asked">${prompt.text ?? "This question was removed."}</p><${TimeLeft} round=${round} clock=${live.clock} /></div>
    ${!page ? html`<p class="wall__how" data-code="no_matters">${round.instruction}</p>` : page.bare ? html`<${Bare} bare=${page.bare} />` : html`<${Shown} page=${page} />`}
    <${Pager} pages=${pages.length} goesOn=${null} sheet=${null} ...${turn} /></section>`
}

const Bare = ({ bare }) => html`<ul class="exchange__bare" data-code="nothing_said">${bare.map((matter) => html`<li key=${matter.key} data-matter=${matter.id}>${matter.text}</li>`)}</ul>`

function Shown({ page: { matter, columns, below } }) {
  return html`<div class="wall__exchange" data-matter=${matter.id}><h1>${matter.text ?? "These words were removed."}</h1>
    ${columns && html`<div class="exchange__columns" style=${{ "--columns": columns.length }}>${columns.map((column) => html`<section class="exchange__column" key=${column.id} data-column=${column.id}><p class="exchange__name">${column.words}</p>
      <${Cells} said=${column.said}>${(one) => html`<li key=${one.id} data-piece=${one.id}><p class="note__words">${one.text}</p></li>`}<//></section>`)}</div>`}
    ${below && html`<ul class="wall__cards" data-many=${below.length > 1}>${below.map((one) => html`<li key=${one.id} class="wall__card" data-piece=${one.id} data-what=${one.what}>
      <p class="exchange__name">${one.what === "outcome" ? "What was agreed" : "Recorded disagreement"}</p><${Outcome} one=${one} />${one.actor && html`<p class="note__foot"><span>${one.actor}</span></p>`}</li>`)}</ul>`}</div>`
}
