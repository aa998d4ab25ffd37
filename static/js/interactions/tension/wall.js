// On the wall: one tension at a time, its sides as equals, and why some people are on neither.

import { html } from "htm/preact"
import { useEffect, useState } from "preact/hooks"
import { TimeLeft } from "../../lib/view.js"
import { Pager, useKeys } from "../../wall/pages.js"
import { Held, Marks, SaidWords } from "./said.js"
import { pagesOf, tensionsOn } from "./tensions.js"
import { Sheet } from "./write.js"

const TURN_MS = 20_000

/** @type {Part} */
export default function Tensions({ live, board, prompt, round }) {
  const pages = pagesOf(tensionsOn(board))
  const turn = useTurn(pages.length)
  const page = pages[turn.page]
  return html`<${Sheet} /><section class="wall__notes wall__tensions">
    <div class="wall__head"><p class="wall__asked">${prompt.text ?? "This question was removed."}</p><${TimeLeft} round=${round} clock=${live.clock} /></div>
    ${page ? html`<${page.bare ? Bare : Shown} ...${page} />` : html`<p class="wall__how" data-code="no_tensions">${round.instruction}</p>`}
    <${Pager} pages=${pages.length} goesOn=${null} sheet=${null} ...${turn} /></section>`
}

/** Tensions without sides yet: the room sees what there is to work on. */
function Bare({ bare }) {
  return html`<div class="wall__tension"><ul class="tension__bare" data-code="no_sides">${bare.map((tension) => html`<li key=${tension.key} data-tension=${tension.id}>${tension.text}<${Marks} tension=${tension} /></li>`)}</ul>
    <p class="wall__how">No side has been put into words yet.</p></div>`
}

function Shown({ tension, said }) {
  return html`<div class="wall__tension" data-tension=${tension.id}>
    <h1>${tension.text ?? "These words were removed."}</h1><${Marks} tension=${tension} />
    <ul class="tension__list" data-many=${said.length > 1}>${said.map((one) => html`
      <li key=${one.id} class=${`tension__said tension__said--${one.stance}`} data-side=${one.id} data-stance=${one.stance}><${SaidWords} one=${one} />
        ${(one.actor || one.held) && html`<p class="note__foot">${one.actor && html`<span>${one.actor}</span>`}${one.stance === "side" && one.held && html`<${Held} state="somebody" />`}</p>`}</li>`)}</ul></div>`
}

/** Pages turn automatically, unless held. @param {number} many */
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
