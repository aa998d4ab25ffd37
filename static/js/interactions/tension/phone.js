// On the phone: each tension with its sides, to word, to sign, or to say why it is neither.

import { html } from "htm/preact"
import { useEffect } from "preact/hooks"
import { announce } from "../../lib/dom.js"
import { NotKept } from "../../phone/not_kept.js"
import { Named, Said } from "./said.js"
import { laid, tensionsOn } from "./tensions.js"
import { Sheet, Write } from "./write.js"

/** @type {Part} */
export default function Tensions({ live, board, round, sees }) {
  const now = laid(board, live.outbox.entries)
  const tensions = tensionsOn(now)
  const keeps = live.boot.notes_kept === "yes"
  const canWrite = keeps && !sees
  useEffect(() => {
    const heard = (event) => {
      const others = event.detail.filter((op) => ["tension.side", "tension.neither", "tension.name"].includes(op.kind) && !live.mine.has(op.target_id))
      if (others.length) announce("Somebody has added words to a tension.")
    }
    live.addEventListener("ops", heard)
    return () => live.removeEventListener("ops", heard)
  }, [])
  return html`<${Sheet} /><div class="stack" data-slot="tensions">
    ${!keeps && !sees && html`<${NotKept} live=${live} />`}
    <p class="quiet small">Nothing is counted. Nobody is told who could sign what.</p>
    ${tensions.map((tension) => html`<${Tension} key=${tension.key} live=${live} board=${now} tension=${tension} canWrite=${canWrite} />`)}
    ${canWrite && html`<${Write} live=${live} kind="tension.name" about=${{ round_id: round.id }} summary=${tensions.length ? "Name another tension" : "Name a tension"}
      label="What do people here disagree on?" hint="For example: two good things that pull apart. Leave out names." submit="Add this tension" />`}
  </div>`
}

/** @param {{live: Live, board: Board, tension: any, canWrite: boolean, held?: Record<string, string>, leads?: boolean, children?: any}} props */
export function Tension({ live, board, tension, canWrite, held, leads = false, children }) {
  const [about] = tension.places
  const said = (one) => html`<${Said} key=${one.id} live=${live} board=${board} one=${one} canWrite=${canWrite} leads=${leads} held=${held?.[one.id]} />`
  return html`<section class="sheet tension" data-tension=${tension.id}>
    <${Named} live=${live} tension=${tension} canWrite=${canWrite} leads=${leads} level=${leads ? "h3" : "h2"} />
    ${children}
    ${tension.sides.length > 0 ? html`<ul class="tension__list" data-slot="sides">${tension.sides.map(said)}</ul>` : html`<p class="quiet" data-code="no_sides">No side has been put into words yet.</p>`}
    ${tension.neithers.length > 0 && html`<ul class="tension__list" data-slot="neithers">${tension.neithers.map(said)}</ul>`}
    ${canWrite && tension.text !== null && html`<div class="tension__writes">
      <${Write} live=${live} kind="tension.side" about=${about} summary="Put a side into words" label="What does this side say?" protects
        hint="Write it so that people on this side would say: yes, that is what I mean." submit="Add this side" />
      <${Write} live=${live} kind="tension.neither" about=${about} summary="Neither of these" label="Neither, because …" submit="Add this" /></div>`}
  </section>`
}
