// A figure with its period and source, and what stands beside it: always shown together.

import { html } from "htm/preact"
import { noteOf, RELATIONS } from "./figures.js"

export const Sheet = () => html`<link rel="stylesheet" href="/static/css/interactions/figure.css" />`

/** @param {{figure: any, level?: string, id?: string}} props */
export const Figure = ({ figure, level = "h2", id }) => html`<${level} class="figure__counts" id=${id}>${figure.counts}</${level}>
  <p class="figure__number">${figure.number}</p>
  <p class="figure__from">${figure.period} · ${figure.source}</p>`

/** The words beside a figure. @param {{board: Board, pair: any}} props */
export function Beside({ board, pair }) {
  const note = noteOf(board, pair)
  return html`<p class="figure__relation" data-relation=${pair.relation}>${RELATIONS[pair.relation]}</p>
    ${pair.note_id && html`<p class="note__words">${note ?? "These words were removed."}</p>`}
    ${pair.account && html`<p class="note__words">${pair.account}</p>`}
    ${pair.why && html`<p class="figure__why"><span>Why</span> ${pair.why}</p>`}`
}
