// What tables keep among themselves: how much there is at each, which nobody sends the desk and it asks for; and what it may read.

import { html } from "htm/preact"
import { writerOf } from "../board/seats.js"
import { notesOn } from "../board/select.js"
import { counted } from "../lib/said.js"
import { Icon, Kind, Words } from "../lib/view.js"
import { SetAside } from "./notes/set_aside.js"

/** @param {{tables: {id: string, name: string}[], many: Record<string, number>, round: any}} props */
export function AtTables({ tables, many, round }) {
  if (!tables.length || !(round?.shares?.includes("table") || Object.values(many).some(Boolean))) return null
  return html`<section class="desk__tables stack stack--tight" aria-label="At the tables" data-slot="at_tables">
    <ul class="desk__table-list">${tables.map((table) => html`<li key=${table.id} data-table=${table.id} data-many=${many[table.id] ?? 0}><${Icon} name="table" /><span>${table.name}</span><strong>${many[table.id] ?? 0}</strong></li>`)}</ul>
    <p class="small quiet">${says(round)}</p></section>`
}

function says(round) {
  const brings = round?.who?.tables === "bring" ? " A table can bring what it chooses to everyone." : ""
  return (round?.who?.desk === "read" ? "What each table has written for itself. You can read it, without names." : "How much each table has written for itself. You can read it in the record afterwards.") + brings
}

/** Notes that tables keep among themselves, where the step lets the desk read them. @type {Part<{tables: {id: string, name: string}[]}>} */
export function TableNotes({ live, board, promptId, words, tables }) {
  const notes = notesOn(board, promptId).filter((note) => note.share === "table")
  if (!notes.length) return null
  return html`<details class="tray" data-slot="table_notes"><summary><strong>${counted(notes.length, "note")} at tables</strong><span class="quiet">only their table and you can read them</span></summary>
    <ul class="plain-list tray__notes">${notes.map((note) => html`<li key=${note.id} class="note" data-kind=${note.note_kind} data-note=${note.id}>
      <${Kind} name=${note.note_kind} words=${words} /><${Words} text=${note.text} />
      <div class="note__foot"><span>${tables.find(({ id }) => id === note.table)?.name}</span>${writerOf(board, note) && html`<span data-slot="writer">${writerOf(board, note)}</span>`}<${SetAside} live=${live} note=${note} /></div></li>`)}</ul></details>`
}
