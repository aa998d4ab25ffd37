// In a step that locks the ones before it: what the reader wrote in each of them, beside what they write now.

import { html } from "htm/preact"
import { compare, notesOn } from "../board/select.js"
import { Icon } from "../lib/view.js"

/** @type {Part} */
export default function Before({ live, board, round }) {
  const own = (one) => notesOn(board, null).filter((note) => live.mine.has(note.id) && board.prompts[note.prompt_id]?.round_id === one.id)
  const steps = Object.values(board.rounds).filter((one) => one.opened_at <= round.opened_at && (one.id === round.id || own(one).length))
    .sort((a, b) => compare(a.opened_at, b.opened_at))
  if (steps.length < 2) return null
  return html`<link rel="stylesheet" href="/static/css/interactions/notes.css" />
    <section class="before" data-slot="before" aria-labelledby="before-title"><h2 class="phone__heading" id="before-title">Step by step</h2>
      <div class="before__steps">${steps.map((one) => html`<section key=${one.id} class="before__step" data-state=${one.id === round.id ? "open" : "locked"}><h3>${one.title}</h3>
        ${one.id !== round.id && html`<p class="small quiet"><${Icon} name="lock" />Locked</p>`}
        ${own(one).map((note) => html`<p key=${note.id} class="note__words" data-note=${note.id}>${note.text}</p>`)}
        ${own(one).length === 0 && html`<p class="small quiet">Nothing yet</p>`}</section>`)}</div></section>`
}
