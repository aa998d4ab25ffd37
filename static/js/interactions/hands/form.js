// Entering a show of hands: what for, where on the line, how many. Each count can be taken back.

import { html } from "htm/preact"
import { useState } from "preact/hooks"
import { notesOn } from "../../board/select.js"
import { announce } from "../../lib/dom.js"
import { countsIn, saidOf, sideOf } from "../../lib/hands.js"
import { titleOf } from "../../lib/titles.js"
import { cardsOf } from "../position/cards.js"

const SIDES = ["low", "middle", "high"]
const HANDS_MAX = 1_000
const LONG_CHARS = 60
const short = (words) => (words.length > LONG_CHARS ? `${words.slice(0, LONG_CHARS)}…` : words)

/** What hands can be raised for. @param {Board} board  @param {any} round  @returns {{id: string, words: string}[]} */
function thingsIn(board, round) {
  if (round.interaction === "position") return cardsOf(round)
  const notes = notesOn(board, null).filter((note) => note.share === "everyone" && board.prompts[note.prompt_id]?.round_id === round.id)
  const headings = Object.values(board.clusters).filter((one) => notes.some((note) => note.cluster_id === one.id))
  return [...headings.map((one) => ({ id: one.id, words: titleOf(one) })), ...notes.map(({ id, text }) => ({ id, words: text ?? "" }))]
}

/** @param {{live: Live, board: Board, round: any, table: string | null}} props `table`: what the sender's own table is called; null for the room */
export function HandsForm({ live, board, round, table }) {
  const things = thingsIn(board, round)
  const [chosen, choose] = useState("")
  const [side, setSide] = useState("low")
  const [count, setCount] = useState("")
  const [isOpen, setOpen] = useState(false) // a list of every note is made only for whoever asks for it
  const isLine = round.interaction === "position"
  const on = things.find(({ id }) => id === chosen) ?? things[0]
  const waits = live.outbox.entries.some((entry) => entry.kind === "hands.count" && entry.state === "waiting")
  const send = (id, side, count) => live.perform("hands.count", { round_id: round.id, ...(side && { side }), ...(count !== null && { count }) }, { target_id: id })
  const save = (event) => {
    event.preventDefault()
    if (waits || !on || !/^\d+$/.test(count)) return
    send(on.id, isLine ? side : null, Number(count))
    setCount("")
    announce("The show of hands is saved.", { now: true })
  }
  const own = countsIn(board, round).filter((one) => !one.table_id === !table)
  const words = (id) => short(things.find((one) => one.id === id)?.words ?? "Something that is no longer shown")
  const refused = live.outbox.entries.find((entry) => entry.kind === "hands.count" && entry.state === "refused")
  return html`<link rel="stylesheet" href="/static/css/interactions/hands.css" />
  <details class=${`hands-form${table ? "" : " sheet"}`} data-slot="hands_form" open=${isOpen} onToggle=${(event) => setOpen(event.target.open)}><summary>Show of hands</summary>${isOpen && html`<div class="stack stack--tight">
    ${!on ? html`<p class="quiet">There is nothing yet to raise a hand for.</p>` : html`
    <p class="small quiet">${table ? "Count the hands at your table." : "Count the hands in the room."} They are kept apart from dots and places, and never added to them.</p>
    <form class="stack stack--tight" onSubmit=${save}>
      <div class="field"><label for="hands-on">What for</label><select class="input" id="hands-on" value=${on.id} onChange=${(event) => choose(event.target.value)}>
        ${things.map((one) => html`<option key=${one.id} value=${one.id}>${short(one.words)}</option>`)}</select></div>
      ${isLine && html`<div class="field"><label for="hands-side">Where on the line</label><select class="input" id="hands-side" value=${side} onChange=${(event) => setSide(event.target.value)}>
        ${SIDES.map((each) => html`<option key=${each} value=${each}>${sideOf(round, each)}</option>`)}</select></div>`}
      <div class="field"><label for="hands-count">How many hands</label><input class="input" id="hands-count" type="number" inputmode="numeric" min="0" max=${HANDS_MAX} step="1" required value=${count} onInput=${(event) => setCount(event.target.value)} /></div>
      <div><button type="submit" class="button" aria-disabled=${waits}>Save</button></div>
    </form>`}
    ${refused && html`<div class="message message--care" role="alert"><p>${refused.message} <button type="button" class="button button--small" onClick=${() => live.dismiss(refused.op_id)}>OK</button></p></div>`}
    ${own.length > 0 && html`<ul class="plain-list">${own.map((one) => html`<li key=${one.id} class="hands-form__one" data-counted=${one.on_id}><span>${words(one.on_id)}: <strong>${saidOf(round, one, "")}</strong></span>
      <button type="button" class="button button--small" data-act="hands.undo" onClick=${() => waits || send(one.on_id, one.side, null)}>Undo<span class="visually-hidden">: ${words(one.on_id)}</span></button></li>`)}</ul>`}
  </div>`}</details>`
}
