// In the steps that follow: what people put together, behind a fold.

import { html } from "htm/preact"
import { Pairs, Sheet } from "./picture.js"

/** @type {Part} */
export default function Stays({ board, round }) {
  return html`<${Sheet} /><details data-slot="stays"><summary>What people put together</summary>
    <${Pairs} board=${board} pairs=${board.sortings[round.id].pairs} none="These notes were removed." /></details>`
}
