// The notes of one question: handed-in ones to look through, shown ones to put under headings.

import { html } from "htm/preact"
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks"
import { byDots, wallOf } from "../../board/headings.js"
import { rankBetween } from "../../board/rank.js"
import { writerOf } from "../../board/seats.js"
import { notesOn, prompts, roundOf } from "../../board/select.js"
import { pinned } from "../../board/wall.js"
import { isMounted } from "../../interactions/index.js"
import { announce } from "../../lib/dom.js"
import { Hands } from "../../lib/hands.js"
import { counted } from "../../lib/said.js"
import { titleOf } from "../../lib/titles.js"
import { Icon, Kind, Lazy, Words } from "../../lib/view.js"
import { trayOf } from "../agenda.js"
import { Cluster, HeadingActs, NewCluster } from "./clusters.js"
import { useDrag } from "./drag.js"
import { Menu } from "./menu.js"
import { SetAside, WasSetAside } from "./set_aside.js"
import { AtTables, TableNotes } from "../tables.js"
import { act, Undo } from "./undo.js"

const LOOK_EVERY_MS = 5_000
const outline = () => import("../../outline/outline.js")

/** @type {Part} */
export function Notes({ live, board, words, promptId, choose }) {
  const asked = prompts(board)
  const { tables, many, alone } = useNotesKept(live, board, promptId)
  const drop = (noteId, clusterId) => moveNote(live, board, noteId, clusterId)
  const drag = useDrag(drop)
  if (!asked.length) {
    return html`<section class="empty"><h2 class="empty__title">No notes yet</h2><p>Open a round. What people hand in or share appears here.</p></section>`
  }
  const all = notesOn(board, promptId)
  const tray = trayOf(board, promptId)
  const shown = all.filter((note) => note.share === "everyone")
  const pin = pinned(board)
  const isSorted = pin?.order === "dots" && pin.prompt_id === promptId
  const laid = wallOf(board, promptId, shown)
  const { groups, loose } = isSorted ? byDots(board, laid) : laid
  const hasDots = roundOf(board, promptId)?.state === "closed" && (shown.some(({ id }) => board.votes[id]) || laid.groups.some(({ cluster }) => board.votes[cluster.id]))
  const item = (note) => html`<${DeskNote} key=${note.id} live=${live} board=${board} note=${note} words=${words} promptId=${promptId} drag=${drag} />`
  return html`
    <section class="stack" aria-labelledby="notes-title">
      <div class="page-head"><h2 class="desk__heading" id="notes-title" tabindex="-1">Notes</h2>
        <${WhichQuestion} board=${board} promptId=${promptId} choose=${choose} />
      </div>
      <${WasSetAside} live=${live} board=${board} promptId=${promptId} back=${(id) => { moved = id }} />
      ${tray.length > 0 && html`<${Tray} live=${live} board=${board} notes=${tray} words=${words} />`}
      ${all.length === 0 && html`<div class="empty"><h3 class="empty__title">${Object.values(many).some(Boolean) ? "No note for you yet" : "Nobody has shared a note on this question yet"}</h3><p>Notes that people keep to themselves are not sent to you.</p></div>`}
      ${alone > 0 && html`<p class="quiet" data-slot="alone"><${Icon} name="lock" />${alone} people have written notes for themselves.</p>`}
      <${AtTables} tables=${tables} many=${many} round=${roundOf(board, promptId)} />
      <${TableNotes} live=${live} board=${board} promptId=${promptId} words=${words} tables=${tables} />
      ${shown.length > 0 && html`<div class="stack">
        <${NewCluster} live=${live} board=${board} promptId=${promptId} />
        ${hasDots && html`<p class="row"><button type="button" class="button button--small" data-act="by_dots" aria-pressed=${isSorted} onClick=${() => live.perform("wall.show", { view: "notes", prompt_id: promptId, ...(!isSorted && { order: "dots" }) })}><${Icon} name="dot" />Most dots first</button>
          <span class="small quiet">The wall shows the notes in this order too.</span></p>`}
        <${Undo} live=${live} />
        <p class="small quiet">Drag a note by its handle, or use “Move to…”.</p>
        <div class="desk__clusters">
          ${groups.map((group) => html`<${Cluster} key=${group.cluster.id} live=${live} board=${board} cluster=${group.cluster} others=${groups.map((g) => g.cluster)} over=${drag.over === group.cluster.id} notes=${group.notes}>${group.notes.map(item)}<//>`)}
          <section class=${`cluster cluster--loose ${drag.over === "loose" ? "cluster--over" : ""}`} data-drop="loose"><h3>Not under a heading</h3>
            <ul class="plain-list">${loose.map(item)}</ul></section>
        </div></div>`}
    </section>`
}

