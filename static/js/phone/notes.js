// One of the reader's own notes: its state, and what can be done with it, even offline.

import { html } from "htm/preact"
import { useState } from "preact/hooks"
import { entryFor } from "../board/pending.js"
import { roundOf, sharingOf } from "../board/select.js"
import { Icon, Kind, Lazy, Share, Words, useFocusKept, useTyped } from "../lib/view.js"
import { acts, seats, tables } from "./composer.js"

const SLOW_MS = 5_000
const WIDER = ["me", "facilitators", "table", "everyone"]

/** @type {Part} */
export function OwnNote({ live, board, note, words }) {
  const [typed, type] = useTyped(live, `edit:${note.id}`)
  const [asking, ask] = useState(/** @type {"" | "share" | "remove"} */ (""))
  const doing = typed?.seen ? "edit" : asking
  const place = useFocusKept(doing)
  const entry = entryFor(live.outbox.entries, note.id)
  const done = () => { type(null); ask("") }
  const changeable = note.text !== null && entry?.state !== "refused"
  const editable = changeable && live.boot.notes_kept === "yes" && !live.isOver
  const heading = board.clusters[note.cluster_id ?? ""]
  const wider = sharesWiderThan(note.share, board, note, live.boot.channels)
  return html`
    <li class="note" data-kind=${note.note_kind} data-note=${note.id} ref=${place}>
      ${note.note_kind !== "note" && html`<${Kind} name=${note.note_kind} words=${words} />`}
      ${doing === "edit"
        ? html`<${Lazy} from=${acts} name="Edit" live=${live} note=${note} typed=${typed} type=${type} done=${done} />`
        : html`<${Words} text=${note.text} />`}
      <p class="note__foot">${note.seat && html`<${Lazy} from=${seats} name="Worn" board=${board} note=${note} />`}<${Share} name=${note.share} words=${words} /><${State} live=${live} entry=${entry} />
        ${heading?.title && html`<span>Under “${heading.title}”</span>`}${note.picture_id && html`<span data-slot="from_paper"><${Icon} name="camera" />From paper</span>`}</p>
      ${entry?.state === "refused" && html`<${Lazy} from=${acts} name="Refused" live=${live} entry=${entry} words=${words} />`}
      ${changeable && doing === "" && html`<div class="note__acts">
        ${editable && !isLocked(board, roundOf(board, note.prompt_id)) && board.session?.state !== "ended" && html`<button type="button" class="button button--small" data-opens="edit" onClick=${() => type({ text: note.text ?? "", seen: { text: note.text, version: note.version } })}><${Icon} name="pen" />Edit</button>`}
        ${editable && wider.length > 0 && html`<button type="button" class="button button--small" data-opens="share" onClick=${() => ask("share")}><${Icon} name="share" />Share</button>`}
        <button type="button" class="button button--small" data-opens="remove" onClick=${() => ask("remove")}><${Icon} name="bin" />Take back</button>
      </div>`}
      ${note.share === "table" && html`<${Lazy} from=${tables} name="Bring" live=${live} board=${board} note=${note} />`}
      ${doing === "share" && html`<${Lazy} from=${acts} name="ShareMore" live=${live} board=${board} note=${note} words=${words} shares=${wider} done=${done} />`}
      ${doing === "remove" && html`<${Lazy} from=${acts} name="TakeBackNote" live=${live} note=${note} done=${done} />`}
    </li>`
}

const isLocked = ({ rounds }, own) => Object.values(rounds).some((round) => round.options?.locks?.[0] && round.opened_at > own?.opened_at)

function sharesWiderThan(share, board, note, channels) {
  const round = roundOf(board, note.prompt_id)
  // What is its table's to bring to everyone has that one act, as “mayBring” of board/tables.js says.
  if (share === "table" && round?.who?.tables === "bring" && board.session?.state === "open") return []
  return (round ? sharingOf(round, channels).shares : []).filter((name) => WIDER.indexOf(name) > WIDER.indexOf(share))
}

/** @type {Part} */
function State({ live, entry }) {
  if (entry?.state === "refused") return html`<span data-state="refused"><${Icon} name="care" />Not accepted</span>`
  if (!entry) return html`<span data-state="saved"><${Icon} name="tick" />Saved</span>`
  const slow = live.clock.now_ms - Date.parse(entry.client_at) > SLOW_MS || !live.transport?.up
  if (!slow) return html`<span data-state="sending"><${Icon} name="cloud" />Sending</span>`
  const kept = live.outbox.outlives(entry)
  return html`<span data-state=${kept ? "kept" : "unkept"}><${Icon} name="phone" />${kept ? "Kept on this phone" : "On this page only"}</span>`
}
