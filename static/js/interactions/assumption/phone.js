// On the phone: each assumption with its depth, what speaks for and against it, a test, and what became of it.

import { html } from "htm/preact"
import { useEffect } from "preact/hooks"
import { announce } from "../../lib/dom.js"
import { NotKept } from "../../phone/not_kept.js"
import { assumptionsOn, laid, OUTCOMES, PARTS } from "./assumptions.js"
import { Place, Spread } from "./depth.js"
import { Said, SaidWords, Source } from "./said.js"
import { Sheet, Write } from "./write.js"

const TELLS = ["assumption.name", "assumption.evidence", "assumption.test", "assumption.outcome", "assumption.bring"]

/** @type {Part} */
export default function Assumptions({ live, board, round, sees }) {
  const now = laid(board, live.outbox.entries)
  const assumptions = assumptionsOn(now)
  const keeps = live.boot.notes_kept === "yes"
  const canWrite = keeps && !sees
  useEffect(() => {
    const heard = (event) => {
      const others = event.detail.filter((op) => TELLS.includes(op.kind) && !live.mine.has(op.target_id))
      if (others.length) announce("There are new words on an assumption.")
    }
    live.addEventListener("ops", heard)
    return () => live.removeEventListener("ops", heard)
  }, [])
  return html`<${Sheet} /><div class="stack" data-slot="assumptions">
    ${!keeps && !sees && html`<${NotKept} live=${live} />`}
    ${assumptions.length === 0 && html`<p class="quiet" data-code="no_assumptions">Nobody has brought up an assumption here yet.</p>`}
    ${assumptions.map((one) => html`<${Assumption} key=${one.key} live=${live} board=${now} one=${one} round=${round} canWrite=${canWrite} />`)}
    ${canWrite && html`<${Name} live=${live} board=${now} round=${round} many=${assumptions.length} />`}
  </div>`
}

/** @param {{live: Live, board: Board, round: any, many: number}} props */
export const Name = ({ live, board, round, many }) => html`<${Write} live=${live} board=${board} round=${round} kind="assumption.name" part="assumption" about=${{ round_id: round.id }}
  summary=${many ? "Bring up another assumption" : "Bring up an assumption"} label="What do we take for granted?" hint="For example: “Everyone knows that …” Leave out names." submit="Add this assumption" />`

/** @param {{live: Live, board: Board, one: any, round: any, canWrite: boolean, leads?: boolean, children?: any}} props */
export function Assumption({ live, board, one, round, canWrite, leads = false, children = null }) {
  const level = leads ? "h3" : "h2"
  const words = html`<${level} class="assumption__words">${one.text ?? "These words were removed."}</${level}>`
  const of = (part) => one.said.filter((each) => each.part === part)
  const write = (kind, part, more) => html`<${Write} live=${live} board=${board} round=${board.rounds[one.round_id] ?? round} kind=${kind} part=${part} about=${one.places[0]} begins=${one.named ? one.share : null} ...${more} />`
  return html`<section class="sheet assumption" data-assumption=${one.id} data-now=${one.outcome}>
    ${one.named && one.text !== null ? html`<${Said} live=${live} board=${board} one=${{ ...one, part: "assumption" }} along=${one.said} canWrite=${canWrite} leads=${leads} words=${words} />` : html`${words}${one.named === false && html`<p class="note__foot"><${Source} one=${one} /></p>`}`}
    ${one.outcome !== "not_yet_tried" && html`<p class="assumption__outcome" data-slot="now">${OUTCOMES[one.outcome]}</p>`}
    ${canWrite && !leads && one.text !== null && round.state === "open" && html`<${Place} live=${live} board=${board} one=${one} />`}
    ${!leads && html`<${Spread} spread=${one.spread} />`}
    ${children}
    ${Object.entries(PARTS).map(([part, title]) => of(part).length > 0 && html`<div class="assumption__part" key=${part} data-part-of=${part}><p class="assumption__title">${title}</p>
      <ul class="assumption__list">${of(part).map((each) => html`<li key=${each.id} class="assumption__said" data-finding=${each.id} data-found=${part}>
        <${Said} live=${live} board=${board} one=${each} canWrite=${canWrite} leads=${leads} words=${html`<${SaidWords} one=${each} />`} /></li>`)}</ul></div>`)}
    ${canWrite && one.text !== null && html`<div class="assumption__writes">
      ${write("assumption.evidence", "for", { summary: "What supports it?", label: "This supports it", hint: "What have you seen or heard? Leave out names.", submit: "Add this" })}
      ${write("assumption.evidence", "against", { summary: "What goes against it?", label: "This goes against it", hint: "What have you seen or heard? Leave out names.", submit: "Add this" })}
      ${write("assumption.test", "test", { summary: "How could we test it?", label: "What small thing would show whether it still holds?", submit: "Add this test" })}
      ${write("assumption.outcome", "outcome", { summary: "What became of it?", label: "In a few words", submit: "Add this" })}</div>`}
  </section>`
}