/** How many notes tables keep among themselves, and how many people write for themselves: these are not sent to the desk, so it asks from time to time. @param {Live} live  @param {Board} board  @param {string | null} promptId */
function useNotesKept(live, board, promptId) {
  const round = roundOf(board, promptId)
  const [told, tell] = useState(/** @type {{tables: {id: string, name: string, notes: Record<string, number>}[], alone: Record<string, number>}} */ ({ tables: [], alone: {} }))
  useEffect(() => {
    if (!round?.shares?.some((share) => share === "table" || share === "me")) return
    let isOld = false
    const ask = async () => {
      const answer = await fetch(`/desk/sessions/${live.boot.session_id}/rounds/${round.id}`)
      const found = answer.ok && (await answer.json())
      if (found && !isOld) tell(found)
    }
    const look = () => { if (document.visibilityState === "visible") ask().catch(() => {}) }
    look()
    const timer = setInterval(look, LOOK_EVERY_MS)
    return () => { isOld = true; clearInterval(timer) }
  }, [round?.id])
  const many = Object.fromEntries(told.tables.map(({ id, notes }) => [id, notes[promptId ?? ""] ?? 0]))
  return { tables: told.tables, many, alone: told.alone[promptId ?? ""] ?? 0 }
}

/** Chooses the question whose notes are shown, or what other rounds ask for. @type {Part} */
export function WhichQuestion({ board, promptId, choose }) {
  const asked = prompts(board)
  if (asked.length < 2) return null
  const shown = roundOf(board, promptId)
  const noted = asked.filter((prompt) => !isMounted(roundOf(board, prompt.id)))
  const others = asked.filter((prompt, place) => {
    const round = roundOf(board, prompt.id)
    return isMounted(round) && round?.id !== shown?.id && asked.findIndex((each) => each.round_id === round?.id) === place
  })
  const words = (prompt) => `${prompt.text ?? "This question was removed."} (${notesOn(board, prompt.id).length})`
  const isListed = noted.length > (isMounted(shown) ? 0 : 1)
  return html`<div class="row">
    ${others.map((prompt) => html`<button type="button" class="button button--small" key=${prompt.id} data-to=${prompt.id} onClick=${() => choose(prompt.id)}>${roundOf(board, prompt.id)?.title}</button>`)}
    ${isListed && html`<div class="field"><label class="visually-hidden" for="which-prompt">Notes on which question</label>
      <select id="which-prompt" value=${isMounted(shown) ? "" : promptId} onChange=${(event) => choose(event.target.value)}>
        ${isMounted(shown) && html`<option value="" disabled selected>Notes on…</option>`}
        ${noted.map((prompt) => html`<option key=${prompt.id} value=${prompt.id} selected=${prompt.id === promptId}>${words(prompt)}</option>`)}</select></div>`}</div>`
}

/** Notes handed in to the facilitators, without names; shown to others only if chosen here. @type {Part<{notes: Note[]}>} */
function Tray({ live, board, notes, words }) {
  const [open, setOpen] = useState(true)
  return html`
    <details class="tray" open=${open} onToggle=${(event) => setOpen(event.target.open)}>
      <summary><strong>${counted(notes.length, "note")} handed in</strong><span class="quiet">not yet shown to the others</span></summary>
      ${notes.length > 1 && html`<p><button type="button" class="button" onClick=${() => live.perform("notes.reveal", { note_ids: notes.map((note) => note.id) })}>Show all ${notes.length} to everyone</button></p>`}
      <ul class="plain-list tray__notes">${notes.map((note) => html`
        <li key=${note.id} class="note" data-kind=${note.note_kind} data-note=${note.id}>
          <${Kind} name=${note.note_kind} words=${words} />
          <${Words} text=${note.text} />
          ${note.seat && html`<p class="note__foot"><span data-slot="writer">${writerOf(board, note)}</span></p>`}
          <p class="row">
            <button type="button" class="button button--small" aria-label=${`Show to everyone: ${(note.text ?? "").slice(0, 60)}`} onClick=${() => live.perform("notes.reveal", { note_ids: [note.id] })}>Show to everyone</button>
            <${SetAside} live=${live} note=${note} /></p>
        </li>`)}</ul>
    </details>`
}

