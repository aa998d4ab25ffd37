// One matter: its columns beside each other, below them what was agreed, and whoever does not agree.

import { html } from "htm/preact"
import { Icon } from "../../lib/view.js"
import { Piece } from "../parts/said.js"
import { Choice, Write } from "../parts/write.js"
import { CELLS, cellsOf, columnsOf, OUTCOME, placeIn, WORDS } from "./matters.js"

export const Outcome = ({ one }) => html`<p class="note__words">${one.text}</p>${one.how && html`<p class="exchange__how"><span>How it was agreed</span> ${one.how}</p>`}`

/** Entries under what they answer. */
export const Cells = ({ said, children }) => Object.keys(CELLS).map((cell) => [cell, said.filter((one) => one.cell === cell)]).filter(([, some]) => some.length)
  .map(([cell, some]) => html`<div key=${cell} data-cell=${cell}><p class="exchange__cell">${CELLS[cell]}</p><ul class="part__list">${some.map(children)}</ul></div>`)

/** @param {{live: Live, matter: any, round: Round, own: string | null, canWrite: boolean, leads?: boolean}} props */
export function Matter({ live, matter, round, own, canWrite, leads = false }) {
  const place = placeIn(matter, round)
  const isOpen = canWrite && matter.text !== null && place.round_id === round.id
  const piece = (boxes, words) => (one) => html`<li key=${one.id} data-piece=${one.id}><${Piece} live=${live} noun="exchange" one=${one} boxes=${boxes} canWrite=${canWrite} leads=${leads}>${words(one)}<//></li>`
  const plain = piece([WORDS], (one) => html`<p class="note__words">${one.text}</p>`)
  const mine = matter.outcomes.some(({ id }) => live.mine.has(id))
  const level = leads ? "h3" : "h2"
  return html`<section class="sheet exchange" data-matter=${matter.id}>
    ${matter.named ? html`<${Piece} live=${live} noun="exchange" one=${matter} boxes=${[WORDS]} canWrite=${canWrite} leads=${leads}><${level} class="exchange__matter">${matter.text ?? "These words were removed."}</${level}><//>`
      : html`<${level} class="exchange__matter">${matter.text}</${level}>`}
    <div class="exchange__columns">${matter.columns.map((column) => html`<section class="exchange__column" key=${column.id} data-column=${column.id} data-own=${column.id === own ? "yes" : "no"} aria-label=${column.words}>
      <p class="exchange__name">${column.words}${column.id === own && html` <span class="exchange__own"><${Icon} name="pen" />yours</span>`}</p>
      ${column.said.length ? html`<${Cells} said=${column.said}>${plain}<//>` : html`<p class="quiet small" data-code="nothing_said">Nothing yet.</p>`}
      ${isOpen && (column.id === own || leads) && html`<${Say} live=${live} place=${place} round=${round} column=${column} leads=${leads} />`}</section>`)}</div>
    ${matter.outcomes.length > 0 && html`<div data-slot="outcomes"><p class="exchange__name"><${Icon} name="tick" />What was agreed</p><ul class="part__list">${matter.outcomes.map(piece(OUTCOME, (one) => html`<${Outcome} one=${one} />`))}</ul></div>`}
    ${matter.dissents.length > 0 && html`<div data-slot="dissents"><p class="exchange__name"><${Icon} name="kind-dissent" />Recorded disagreement</p><ul class="part__list part__list--dissent">${matter.dissents.map(plain)}</ul></div>`}
    ${isOpen && html`<div class="part__writes">
      ${!mine && html`<${Write} live=${live} kind="exchange.agree" id=${`exchange.agree-${matter.key}`} body=${{ ...place, share: "everyone" }} boxes=${OUTCOME} summary="Write what was agreed" submit="Add the outcome" hint="Everybody here can read it. Each table can agree one thing on each matter." />`}
      <${Write} live=${live} kind="exchange.differ" id=${`exchange.differ-${matter.key}`} body=${{ ...place, share: "everyone" }} boxes=${[{ ...WORDS, label: "What do you not agree with, and why?" }]} summary="I do not agree" submit="Record this" hint="It is recorded in your words, beside what was agreed. Nobody counts." /></div>`}
  </section>`
}

function Say({ live, place, round, column, leads }) {
  const id = `exchange.say-${place.round_id}-${place.matter_id}-${column.id}`
  const cells = cellsOf(round)
  const cellOf = (now) => (cells.includes(now.cell) ? now.cell : cells[0])
  const which = (now, type) => cells.length > 1 && html`<${Choice} id=${id} legend="What do you write?" name="cell" value=${cellOf(now)} options=${cells.map((cell) => [cell, CELLS[cell]])} onPick=${(cell) => type({ ...now, cell })} />`
  return html`<${Write} live=${live} kind="exchange.say" id=${id} body=${{ ...place, share: "everyone", column: column.id }} boxes=${[WORDS]} more=${which} choose=${(now) => ({ cell: cellOf(now) })}
    summary=${html`Write in this column<span class="visually-hidden">: ${column.words}</span>`} submit="Add it" hint=${leads ? "For somebody without a phone. Everybody here can read it." : "Everybody here can read it. You can change the words later."} />`
}

/** The reader's own column: whose seat they write from. @param {{live: Live, round: Round, own: string | null}} props */
export function Seat({ live, round, own }) {
  return html`<fieldset class="choices" data-slot="seat"><legend>Whose column do you write in?</legend>
    <p class="field__hint">Your own, or a seat that you take. Nobody is told which one you chose.</p>
    <div class="choices__row">${columnsOf(round).map(([id, words]) => html`<label class="choice" key=${id}><input type="radio" name="column" value=${id} checked=${id === own} onChange=${() => live.perform("exchange.sit", { round_id: round.id, column: id })} /><span class="choice__face">${words}</span></label>`)}</div></fieldset>`
}
