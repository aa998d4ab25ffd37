// What is seldom needed of one's own notes: sharing one with more people, and what is said where something was refused.

import { html } from "htm/preact"
import { useState } from "preact/hooks"
import { announce, copyText } from "../lib/dom.js"
import { Icon, SHARE_ICONS } from "../lib/view.js"
import { Radios } from "./composer.js"

export function Copy({ text }) {
  return html`<button type="button" class="button button--small" onClick=${() => copyText(text).then(() => announce("Copied.", { now: true }))}><${Icon} name="copy" />Copy the text</button>`
}

/** @type {Part<Unheard>} */
export function Refused({ live, entry, words }) {
  const text = entry.body.text
  return html`
    <div class="message message--care" data-code=${entry.code}><${Icon} name="care" /><div class="stack stack--tight">
      <p>${entry.why ? html`<strong>${entry.message}</strong>` : html`<strong>${words.refusals[entry.code] ?? "Not accepted"}.</strong> ${entry.message}`}</p>
      ${text && entry.kind !== "note.add" && html`<p class="note__words">${text}</p>`}
      <p class="note__acts">
        ${text && html`<${Copy} text=${text} />`}
        ${entry.why !== "event_over" && html`<button type="button" class="button button--small" onClick=${() => live.retry(entry.op_id)}>Try again</button>`}
        <button type="button" class="button button--small" data-act="dismiss" onClick=${() => live.dismiss(entry.op_id)}>Do not send it</button>
      </p></div></div>`
}

/** @type {Part} */
export function ShareMore({ live, note, words, shares, done }) {
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
      ${share && html`<p class="field__hint">${words.share_hints[share]} You cannot undo this, but you can take the note back.</p>`}
      <div class="row"><button class="button button--primary" type="submit" disabled=${!share}>Share it</button>
        <button class="button" type="button" onClick=${done}>Cancel</button></div>
    </form>`
}
