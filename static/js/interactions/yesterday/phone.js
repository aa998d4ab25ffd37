// On the phone: yesterday's headings with what stands under them; say what does not fit, or a better name.

import { html } from "htm/preact"
import { NotKept } from "../../phone/not_kept.js"
import { Piece, useHeard } from "../parts/said.js"
import { Sheets } from "../parts/write.js"
import { Head, Say } from "./head.js"
import { headsOn, laid, WORDS } from "./heads.js"
import { Others, useYesterday } from "./seen.js"

/** @type {Part} */
export default function Yesterday({ live, board, round, sees }) {
  const { heads, missing } = headsOn(laid(board, live.outbox.entries))
  const told = useYesterday(live, round)
  const keeps = live.boot.notes_kept === "yes"
  const canWrite = keeps && !sees
  useHeard(live, "yesterday", "Somebody has said something about a heading.")
  return html`<${Sheets} names=${["yesterday"]} /><div class="stack" data-slot="yesterday">
    ${!keeps && !sees && html`<${NotKept} live=${live} />`}
    ${heads.length === 0 && html`<p class="quiet" data-code="no_heads">There are no headings yet.</p>`}
    ${heads.map((head) => html`<${Head} key=${head.id} live=${live} head=${head} told=${told} round=${round} canWrite=${canWrite} />`)}
    <${Missing} live=${live} round=${round} missing=${missing} canWrite=${canWrite} />
    <${Others} told=${told} /></div>`
}

/** What people say of the day as a whole. */
export function Missing({ live, round, missing, canWrite, leads = false }) {
  return html`${missing.length > 0 && html`<section class="sheet yesterday" data-slot="missing"><${leads ? "h3" : "h2"} class="yesterday__head">What is missing</${leads ? "h3" : "h2"}>
      <ul class="part__list">${missing.map((one) => html`<li key=${one.id} data-piece=${one.id}><${Piece} live=${live} noun="yesterday" one=${one} boxes=${[WORDS]} canWrite=${canWrite} leads=${leads}><p class="note__words">${one.text}</p><//></li>`)}</ul></section>`}
    ${canWrite && html`<${Say} live=${live} round=${round} head=${null} stance="challenge" summary="Something is missing" label="What is missing from yesterday?" submit="Send" />`}`
}
