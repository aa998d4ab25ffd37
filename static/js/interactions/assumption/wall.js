// On the wall: one assumption at a time, as far as everyone may read it, with how deep people see it lie.

import { html } from "htm/preact"
import { useEffect, useState } from "preact/hooks"
import { prompts } from "../../board/select.js"
import { TimeLeft } from "../../lib/view.js"
import { Pager, useKeys } from "../../wall/pages.js"
import { assumptionsOn, OUTCOMES, pagesOf, PARTS } from "./assumptions.js"
import { Spread } from "./depth.js"
import { SaidWords, Source } from "./said.js"
import { Sheet } from "./write.js"

const TURN_MS = 20_000

/** @type {Part} */
export default function Assumptions({ live, board, prompt, round }) {
  const pages = pagesOf(assumptionsOn(board))
  const turn = useTurn(pages.length)
  const page = pages[turn.page]
  const all = prompts(board).filter(({ round_id }) => round_id === round.id)
  const asked = all.some(({ id }) => id === prompt.id) ? all : [prompt]
  return html`<${Sheet} /><section class="wall__notes wall__assumptions">
    <div class="wall__head"><p class="wall__asked">${asked.map(({ id, text }) => html`<span key=${id}>${text ?? "This question was removed."} </span>`)}</p><${TimeLeft} round=${round} clock=${live.clock} /></div>
    ${page ? html`<${page.bare ? Bare : Shown} ...${page} />` : html`<p class="wall__how" data-code="no_assumptions">${round.instruction}</p>`}
    <${Pager} pages=${pages.length} goesOn=${null} sheet=${null} ...${turn} /></section>`
}

/** Assumptions with nothing on them yet: the room sees what there is to work on. */
const Bare = ({ bare }) => html`<div class="wall__assumption"><ul class="assumption__bare">${bare.map((one) => html`
  <li key=${one.key} data-assumption=${one.id}>${one.text}${(one.actor || one.from_table || !one.named) && html`<span class="note__foot"><${Source} one=${one} /></span>`}</li>`)}</ul></div>`

function Shown({ one, said, first }) {
  return html`<div class="wall__assumption" data-assumption=${one.id}>
    <h1>${one.text ?? "These words were removed."}</h1>
    <p class="note__foot"><${Source} one=${one} />${one.outcome !== "not_yet_tried" && html`<span class="assumption__outcome" data-slot="now">${OUTCOMES[one.outcome]}</span>`}</p>
    <div class="wall__assumption-body" data-many=${said.length > 1} data-spread=${first && one.spread !== null}>
      ${first && html`<${Spread} spread=${one.spread} />`}
      ${said.length > 0 && html`<ul class="assumption__list">${said.map((each) => html`<li key=${each.id} class="assumption__said" data-finding=${each.id} data-found=${each.part}>
        <p class="assumption__title">${PARTS[each.part]}</p><${SaidWords} one=${each} />
        ${(each.actor || each.from_table) && html`<p class="note__foot"><${Source} one=${each} /></p>`}</li>`)}</ul>`}</div></div>`
}

/** Pages turn by themselves, unless they are held. @param {number} many */
function useTurn(many) {
  const [turn, setTurn] = useState({ page: 0, held: false })
  const by = (step) => setTurn(({ page, held }) => ({ page: (page + step + many) % Math.max(many, 1), held }))
  const hold = () => setTurn(({ page, held }) => ({ page, held: !held }))
  useKeys(by, hold)
  useEffect(() => {
    if (turn.held || many < 2) return
    const timer = setTimeout(() => by(1), TURN_MS)
    return () => clearTimeout(timer)
  }, [turn, many])
  return { page: Math.min(turn.page, Math.max(many - 1, 0)), held: turn.held, by, hold }
}
