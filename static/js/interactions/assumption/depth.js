// How deep an assumption lies: where one places it oneself, and how the placings of many are spread. Never a mean.

import { html } from "htm/preact"
import { announce } from "../../lib/dom.js"
import { DEPTH_HINTS, DEPTHS, depthOf } from "./assumptions.js"

/** Nobody else is told where somebody places it. @param {{live: Live, board: Board, one: any}} props */
export function Place({ live, board, one }) {
  const depth = depthOf(board, live.mine, one)
  const place = (to) => {
    live.perform("assumption.place", { ...one.places[0], depth: to })
    announce(`You placed it: ${DEPTHS[to].toLowerCase()}.`, { now: true })
  }
  return html`<fieldset class="choices choices--chips assumption__depths"><legend>How deep does it lie, as you see it?</legend>
    <div class="choices__row">${Object.entries(DEPTHS).map(([key, words]) => html`
      <label class="choice" key=${key}><input type="radio" name=${`depth-${one.key}`} value=${key} checked=${depth === key} onChange=${() => place(key)} />
        <span class="choice__face"><span>${words}<span class="assumption__means">${DEPTH_HINTS[key]}</span></span></span></label>`)}</div></fieldset>`
}

/** @param {{spread: any}} props */
export function Spread({ spread }) {
  if (!spread) return null
  const rows = [["now", spread.first ? "Now" : ""], ...(spread.first ? [["first", "At first"]] : [])].reverse()
  const most = Math.max(...rows.flatMap(([when]) => Object.values(spread[when])), 1)
  return html`<figure class="assumption__spread" data-slot="spread"><figcaption>How deep ${people(spread.people)} ${spread.people === 1 ? "sees" : "see"} it</figcaption>
    <table><thead class=${spread.first ? "" : "visually-hidden"}><tr><th scope="col"><span class="visually-hidden">Depth</span></th>${rows.map(([when, words]) => html`<th scope="col" key=${when}>${words || "People"}</th>`)}</tr></thead>
      <tbody>${Object.entries(DEPTHS).map(([key, words]) => html`<tr key=${key} data-depth=${key}><th scope="row">${words}</th>${rows.map(([when]) => html`
        <td key=${when}><span class="assumption__bar" style=${`--part:${spread[when][key] / most}`}></span>${spread[when][key]}</td>`)}</tr>`)}</tbody></table>
    ${spread.moved && html`<p class="small quiet" data-slot="moved">${spread.moved[0]} of the ${spread.moved[1]} people who placed it twice now see it somewhere else.</p>`}</figure>`
}

const people = (many) => (many === 1 ? "1 person" : `${many} people`)
