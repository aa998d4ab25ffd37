// On the desk: the same as on phones, for everything that there is; besides, anything can be told and set aside.

import { html } from "htm/preact"
import { Sheets } from "../parts/write.js"
import { Undertaking } from "./one.js"
import { Add } from "./phone.js"
import { laid, undertakingsOn } from "./undertakings.js"

/** @type {Part} */
export default function Undertakings({ live, board, round }) {
  const all = undertakingsOn(laid(board, live.outbox.entries), live.mine)
  const owned = all.filter(({ taken }) => taken).length
  return html`<${Sheets} names=${["undertaking"]} /><div class="stack" data-slot="undertakings">
    <p class="small quiet" data-slot="owned">${owned} of ${all.length} have an owner. Leave the others at “nobody yet”: people own only what they take on themselves.</p>
    ${all.length === 0 && html`<div class="empty"><h3 class="empty__title">Nobody has written anything yet</h3><p>What people write on their phones appears here.</p></div>`}
    <div class="undertaking__grid">${all.map((one) => html`<${Undertaking} key=${one.id} live=${live} one=${one} canWrite leads />`)}</div>
    <${Add} live=${live} round=${round} /></div>`
}
