// On the desk: the headings, to rename by hand or with a name from the room; and a new one.

import { html } from "htm/preact"
import { Sheets, Write } from "../parts/write.js"
import { Head } from "./head.js"
import { HEAD, headsOn, laid } from "./heads.js"
import { Missing } from "./phone.js"
import { Others, useYesterday } from "./seen.js"

/** What a round of this kind lacks before it opens. @type {BeforeOpening} */
export const opening = (round, board) => (round.prepared === false && !Object.keys(board.heads ?? {}).length
  ? { why: "There are no headings from overnight yet. Make them on the page “Overnight” of the agenda, or open the step and add some here." } : null)

/** @type {Part} */
export default function Yesterday({ live, board, round }) {
  const { heads, missing } = headsOn(laid(board, live.outbox.entries))
  const told = useYesterday(live, round, true)
  return html`<${Sheets} names=${["yesterday"]} /><div class="stack" data-slot="yesterday">
    <p class="small quiet">Phones and the wall show what everyone could read yesterday, without names. A heading keeps its earlier names.</p>
    ${heads.length === 0 && html`<div class="empty" data-code="no_heads"><h3 class="empty__title">There are no headings yet</h3><p>Those that the team made overnight are laid out when this step opens.</p></div>`}
    ${heads.map((head) => html`<${Head} key=${head.id} live=${live} head=${head} told=${told} round=${round} canWrite leads />`)}
    <${Missing} live=${live} round=${round} missing=${missing} canWrite leads />
    <${Write} live=${live} kind="yesterday.head" id=${`yesterday.head-${round.id}`} body=${{ round_id: round.id }} boxes=${[HEAD]} summary="Add a heading" submit="Add it" />
    <${Others} told=${told} /></div>`
}
