// On the desk: the same as on phones; besides, what should not be read by all can be set aside.

import { html } from "htm/preact"
import { All } from "./phone.js"
import { Sheet } from "./shown.js"

/** @type {Part} */
export default function Figures({ live, board, round }) {
  return html`<${Sheet} /><div class="stack" data-slot="figures"><${All} live=${live} board=${board} round=${round} canWrite leads /></div>`
}
