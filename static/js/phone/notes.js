// One note: the reader's own, with its state and what can be done with it, or somebody else's.

import { html } from "htm/preact"
import { useState } from "preact/hooks"
import { entryFor } from "../board/pending.js"
import { sharingOf } from "../board/select.js"
import { announce, copyText } from "../lib/dom.js"
import { Icon, Kind, Lazy, SHARE_ICONS, Share, Words, useFocusKept, useTyped, versionSeen } from "../lib/view.js"
import { NOTE_MAX_CHARS, Radios, seats } from "./composer.js"

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
  const editable = changeable && live.boot.notes_kept === "yes" // without that answer it can still be taken back
  const wider = sharesWiderThan(note.share, board, note, live.boot.channels)
  return html`
    <li class="note" data-kind=${note.note_kind} data-note=${note.id} ref=${place}>
      ${note.note_kind !== "note" && html`<${Kind} name=${note.note_kind} words=${words} />`}
      ${doing === "edit"
        ? html`<${Edit} live=${live} note=${note} typed=${typed} type=${type} done=${done} />`
        : html`<${Words} text=${note.text} />`}
      <p class="note__foot">${note.seat && html`<${Lazy} from=${seats} name="Worn" board=${board} note=${note} />`}<${Share} name=${note.share} words=${words} /><${State} live=${live} entry=${entry} />
        ${board.clusters[note.cluster_id ?? ""]?.title && html`<span>Under “${board.clusters[note.cluster_id ?? ""].title}”</span>`}</p>
      ${entry?.state === "refused" && html`<${Refused} live=${live} entry=${entry} words=${words} />`}
      ${changeable && doing === "" && html`<div class="note__acts">
        ${editable && board.session?.state !== "ended" && html`<button type="button" class="button button--small" data-opens="edit" onClick=${() => type({ text: note.text ?? "", seen: { text: note.text, version: note.version } })}><${Icon} name="pen" />Edit</button>`}
        ${editable && wider.length > 0 && html`<button type="button" class="button button--small" data-opens="share" onClick=${() => ask("share")}><${Icon} name="share" />Share</button>`}
        <button type="button" class="button button--small" data-opens="remove" onClick=${() => ask("remove")}><${Icon} name="bin" />Take back</button>
      </div>`}
      ${doing === "share" && html`<${ShareMore} live=${live} note=${note} words=${words} shares=${wider} done=${done} />`}
      ${doing === "remove" && html`<${TakeBack} live=${live} note=${note} done=${done} />`}
    </li>`
}

function sharesWiderThan(share, board, note, channels) {
  const round = board.rounds[board.prompts[note.prompt_id]?.round_id]
  return (round ? sharingOf(round, channels).shares : []).filter((name) => WIDER.indexOf(name) > WIDER.indexOf(share))
}

/** Saved, sending, or kept on this phone: always said, never by colour alone. @type {Part} */
function State({ live, entry }) {
  if (entry?.state === "refused") return html`<span data-state="refused"><${Icon} name="care" />Not accepted</span>`
  if (!entry) return html`<span data-state="saved"><${Icon} name="tick" />Saved</span>`
  const slow = live.clock.now_ms - Date.parse(entry.client_at) > SLOW_MS || !live.transport?.up
  if (!slow) return html`<span data-state="sending"><${Icon} name="cloud" />Sending</span>`
  const kept = live.outbox.outlives(entry)
  return html`<span data-state=${kept ? "kept" : "unkept"}><${Icon} name="phone" />${kept ? "Kept on this phone" : "On this page only"}</span>`
}

export function Copy({ text }) {
  return html`<button type="button" class="button button--small" onClick=${() => copyText(text).then(() => announce("Copied.", { now: true }))}><${Icon} name="copy" />Copy the text</button>`
}

/** @type {Part<Unheard>} */
export function Refused({ live, entry, words }) {
  const text = entry.body.text
  return html`
    <div class="message message--care" data-code=${entry.code}><${Icon} name="care" /><div class="stack stack--tight">
      <p><strong>${words.refusals[entry.code] ?? "Not accepted"}.</strong> ${entry.message}</p>
      ${text && entry.kind !== "note.add" && html`<p class="note__words">${text}</p>`}
      <p class="note__acts">
        ${text && html`<${Copy} text=${text} />`}
        <button type="button" class="button button--small" onClick=${() => live.retry(entry.op_id)}>Try again</button>
        <button type="button" class="button button--small" onClick=${() => live.dismiss(entry.op_id)}>Let it go</button>
      </p></div></div>`
}

/** @type {Part} */
function Edit({ live, note, typed, type, done }) {
  const { text, seen } = typed
  const save = (event) => {
    event.preventDefault()
    if (!live.typed.get(`edit:${note.id}`).seen) return // pressed twice, it is kept once
    done()
    if (text.trim() && text.trim() !== note.text) {
      live.perform("note.edit", { text: text.trim() }, { target_id: note.id, base_version: versionSeen(seen, note) || null })
    }
  }
  return html`
    <form class="stack stack--tight" onSubmit=${save}>
      <div class="field"><label for=${`edit-${note.id}`}>Change your note</label>
        <textarea id=${`edit-${note.id}`} rows="4" maxlength=${NOTE_MAX_CHARS} value=${text} onInput=${(event) => type({ ...typed, text: event.target.value })}></textarea></div>
      <div class="row"><button class="button button--primary" type="submit">Keep the change</button>
        <button class="button" type="button" onClick=${done}>Leave as it was</button></div>
    </form>`
}

/** @type {Part} */
function ShareMore({ live, note, words, shares, done }) {
  const [share, setShare] = useState(/** @type {string | null} */ (null))
  const send = (event) => {
    event.preventDefault()
    if (!share) return
    done()
    live.perform("note.share", { share }, { target_id: note.id })
  }
  return html`
    <form class="stack stack--tight" onSubmit=${send}>
      <${Radios} name=${`share-${note.id}`} legend="Who may read it from now on?" shape="chips" value=${share} onPick=${setShare}
        options=${shares.map((name) => [name, words.shares[name], SHARE_ICONS[name]])} />
      ${share && html`<p class="field__hint">${words.share_hints[share]} This cannot be narrowed again, but you can take the note back.</p>`}
      <div class="row"><button class="button button--primary" type="submit" disabled=${!share}>Share it</button>
        <button class="button" type="button" onClick=${done}>Leave as it was</button></div>
    </form>`
}

/** @type {Part} */
function TakeBack({ live, note, done }) {
  const remove = async () => {
    done()
    await live.perform("note.remove", {}, { target_id: note.id })
    announce("Your note is taken back.", { now: true })
  }
  return html`
    <div class="stack stack--tight"><p>Take this note back? Its words are erased everywhere.</p>
      <div class="row"><button class="button button--stop" type="button" onClick=${remove}>Take it back</button>
        <button class="button" type="button" data-first onClick=${done}>Keep it</button></div></div>`
}
