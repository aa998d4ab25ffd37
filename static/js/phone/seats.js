// Speaking as somebody else: chosen for a note, and told with it. Loaded where a step has seats, so that the page stays small.

import { html } from "htm/preact"
import { seatsOf, writerOf } from "../board/seats.js"

/** @param {{round: Round, value: string | null, onPick: (seat: string | null) => void}} props */
export function SpeakingAs({ round, value, onPick }) {
  return html`<div class="field"><label for="note-seat">Speaking as</label>
    <select id="note-seat" name="seat" onChange=${(event) => onPick(event.target.value || null)}>${seatsOf(round).map((seat) => html`
      <option key=${seat.id} value=${seat.id ?? ""} selected=${seat.id === value}>${seat.words}</option>`)}</select></div>`
}

/** @type {Part} */
export function Worn({ board, note }) {
  return html`<span data-slot="writer">${writerOf(board, note, null)}</span>`
}
