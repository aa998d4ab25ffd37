// What was written on a narrative: readings side by side, a person's later ones after their first, and parts rewritten.

import { html } from "htm/preact"
import { useState } from "preact/hooks"
import { entryFor } from "../../board/pending.js"
import { announce } from "../../lib/dom.js"
import { Icon, Share, useFocusKept } from "../../lib/view.js"
import { Refused } from "../../phone/note_acts.js"
import { linesAt, READINGS_MAX, readingsOn, rewritingsOn, where, Where } from "./narratives.js"

const NUMBERS = ["First", "Second", "Third"]
const dated = (at) => new Date(at).toLocaleString("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" })

/** @param {{live: Live, board: Board, narrative: any, again?: (first: any, quote: string) => any, leads?: boolean}} props `again` begins a later reading */
export function Readings({ live, board, narrative, again, leads = false }) {
  const places = readingsOn(board, narrative)
  if (!places.length) return null
  return html`<section class="stack" data-slot="readings"><h2 class="phone__heading">Readings</h2>${places.map((at) => html`
    <section key=${at.key} class="sheet sheet--flat read__place"><h3 class="read__where">${Where(at.lines)}</h3>
      ${at.quote && html`<p class="read__quote">${at.quote}</p>`}
      <ul class="read__side">${at.authors.map(({ first, readings }) => html`<li key=${first} class="read__author" data-first=${first}>
        ${readings.map((one, place) => html`<${Said} key=${one.id} live=${live} one=${one} number=${readings.length > 1 ? NUMBERS[place] : ""} leads=${leads} />`)}
        ${again && live.mine.has(first) && !readings[0].first_id && readings[0].version > 0 && readings.length < READINGS_MAX && again(readings[0], at.quote)}</li>`)}</ul></section>`)}</section>`
}

/** @param {{live: Live, board: Board, narrative: any, leads?: boolean}} props */
export function Rewritings({ live, board, narrative, leads = false }) {
  const all = rewritingsOn(board, narrative)
  if (!all.length) return null
  return html`<section class="stack" data-slot="rewritings"><h2 class="phone__heading">Rewritten</h2>${all.map((one) => html`
    <section key=${one.id} class="sheet sheet--flat" data-rewriting=${one.id}><${Pair} narrative=${narrative} one=${one} /><${Foot} live=${live} one=${one} leads=${leads} /></section>`)}</section>`
}

/** Before and after, beside each other, with why. */
export const Pair = ({ narrative, one }) => html`<div class="read__pair">
  <div><h3 class="read__where">Before: ${where(linesAt(narrative.lines, one.place))}</h3><p class="read__quote">${one.quote || narrative.title}</p></div>
  <div><h3 class="read__where">After</h3><p class="note__words">${one.text}</p></div>
  ${one.why && html`<p class="read__why"><span>Why</span> ${one.why}</p>`}</div>`

export const SaidWords = ({ one, number }) => html`${number && html`<p class="read__number">${number} reading</p>`}<p class="note__words">${one.text}</p>
  ${one.why && html`<p class="read__why"><span>What changed, and why</span> ${one.why}</p>`}`

function Said({ live, one, number, leads }) {
  return html`<div class="read__said" data-reading=${one.id}><${SaidWords} one=${one} number=${number} /><${Foot} live=${live} one=${one} leads=${leads} /></div>`
}

/** Whose it is, who reads it, when it was written, and taking it back. */
function Foot({ live, one, leads }) {
  const [asking, ask] = useState(false)
  const place = useFocusKept(asking ? "remove" : "")
  const isMine = live.mine.has(one.id)
  const entry = entryFor(live.outbox.entries, one.id)
  const remove = async () => {
    ask(false)
    await live.perform("read.remove", {}, { target_id: one.id })
    announce(isMine ? "Your words are taken back." : "It is set aside.", { now: true })
  }
  return html`<div class="stack stack--tight" ref=${place}>
    <p class="note__foot">${one.actor && html`<span>${one.actor}</span>`}${isMine && html`<${Share} name=${one.share} words=${live.boot.words} />`}
      ${one.version > 0 && html`<time datetime=${one.at}>${dated(one.at)}</time>`}${isMine && html`<${Standing} entry=${entry} />`}</p>
    ${entry?.state === "refused" && html`<${Refused} live=${live} entry=${entry} words=${live.boot.words} />`}
    ${(isMine || leads) && !asking && entry?.state !== "refused" && html`<div class="note__acts"><button type="button" class="button button--small" data-opens="remove" aria-label=${`${isMine ? "Take my words back" : "Set aside"}: ${(one.text ?? "").slice(0, 60)}`} onClick=${() => ask(true)}><${Icon} name="bin" />${isMine ? "Take my words back" : "Set aside"}</button></div>`}
    ${asking && html`<div class="stack stack--tight"><p>${isMine ? "Take this back? Its words are erased everywhere." : "Set this aside? It leaves the wall and every phone. Its writer can still see it on “My day”."}</p>
      <div class="row"><button class="button button--stop" type="button" onClick=${remove}>${isMine ? "Take it back" : "Set it aside"}</button><button class="button" type="button" data-first onClick=${() => ask(false)}>Keep it</button></div></div>`}</div>`
}

export function Standing({ entry }) {
  if (entry?.state === "refused") return html`<span data-state="refused"><${Icon} name="care" />Not accepted</span>`
  if (entry) return html`<span data-state="sending"><${Icon} name="cloud" />Sending</span>`
  return html`<span data-state="saved"><${Icon} name="tick" />Yours, saved</span>`
}
