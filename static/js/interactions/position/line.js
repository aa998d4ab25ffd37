// A spread on the line: a dot for each person, a row for each group, before and after side by side.

import { html } from "htm/preact"
import { seatsOf } from "../../board/seats.js"
import { Hands } from "../../lib/hands.js"
import { counted } from "../../lib/said.js"
import { cardsOf, MOMENTS } from "./cards.js"

const STACK_MAX = 8

export const Sheet = () => html`<link rel="stylesheet" href="/static/css/interactions/position.css" />`

/** Every card with its spreads. `own`: where the reader stands, if that is to be marked. @param {{round: any, spread: any[], none: string, board?: Board, own?: any, folded?: boolean}} props `folded`: a phone opens one card at a time */
export function Spread({ round, spread, none, board, own = /** @type {any} */ (null), folded = false }) {
  return html`<ol class="spread" data-slot="spread">${cardsOf(round).map((card) => {
    const rows = spread.filter((row) => row.card === card.id)
    return html`<li key=${card.id} class="spread__card" data-card=${card.id}><${Fold} words=${card.words} folded=${folded && seatsOf(round).length > 1}>
      ${board && html`<${Hands} board=${board} round=${round} id=${card.id} />`}
      ${rows.length === 0 && html`<p class="quiet" data-code="no_spread">${none}</p>`}
      ${seatsOf(round).map((seat) => html`<${Seat} key=${seat.id} round=${round} seat=${seat} rows=${rows.filter((row) => row.seat === seat.id)} own=${own && ((moment) => own(card.id, seat.id, moment))} />`)}
    <//></li>`
  })}</ol>`
}

/** @param {{words: string, folded: boolean, children?: any}} props */
const Fold = ({ words, folded, children }) => (folded
  ? html`<details class="spread__fold"><summary><h3>${words}</h3></summary>${children}</details>`
  : html`<h3>${words}</h3>${children}`)

/** Before and after from one seat, with groups on the same lines. */
export function Seat({ round, seat, rows, own = /** @type {any} */ (null) }) {
  if (!rows.length) return null
  const names = namesOf(rows)
  const moved = rows.find((row) => row.moved)?.moved
  return html`<div class="spread__seat">
    ${seat.id && html`<p class="spread__as">Speaking as ${seat.words}</p>`}
    <div class="spread__moments" style=${{ "--lines": names.length + (own ? 3 : 2) }}>${rows.map((row) => html`
      <section key=${row.moment} class="spread__moment" data-moment=${row.moment}>
        <h4>${MOMENTS[row.moment]}</h4>
        ${names.map((name) => html`<${Group} key=${name} name=${name ?? (row.groups.length === 1 ? "Everyone" : "All others")} of=${name} group=${row.groups.find((group) => group.name === name)} />`)}
        ${own && html`<${You} at=${own(row.moment ?? null)} />`}
        <p class="spread__ends" aria-hidden="true"><span>${round.options.ends[0]}</span><span>${round.options.ends[1]}</span></p>
      </section>`)}</div>
    ${moved && html`<p class="spread__moved" data-slot="moved">${moved[0]} of ${moved[1]} moved this card</p>`}</div>`
}

/** Twin of `place_of` in position/spread.py. @param {number} value */
const placeOf = (value) => Math.floor((value + (value > 50 ? 5 : 4)) / 10)

/** Where the reader stands: under all groups, because a phone does not know which dot is whose. @param {{at: number | null}} props */
function You({ at }) {
  const place = placeOf(at ?? 0)
  return html`<p class="spread__you" data-slot="you" data-at=${at === null ? null : place} data-side=${place > 5 ? "left" : "right"} style=${{ "--at": place }}>
    ${at !== null && html`<i aria-hidden="true">▴</i><span>You<span class="visually-hidden">: ${place} of 10</span></span>`}</p>`
}

/** The groups of before and after, each on one line of both; those without a name last. Twin of `_on_the_same_lines`. */
function namesOf(rows) {
  const all = new Set(rows.flatMap((row) => row.groups.map((group) => group.name)))
  return [...[...all].filter((name) => name !== null).sort(), ...(all.has(null) ? [null] : [])]
}

/** How many lines a seat takes. @param {any[]} rows */
export const linesOf = (rows) => namesOf(rows).length

/** Groups too small for a name are merged; one that is too small only before or after leaves a gap there. */
function Group({ name, of, group }) {
  if (!group) {
    return html`<figure class="spread__group" data-group=${of ?? ""} data-gap="true"><figcaption>${name} <span class="quiet">${of ? "not shown here" : "nobody"}</span></figcaption>
      <div class="spread__line"></div></figure>`
  }
  const told = group.at.map((count, place) => count && `${count} at ${place} of 10`).filter(Boolean).join(", ")
  return html`<figure class="spread__group" data-group=${of ?? ""}>
    <figcaption>${name} <span class="quiet">${counted(group.people, "person", "people")}</span></figcaption>
    <div class="spread__line" role="img" aria-label=${`${name}: ${told}`}>${group.at.map((count, place) => html`
      <span key=${place} class="spread__place">${count > STACK_MAX && html`<b>${count}</b>`}${Array.from({ length: Math.min(count, STACK_MAX) }, (_, dot) => html`<i key=${dot}></i>`)}</span>`)}</div>
  </figure>`
}
