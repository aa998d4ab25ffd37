// On the phone: choose a column, write in it, read the others; say what was agreed, or that you do not agree.

import { html } from "htm/preact"
import { NotKept } from "../../phone/not_kept.js"
import { RefusedAct, useHeard } from "../parts/said.js"
import { Sheets, Write } from "../parts/write.js"
import { Matter, Seat } from "./matter.js"
import { laid, mattersOn, ownColumn, WORDS } from "./matters.js"

/** @type {Part} */
export default function Exchange({ live, board, round, sees }) {
  const now = laid(board, live.outbox.entries)
  const matters = mattersOn(now, round)
  const keeps = live.boot.notes_kept === "yes"
  const canWrite = keeps && !sees
  const own = ownColumn(now, round)
  useHeard(live, "exchange", "Somebody has written in the table.")
  return html`<${Sheets} names=${["exchange"]} /><div class="stack" data-slot="exchange">
    ${!keeps && !sees && html`<${NotKept} live=${live} />`}
    ${canWrite && html`<${Seat} live=${live} round=${round} own=${own} /><${RefusedAct} live=${live} kinds=${["exchange.sit"]} of=${round.id} />`}
    ${matters.map((matter) => html`<${Matter} key=${matter.key} live=${live} matter=${matter} round=${round} own=${own} canWrite=${canWrite} />`)}
    ${canWrite && html`<${Name} live=${live} round=${round} has=${matters.length > 0} />`}
  </div>`
}

/** @param {{live: Live, round: Round, has: boolean}} props */
export const Name = ({ live, round, has }) => html`<${Write} live=${live} kind="exchange.matter" id=${`exchange.matter-${round.id}`} body=${{ round_id: round.id, share: "everyone" }}
  boxes=${[{ ...WORDS, label: "What is it about?", hint: "Leave out names." }]} summary=${has ? "Add another matter" : "Add a matter"} submit="Add this matter" hint="Everybody here can read it." />`
