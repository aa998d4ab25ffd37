// Light bulbs that people marked and let the desk see.

import { html } from "htm/preact"
import { Icon } from "../lib/view.js"

const ASKED = [["used", "I used to think"], ["now", "Now I think"], ["because", "Because"], ["set_off", "What set it off"], ["text", ""]]

/** @type {Part} */
export function Bulbs({ board }) {
  const bulbs = Object.values(board.lightbulbs).sort((a, b) => (a.at < b.at ? 1 : -1))
  if (!bulbs.length) return null
  const told = bulbs.filter((bulb) => ASKED.some(([name]) => bulb[name]))
  return html`
    <section class="sheet" aria-labelledby="bulbs-title">
      <h2 class="desk__heading" id="bulbs-title"><${Icon} name="kind-light-bulb" />${bulbs.length === 1 ? "1 light bulb" : `${bulbs.length} light bulbs`}</h2>
      ${told.length > 0 && html`<ul class="plain-list">${told.map((bulb) => html`
        <li class="small stack stack--tight" key=${bulb.id} data-bulb=${bulb.id}>${ASKED.filter(([name]) => bulb[name]).map(([name, label]) => html`
          <p class="note__words" key=${name}>${label && html`<span class="quiet">${label}</span> `}${bulb[name]}</p>`)}</li>`)}</ul>`}
    </section>`
}
