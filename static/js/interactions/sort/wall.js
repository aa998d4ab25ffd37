// On the wall: the question while people sort; then what was put together, on as many pages as it takes.

import { html } from "htm/preact"
import { TimeLeft } from "../../lib/view.js"
import { Pager, usePages } from "../../wall/pages.js"
import { Pair, readable, Sheet } from "./picture.js"

/** @type {Part} */
export default function Sorting({ live, board, prompt, round }) {
  const shown = board.sortings?.[round.id]
  const pages = usePages(`${round.id} ${shown?.at ?? ""}`)
  const pairs = shown ? readable(board, shown.pairs) : []
  return html`<${Sheet} /><section class="wall__notes wall__sorting" data-state=${shown ? "shown" : "unshown"}>
    <div class="wall__head"><h1>${shown ? "What people put together" : prompt.text ?? "This question was removed."}</h1><${TimeLeft} round=${round} clock=${live.clock} />
      <p class="wall__how sort__reading">${shown ? "People sorted in different ways. This is one reading of it." : round.instruction}</p></div>
    <div class="wall__sheet" ref=${pages.sheet}><div class=${`wall__flow wall__flow--${pages.page % 2 ? "odd" : "even"}`} style=${{ transform: `translateX(calc(${-pages.page} * (100% + var(--wall-gap))))` }}>
      <ol class="wall__list">${pairs.map((pair) => html`<li key=${`${pair.one_id} ${pair.other_id}`} class="note sort__pair" data-note=${`${pair.one_id} ${pair.other_id}`}><${Pair} board=${board} pair=${pair} /></li>`)}</ol></div></div>
    <${Pager} ...${pages} /></section>`
}
