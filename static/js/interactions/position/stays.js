// In later steps: the spread that was shown last, folded away.

import { html } from "htm/preact"
import { Sheet, Spread } from "./line.js"

/** @type {Part} */
export default function Stays({ board, round }) {
  return html`<${Sheet} /><details data-slot="stays"><summary>Where everybody stood</summary>
    <${Spread} round=${round} spread=${board.spreads[round.id].spread} none="Fewer than five people have placed this card." /></details>`
}
