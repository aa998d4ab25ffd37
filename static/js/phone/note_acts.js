// What is seldom needed of one's own notes, such as changing or sharing one.

import { html } from "htm/preact"
import { useState } from "preact/hooks"
import { entryFor } from "../board/pending.js"
import { roundOf } from "../board/select.js"
import { announce, copyText } from "../lib/dom.js"
import { Icon, Lazy, SHARE_ICONS, versionSeen } from "../lib/view.js"
import { NOTE_MAX_CHARS, Radios, tables } from "./composer.js"

export function Copy({ text }) {
  return html`<button type="button" class="button button--small" onClick=${() => copyText(text).then(() => announce("Copied.", { now: true }))}><${Icon} name="copy" />Copy the text</button>`
}

/** @type {Part<Unheard>} */
export function Refused({ live, entry, words }) {
  const text = entry.body.text
  return html`
    <div class="message message--care" data-code=${entry.code}><${Icon} name="care" /><div class="stack stack--tight">
      <p>${entry.why ? html`<strong>${entry.message}</strong>` : html`<strong>${words.refusals[entry.code] ?? "Not accepted"}.</strong> ${entry.message}`}</p>
      ${text && /\.(edit|reword)$/.test(entry.kind) && html`<p class="note__words">${text}</p>`}
      <p class="note__acts">
        ${text && html`<${Copy} text=${text} />`}
        ${entry.why !== "event_over" && html`<button type="button" class="button button--small" onClick=${() => live.retry(entry.op_id)}>Try again</button>`}
        <button type="button" class="button button--small" data-act="dismiss" onClick=${() => live.dismiss(entry.op_id)}>Do not send it</button>
      </p></div></div>`
}

/** How many more notes a round takes from its reader. Twin of `notes_left` in phone_view.py. @type {Part} */
export function NotesLeft({ live, board, round }) {
  const counts = ({ id, prompt_id }) => live.mine.has(id) && board.prompts[prompt_id]?.round_id === round.id
    && entryFor(live.outbox.entries, id)?.state !== "refused"
  const left = (round.note_budget ?? 0) - Object.values(board.notes).filter(counts).length
  return html`<p class="field__hint" data-slot="notes_left">${left > 0 ? `You can write ${left} more here.` : "You have written all the notes you can here. To write another, take one back."}</p>`
}

/** @type {Part} */
export function ShareMore({ live, board, note, words, shares, done }) {
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
      ${share && html`<p class="field__hint">${share === "table" ? html`<${Lazy} from=${tables} name="Hint" words=${words} round=${roundOf(board, note.prompt_id)} />` : words.share_hints[share]} You cannot undo this, but you can take the note back.</p>`}
      <div class="row"><button class="button button--primary" type="submit" disabled=${!share}>Share it</button>
        <button class="button" type="button" onClick=${done}>Cancel</button></div>
    </form>`
}

/** @type {Part} */
export function TakeBackNote({ live, note, done }) {
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

/** @type {Part} */
export function Edit({ live, note, typed, type, done }) {
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
      <div class="row"><button class="button button--primary" type="submit">Save</button>
        <button class="button" type="button" onClick=${done}>Cancel</button></div>
    </form>`
}