/** The whole board as a list. @type {Part} */
export function AsList({ live, board, words, promptId }) {
  const acts = {
    note: (note) => html`${note.share === "facilitators" && html`<button type="button" class="button button--small" onClick=${() => live.perform("notes.reveal", { note_ids: [note.id] })}>Show to everyone</button>`}
      <${SetAside} live=${live} note=${note} />${note.share === "everyone" && html`<${MoveTo} live=${live} board=${board} note=${note} promptId=${note.prompt_id} />`}`,
    heading: (cluster, notes, others) => html`<${HeadingActs} live=${live} board=${board} cluster=${cluster} notes=${notes} others=${others} />`,
    question: (prompt) => html`<details data-slot="new_heading"><summary>New heading</summary><${NewCluster} live=${live} board=${board} promptId=${prompt.id} id=${`new-cluster-${prompt.id}`} /></details>`,
  }
  return html`<section class="stack" aria-labelledby="outline-title"><h2 class="desk__heading" id="outline-title" tabindex="-1">Outline</h2>
    ${promptId && html`<${WasSetAside} live=${live} board=${board} promptId=${promptId} back=${() => {}} />`}
    <${Undo} live=${live} />
    <${Lazy} from=${outline} live=${live} board=${board} words=${words} place="desk" level=${3} acts=${acts} /></section>`
}

/** The note that was just moved with the menu, or brought back: it is drawn again, and gets the focus. */
let moved = ""

/** @type {Part<{drag: ReturnType<typeof useDrag>}>} */
function DeskNote({ live, board, note, words, promptId, drag }) {
  const dots = board.votes[note.id] ?? 0
  const place = useRef(/** @type {HTMLElement | null} */ (null))
  useLayoutEffect(() => {
    if (moved !== note.id || (document.activeElement && document.activeElement !== document.body)) return
    moved = ""
    place.current?.querySelector("summary")?.focus()
  }, [])
  return html`
    <li ref=${place} class=${`note ${drag.held === note.id ? "note--held" : ""}`} data-kind=${note.note_kind} data-note=${note.id}>
      <div class="note__head"><${Kind} name=${note.note_kind} words=${words} />
        <span class="handle" aria-hidden="true" onPointerDown=${(event) => drag.lift(event, note.id)}><${Icon} name="move" /></span></div>
      <${Words} text=${note.text} />
      <div class="note__foot">${note.picture_id && html`<a data-slot="from_paper" href=${`/desk/sessions/${live.boot.session_id}/pictures#picture-${note.picture_id}`}><${Icon} name="camera" />From paper</a>`}${writerOf(board, note) && html`<span data-slot="writer">${writerOf(board, note)}</span>`}${dots > 0 && html`<span><${Icon} name="dot" />${counted(dots, "dot")}</span>`}<${Hands} board=${board} round=${roundOf(board, note.prompt_id)} id=${note.id} />
        <${SetAside} live=${live} note=${note} /><${MoveTo} live=${live} board=${board} note=${note} promptId=${promptId} /></div>
    </li>`
}

/** @param {Live} live  @param {Board} board  @param {string} noteId  @param {string | null} clusterId */
function moveNote(live, board, noteId, clusterId) {
  const note = board.notes[noteId]
  if (!note || note.cluster_id === clusterId) return
  const last = notesOn(board, null).filter((each) => each.cluster_id === clusterId).map((each) => each.rank ?? "").sort().at(-1)
  const words = clusterId ? `a note moved under “${titleOf(board.clusters[clusterId])}”` : "a note taken out of its heading"
  act(live, words, [["note.move", { cluster_id: clusterId, rank: rankBetween(last || null, null) }, { target_id: noteId }]])
}

/** The twin of dragging, for keyboard, touch and screen readers. @type {Part} */
export function MoveTo({ live, board, note, promptId }) {
  const { groups } = wallOf(board, promptId, [])
  /** @type {[string, string][]} */
  const choices = groups.filter((group) => group.cluster.id !== note.cluster_id)
    .map((group) => [group.cluster.id, titleOf(group.cluster)])
  if (note.cluster_id) choices.push(["loose", "Not under a heading"])
  const move = (to) => {
    moved = note.id
    moveNote(live, board, note.id, to === "loose" ? null : to)
    announce(to === "loose" ? "The note is not under a heading now." : `Moved under “${titleOf(board.clusters[to])}”.`, { now: true })
  }
  return html`<${Menu} words="Move to…" label=${`Move to…: ${(note.text ?? "").slice(0, 60)}`} choices=${choices}
    none="Add a heading first." onPick=${move} />`
}
