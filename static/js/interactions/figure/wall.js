// On the wall: one figure at a time, with what it counts and what it does not see beside it.

import { html } from "htm/preact"
import { useEffect, useState } from "preact/hooks"
import { TimeLeft } from "../../lib/view.js"
import { Pager, useKeys } from "../../wall/pages.js"
import { figuresOf, noteOf, pagesOf, pairsOf } from "./figures.js"
import { Beside, Figure, Sheet } from "./shown.js"

const TURN_MS = 20_000

/** @type {Part} */
export default function Figures({ live, board, prompt, round }) {
  const pages = pagesOf(figuresOf(round), pairsOf(board, round), (pair) => noteOf(board, pair))
  const turn = useTurn(pages.length)
  const { figure, beside } = pages[turn.page]
  return html`<${Sheet} /><section class="wall__notes wall__figures">
    <div class="wall__head"><p class="wall__asked">${prompt.text ?? "This question was removed."}</p><${TimeLeft} round=${round} clock=${live.clock} /></div>
    <div class="wall__figure" data-figure=${figure.id}><div class="figure"><${Figure} figure=${figure} level="h1" /></div>
      ${beside.length > 0 ? html`<ul class="figure__list">${beside.map((pair) => html`<li key=${pair.id} class="figure__pair" data-pair=${pair.id} data-relation=${pair.relation}><${Beside} board=${board} pair=${pair} />
        ${pair.actor && html`<p class="note__foot"><span>${pair.actor}</span></p>`}</li>`)}</ul>`
      : html`<p class="wall__how" data-code="no_pairs">Nothing stands beside this figure yet.</p>`}</div>
    <${Pager} pages=${pages.length} goesOn=${null} sheet=${null} ...${turn} /></section>`
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
