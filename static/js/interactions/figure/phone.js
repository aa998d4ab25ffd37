// On the phone: each figure with what it counts and what it does not see, and a box to add to that.

import { html } from "htm/preact"
import { useEffect, useState } from "preact/hooks"
import { entryFor } from "../../board/pending.js"
import { announce } from "../../lib/dom.js"
import { Icon, useFocusKept, useTyped } from "../../lib/view.js"
import { Refused } from "../../phone/note_acts.js"
import { NotKept } from "../../phone/not_kept.js"
import { figuresOf, laid, pairsOf } from "./figures.js"
import { Beside, Figure, Sheet } from "./shown.js"
import { Reword, toReword, Write } from "./write.js"

/** @type {Part} */
export default function Figures({ live, board, round, sees }) {
  const keeps = live.boot.notes_kept === "yes"
  useEffect(() => {
    const heard = (event) => {
      if (event.detail.some((op) => op.kind === "figure.pair" && !live.mine.has(op.target_id))) announce("Somebody has set an account beside a figure.")
    }
    live.addEventListener("ops", heard)
    return () => live.removeEventListener("ops", heard)
  }, [])
  return html`<${Sheet} /><div class="stack" data-slot="figures">${!keeps && !sees && html`<${NotKept} live=${live} />`}<${All} live=${live} board=${board} round=${round} canWrite=${keeps && !sees} /></div>`
}

/** @type {Part<{canWrite: boolean, leads?: boolean}>} */
export function All({ live, board, round, canWrite, leads = false }) {
  const now = laid(board, live.outbox.entries)
  const pairs = pairsOf(now, round)
  return figuresOf(round).map((figure) => {
    const here = pairs.filter((pair) => pair.figure_id === figure.id)
    return html`<section key=${figure.id} class="sheet figure" data-figure=${figure.id} aria-labelledby=${`counts-${figure.id}`}><${Figure} figure=${figure} id=${`counts-${figure.id}`} level=${leads ? "h3" : "h2"} />
      ${here.length > 0 ? html`<ul class="figure__list">${here.map((pair) => html`<${One} key=${pair.id} live=${live} board=${now} pair=${pair} canWrite=${canWrite} leads=${leads} />`)}</ul>`
        : html`<p class="quiet" data-code="no_pairs">Nothing stands beside this figure yet.</p>`}
      ${canWrite && html`<${Write} live=${live} board=${board} round=${round} figure=${figure} />`}</section>`
  })
}

/** @type {Part<{pair: any, canWrite: boolean, leads: boolean}>} */
function One({ live, board, pair, canWrite, leads }) {
  const [typed, type] = useTyped(live, `pair:${pair.id}`)
  const [asking, ask] = useState(false)
  const isMine = live.mine.has(pair.id)
  const doing = typed?.seen ? "edit" : asking ? "remove" : ""
  const place = useFocusKept(doing)
  const entry = entryFor(live.outbox.entries, pair.id)
  const remove = async () => {
    ask(false)
    await live.perform("figure.remove", {}, { target_id: pair.id })
    announce(isMine ? "Your words are taken back." : "It is set aside.", { now: true })
  }
  return html`<li class="figure__pair" data-pair=${pair.id} data-relation=${pair.relation} ref=${place}>
    ${doing === "edit" ? html`<${Reword} live=${live} pair=${pair} typed=${typed} type=${type} />` : html`<${Beside} board=${board} pair=${pair} />`}
    <p class="note__foot">${pair.actor && html`<span>${pair.actor}</span>`}${isMine && html`<${Standing} entry=${entry} />`}</p>
    ${entry?.state === "refused" && html`<${Refused} live=${live} entry=${entry} words=${live.boot.words} />`}
    ${doing === "" && entry?.state !== "refused" && (isMine || leads) && html`<div class="note__acts">
      ${isMine && canWrite && html`<button type="button" class="button button--small" data-opens="edit" onClick=${() => type(toReword(pair))}><${Icon} name="pen" />Change the words</button>`}
      <button type="button" class="button button--small" data-opens="remove" aria-label=${`${isMine ? "Take my words back" : "Set aside"}: ${(pair.account ?? "").slice(0, 60)}`} onClick=${() => ask(true)}><${Icon} name="bin" />${isMine ? "Take my words back" : "Set aside"}</button></div>`}
    ${doing === "remove" && html`<div class="stack stack--tight"><p>${isMine ? "Take this back? Its words are erased everywhere." : "Set this aside? It leaves the wall and every phone. Its writer can still see it on “My day”."}</p>
      <div class="row"><button class="button button--stop" type="button" onClick=${remove}>${isMine ? "Take it back" : "Set it aside"}</button>
        <button class="button" type="button" data-first onClick=${() => ask(false)}>Keep it</button></div></div>`}</li>`
}

function Standing({ entry }) {
  if (entry?.state === "refused") return html`<span data-state="refused"><${Icon} name="care" />Not accepted</span>`
  if (entry) return html`<span data-state="sending"><${Icon} name="cloud" />Sending</span>`
  return html`<span data-state="saved"><${Icon} name="tick" />Yours, saved</span>`
}
