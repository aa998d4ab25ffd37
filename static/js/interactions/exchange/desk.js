// On the desk: the whole table, to write in for people without a phone, and to set something aside.

import { html } from "htm/preact"
import { Sheets } from "../parts/write.js"
import { Matter } from "./matter.js"
import { laid, mattersOn } from "./matters.js"
import { Name } from "./phone.js"

/** @type {Part} */
export default function Exchange({ live, board, round }) {
  const matters = mattersOn(laid(board, live.outbox.entries), round)
  return html`<${Sheets} names=${["exchange"]} /><div class="stack" data-slot="exchange">
    <p class="small quiet">Nothing is counted or averaged. People write in the column of their own seat; you can write in each.</p>
    ${matters.length === 0 && html`<div class="empty"><h3 class="empty__title">There is no matter yet</h3><p>What people name on their phones appears here.</p></div>`}
    ${matters.map((matter) => html`<${Matter} key=${matter.key} live=${live} matter=${matter} round=${round} own=${null} canWrite leads />`)}
    <${Name} live=${live} round=${round} has=${matters.length > 0} /></div>`
}
