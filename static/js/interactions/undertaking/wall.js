// On the wall: what people ask, offer and promise, with its owner and its day; an ask and its offers stand together.

import { html } from "htm/preact"
import { TimeLeft } from "../../lib/view.js"
import { Pager } from "../../wall/pages.js"
import { paged } from "../parts/laid.js"
import { useTurn } from "../parts/said.js"
import { Sheets } from "../parts/write.js"
import { Told } from "./one.js"
import { undertakingsOn } from "./undertakings.js"

const MOST = { chars: 900, many: 6 }
const FACTS_CHARS = 90 // what owner and day take up, in letters

/** @type {Part} */
export default function Undertakings({ live, board, prompt, round }) {
  const all = undertakingsOn(board, live.mine)
  const pages = paged(together(all), (one) => one.text.length + (one.known_by ?? "").length + FACTS_CHARS, MOST)
  const turn = useTurn(pages.length)
  const page = pages[turn.page]
  return html`<${Sheets} names=${["undertaking"]} /><section class="wall__notes wall__parts">
    <div class="wall__head"><p class="wall__asked">${prompt.text ?? "This question was removed."}</p><${TimeLeft} round=${round} clock=${live.clock} /></div>
    ${page ? html`<ul class="wall__cards" data-many=${page.length > 1}>${page.map((one) => html`<li key=${one.id} class="wall__card" data-undertaking=${one.id} data-state=${one.state}><${Told} one=${one} />
        ${one.joined.length > 0 && html`<p class="wall__with" data-slot="joined">With ${one.joined.length === 1 ? `“${one.joined[0].text}”` : `${one.joined.length} others`}</p>`}
        ${one.actor && html`<p class="note__foot"><span>${one.actor}</span></p>`}</li>`)}</ul>`
      : html`<p class="wall__how" data-code="no_undertakings">${round.instruction}</p>`}
    <${Pager} pages=${pages.length} goesOn=${null} sheet=${null} ...${turn} /></section>`
}

/** An ask, and at once the offers for it. @param {any[]} all */
function together(all) {
  const placed = new Set()
  return all.flatMap((one) => {
    if (placed.has(one.id)) return []
    const group = [one, ...one.joined.map(({ id }) => all.find((each) => each.id === id))].filter((each) => each && !placed.has(each.id))
    group.forEach(({ id }) => placed.add(id))
    return group
  })
}
