// On the wall: one heading at a time with what stands under it, then everything else that the day left.

import { html } from "htm/preact"
import { TimeLeft } from "../../lib/view.js"
import { Pager } from "../../wall/pages.js"
import { paged } from "../parts/laid.js"
import { useTurn } from "../parts/said.js"
import { Sheets } from "../parts/write.js"
import { Was } from "./head.js"
import { headsOn, SAID } from "./heads.js"
import { othersOf, place, Thing, useYesterday } from "./seen.js"

const MOST = { chars: 620, many: 6 }

/** @type {Part} */
export default function Yesterday({ live, board, prompt, round }) {
  const told = useYesterday(live, round, true)
  const pages = pagesOf(headsOn(board), told)
  const turn = useTurn(pages.length)
  const page = pages[turn.page]
  return html`<${Sheets} names=${["yesterday"]} /><section class="wall__notes wall__parts">
    <div class="wall__head"><p class="wall__asked">${prompt.text ?? "This question was removed."}</p><${TimeLeft} round=${round} clock=${live.clock} /></div>
    ${page ? html`<${Shown} page=${page} told=${told} />` : html`<p class="wall__how" data-code="no_heads">${round.instruction}</p>`}
    <${Pager} pages=${pages.length} goesOn=${null} sheet=${null} ...${turn} /></section>`
}

const lengthOf = (one) => one.text.length + (one.sides ?? []).join("").length

/** A heading with its notes and what was said of it; long ones go on on a further page. */
function pagesOf({ heads, missing }, told) {
  const of = (key, title, things, head = null) => {
    const some = paged(things, lengthOf, MOST)
    return (some.length ? some : [[]]).map((shown, at) => ({ key: `${key}-${at}`, title, things: shown, head }))
  }
  const said = (one) => ({ ...one, kind: one.stance, sides: [] })
  return [
    ...heads.filter(({ text }) => text !== null).flatMap((head) => of(head.id, head.text, [...(told.headings[head.overnight_id]?.notes ?? []), ...head.said.map(said)], head)),
    ...(missing.length ? of("missing", "What is missing", missing.map(said)) : []),
    ...othersOf(told).flatMap(([name, title, things]) => of(name, title, things)),
    ...(told.doubtful.length ? of("doubtful", "Sound we are unsure of. Do you remember what was said?", told.doubtful.map((one) => ({ id: one.at + one.table, text: place(one), sides: [] }))) : []),
  ]
}

function Shown({ page: { title, things, head }, told }) {
  return html`<div class="wall__yesterday" data-head=${head?.id}><h1>${title}</h1>${head && html`<${Was} head=${head} told=${told} />`}
    <ul class="wall__cards" data-many=${things.length > 1}>${things.map((one) => html`<li key=${one.id} class="wall__card" data-stance=${one.kind}>${one.kind && html`<p class="yesterday__kind">${SAID[one.kind]}</p>`}<${Thing} one=${one} /></li>`)}</ul></div>`
}
