// What was put together: a list of pairs and a small table of them. One reading of sortings that differ.

import { html } from "htm/preact"

const LIST_MAX = 20

export const Sheet = () => html`<link rel="stylesheet" href="/static/css/menu.css" /><link rel="stylesheet" href="/static/css/interactions/sort.css" />`

/** Pairs whose words the reader still has. @param {Board} board  @param {any[]} pairs */
export const readable = (board, pairs) => pairs.filter(({ one_id, other_id }) => wordsOf(board, one_id) && wordsOf(board, other_id))

/** @param {Board} board  @param {string} id */
export const wordsOf = (board, id) => (Object.hasOwn(board.notes, id) ? board.notes[id].text : null)

/** @param {{board: Board, pair: any}} props */
export const Pair = ({ board, pair }) => html`<p class="note__words">${wordsOf(board, pair.one_id)}</p><p class="note__words">${wordsOf(board, pair.other_id)}</p>
  <p class="sort__count"><meter class="sort__bar" min="0" max=${pair.of} value=${pair.together} aria-hidden="true"></meter>${pair.together} of ${pair.of} put these together</p>`

/** @param {{board: Board, pairs: any[], none: string}} props */
export function Pairs({ board, pairs, none }) {
  const shown = readable(board, pairs)
  if (!shown.length) return html`<p class="quiet" data-code="no_pairs">${none}</p>`
  return html`<ol class="plain-list sort__pairs" data-slot="pairs">${shown.slice(0, LIST_MAX).map((pair) => html`
    <li key=${`${pair.one_id} ${pair.other_id}`} class="sort__pair" data-pair=${`${pair.one_id} ${pair.other_id}`}><${Pair} board=${board} pair=${pair} /></li>`)}</ol>
    ${shown.length > LIST_MAX && html`<p class="quiet small">These are the ${LIST_MAX} pairs that were put together most often.</p>`}`
}

/** A table with a row and a column for each note; the shade says what the numbers say. @param {{board: Board, pairs: any[], ids: string[]}} props */
export function Matrix({ board, pairs, ids }) {
  const shown = ids.filter((id) => wordsOf(board, id))
  if (shown.length < 2) return null
  const between = (a, b) => pairs.find(({ one_id, other_id }) => (one_id === a && other_id === b) || (one_id === b && other_id === a))
  return html`<div class="sort__scroll" tabindex="0" role="region" aria-label="How many put two notes together"><table class="sort__matrix">
    <caption>How many put two notes together, and how many sorted both</caption>
    <thead><tr><th scope="col">Note</th>${shown.map((id, place) => html`<th key=${id} scope="col"><abbr title=${wordsOf(board, id)}>${place + 1}</abbr></th>`)}</tr></thead>
    <tbody>${shown.map((row, place) => html`<tr key=${row}><th scope="row"><span class="sort__row">${place + 1}. ${wordsOf(board, row)}</span></th>
      ${shown.map((column) => html`<${Cell} key=${column} pair=${between(row, column)} same=${row === column} />`)}</tr>`)}</tbody></table></div>`
}

function Cell({ pair, same }) {
  if (same) return html`<td class="sort__same"><span class="visually-hidden">the same note</span></td>`
  if (!pair) return html`<td><span class="quiet">–</span></td>`
  return html`<td data-tenths=${Math.round((10 * pair.together) / pair.of)}>${pair.together}/${pair.of}</td>`
}
