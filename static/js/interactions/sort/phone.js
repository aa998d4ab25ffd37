// On the phone: notes to sort into piles of one's own, by dragging or by “Move to…”, and what people put together.

import { html } from "htm/preact"
import { useLayoutEffect, useRef } from "preact/hooks"
import { useDrag } from "../../desk/notes/drag.js"
import { Menu } from "../../desk/notes/menu.js"
import { announce } from "../../lib/dom.js"
import { Icon } from "../../lib/view.js"
import { NotKept } from "../../phone/not_kept.js"
import { Pairs, Sheet } from "./picture.js"
import { NewPile, Pile } from "./pile.js"
import { laid, laidOut, lieOn, notesFor, pilesOf, shareOf } from "./piles.js"

const LOOSE = "loose"
const NEW = "new"

/** @type {Part} */
export default function Sorting({ live, board, round, sees }) {
  if (sees) return html`<${Sheet} /><div class="stack" data-slot="sorting"><${Seen} board=${board} /><${Everybody} board=${board} round=${round} /></div>`
  if (live.boot.notes_kept !== "yes") return html`<${NotKept} live=${live} />`
  return html`<${Sheet} /><div class="stack" data-slot="sorting"><${Own} live=${live} board=${board} round=${round} /><${Everybody} board=${board} round=${round} /></div>`
}

/** @type {Part} */
function Own({ live, board, round }) {
  const share = shareOf(round, live.boot.channels)
  const now = laid(board, live.outbox.entries)
  const piles = pilesOf(now, round, live.mine, share)
  const notes = notesFor(now, share)
  const { groups, loose } = laidOut(now, notes, piles)
  const make = (title) => live.perform("sort.pile", { round_id: round.id, title, share })
  const move = async (noteId, to) => {
    const from = lieOn(piles, noteId)
    if (to === (from?.id ?? null)) return
    if (to === null) return live.perform("sort.take", { note_id: noteId }, { target_id: from.id })
    const pile = to === NEW ? (await make(nextName(piles))).target_id : to
    await live.perform("sort.put", { note_id: noteId }, { target_id: pile })
  }
  const drag = useDrag(move)
  const choose = (note) => (to) => {
    moved = note.id
    void move(note.id, to === LOOSE ? null : to)
    announce(to === LOOSE ? "The note is not on a pile now." : to === NEW ? "Moved to a new pile." : `Moved to “${piles.find(({ id }) => id === to)?.title}”.`, { now: true })
  }
  const item = (note) => {
    const from = lieOn(piles, note.id)
    const choices = [...piles.filter((pile) => pile !== from).map((pile) => [pile.id, pile.title]), [NEW, "A new pile"], ...(from ? [[LOOSE, "Not on a pile"]] : [])]
    return html`<${Card} key=${note.id} note=${note} drag=${drag} choices=${choices} pick=${choose(note)} />`
  }
  if (!notes.length) return html`<div class="empty" data-code="no_notes"><h2 class="empty__title">There is nothing to sort yet</h2><p>Notes that everybody can read appear here.</p></div>`
  return html`
    <p class="quiet small" data-slot="who_sees">${share === "table" ? "Your table sorts together. Only your table sees these piles." : "The facilitators see your piles, without your name."} Everybody sees only how many put two notes together.</p>
    <${Refusals} live=${live} />
    <section class=${`stack stack--tight sort__loose ${drag.over === LOOSE ? "sort__pile--over" : ""}`} data-drop=${LOOSE}><h2 class="phone__heading">Not on a pile (${loose.length})</h2>
      ${loose.length > 0 ? html`<ul class="plain-list">${loose.map(item)}</ul>` : html`<p class="quiet" data-code="all_sorted">Every note is on a pile. What fits nowhere may stay here.</p>`}</section>
    ${groups.map(({ pile, notes }) => html`<${Pile} key=${pile.id} live=${live} pile=${pile} many=${notes.length} over=${drag.over === pile.id}>${notes.map(item)}<//>`)}
    <${NewPile} live=${live} round=${round} make=${make} />`
}

/** @param {any[]} piles */
const nextName = (piles) => {
  const taken = new Set(piles.map((pile) => pile.title))
  let number = piles.length + 1
  while (taken.has(`Pile ${number}`)) number += 1
  return `Pile ${number}`
}

/** The note that was moved last by its menu: it comes up again on another pile, and the focus with it. */
let moved = ""

function Card({ note, drag, choices, pick }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null))
  useLayoutEffect(() => {
    if (moved !== note.id || (document.activeElement && document.activeElement !== document.body)) return
    moved = ""
    place.current?.querySelector("summary")?.focus()
  }, [])
  return html`<li ref=${place} class=${`note sort__note ${drag.held === note.id ? "note--held" : ""}`} data-kind=${note.note_kind} data-note=${note.id}>
    <p class="note__words">${note.text}</p>
    <div class="note__foot"><span class="handle sort__handle" aria-hidden="true" onPointerDown=${(event) => drag.lift(event, note.id)}><${Icon} name="move" /></span>
      <${Menu} words="Move to…" label=${`Move to… Note: ${note.text.slice(0, 60)}`} choices=${choices} none="" onPick=${pick} /></div></li>`
}

/** What was refused of what was moved; the piles already show how things are. */
function Refusals({ live }) {
  return live.outbox.entries.filter((entry) => entry.kind.startsWith("sort.") && entry.state === "refused").map((entry) => html`
    <div key=${entry.op_id} class="message message--care" role="status" data-code=${entry.code}><p>${entry.body.title && html`<strong>${entry.body.title}</strong> `}${entry.message}
      <button type="button" class="button button--small" onClick=${() => live.dismiss(entry.op_id)}>OK</button></p></div>`)
}

function Seen({ board }) {
  return html`<ul class="plain-list">${notesFor(board, "everyone").map((note) => html`<li key=${note.id} class="note" data-kind=${note.note_kind} data-note=${note.id}><p class="note__words">${note.text}</p></li>`)}</ul>`
}

function Everybody({ board, round }) {
  const shown = board.sortings?.[round.id]
  return shown && html`<section class="stack"><h2 class="phone__heading">What people put together</h2>
    <p class="quiet small">People sorted in different ways. This is not the right answer.</p><${Pairs} board=${board} pairs=${shown.pairs} none="These notes were removed." /></section>`
}
