// On the wall: the question, the circle, and who speaks.

import { html } from "htm/preact"
import { circleOf, EqualTime, Ring, Sheet } from "./ring.js"

/** @type {Part} */
export default function Circle({ live, board, prompt, round }) {
  const circle = circleOf(board, round)
  return html`<${Sheet} /><section class="wall__notes wall__circle">
    <div class="wall__head"><h1>${prompt.text ?? "This question was removed."}</h1></div>
    ${circle.places.length ? html`<${Ring} circle=${circle} />` : html`<p class="wall__how">${round.instruction}</p>`}
    ${circle.isOver && html`<p class="wall__how" data-state="over">Everybody has had a turn.</p>`}
    <${EqualTime} circle=${circle} round=${round} clock=${live.clock} /></section>`
}
