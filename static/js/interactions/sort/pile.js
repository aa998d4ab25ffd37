// One pile on the phone, with its name; and a box for a new one.

import { html } from "htm/preact"
import { useRef, useState } from "preact/hooks"
import { entryFor } from "../../board/pending.js"
import { announce } from "../../lib/dom.js"
import { Icon, useFocusKept, useTyped, versionSeen } from "../../lib/view.js"

const TITLE_MAX_CHARS = 300

/** @type {Part<{pile: any, many: number, over: boolean}>} */
export function Pile({ live, pile, many, over, children }) {
  const [typed, type] = useTyped(live, `pile:${pile.id}`)
  const [asking, ask] = useState(false)
  const isMine = live.mine.has(pile.id)
  const doing = typed ? "name" : asking ? "remove" : ""
  const place = useFocusKept(doing)
  const entry = entryFor(live.outbox.entries, pile.id)
  const save = (event) => {
    event.preventDefault()
    const title = typed?.text.trim()
    type(null)
    if (title && title !== pile.title) live.perform("sort.name", { title }, { target_id: pile.id, base_version: versionSeen(typed?.seen, { text: pile.title, version: pile.version }) || null })
  }
  const remove = async () => {
    ask(false)
    await live.perform("sort.remove", {}, { target_id: pile.id })
    announce("The pile is taken away.", { now: true })
  }
  return html`<section class=${`sheet sort__pile ${over ? "sort__pile--over" : ""}`} data-pile=${pile.id} data-drop=${pile.id} aria-label=${pile.title} ref=${place}>
    ${doing === "name" ? html`<form class="stack stack--tight" onSubmit=${save}><div class="field"><label for=${`name-${pile.id}`}>Name of this pile</label>
        <input id=${`name-${pile.id}`} maxlength=${TITLE_MAX_CHARS} value=${typed?.text} onInput=${(event) => type({ ...typed, text: event.target.value })} /></div>
        <div class="row"><button class="button button--small button--primary" type="submit">Save</button><button class="button button--small" type="button" onClick=${() => type(null)}>Cancel</button></div></form>`
      : html`<div class="sort__head"><h2 class="sort__title">${pile.title} <span class="quiet">(${many})</span></h2>
          ${isMine && doing === "" && html`<button type="button" class="button button--small" data-opens="name" onClick=${() => type({ text: pile.title, seen: { text: pile.title, version: pile.version } })}><${Icon} name="pen" />Name<span class="visually-hidden"> of ${pile.title}</span></button>
            <button type="button" class="button button--small" data-opens="remove" onClick=${() => ask(true)}><${Icon} name="bin" />Take away<span class="visually-hidden"> ${pile.title}</span></button>`}</div>`}
    ${doing === "remove" && html`<div class="stack stack--tight"><p>Take this pile away? Its notes are then on no pile.</p>
      <div class="row"><button class="button button--small button--stop" type="button" onClick=${remove}>Take it away</button><button class="button button--small" type="button" data-first onClick=${() => ask(false)}>Keep it</button></div></div>`}
    ${many > 0 ? html`<ul class="plain-list">${children}</ul>` : html`<p class="quiet small">Nothing lies here yet.</p>`}
    <p class="note__foot" data-state=${entry ? "sending" : "saved"}>${entry ? html`<span><${Icon} name="cloud" />Sending</span>` : html`<span><${Icon} name="tick" />Saved</span>`}</p></section>`
}

/** @type {Part<{make: (title: string) => Promise<unknown>}>} */
export function NewPile({ live, round, make }) {
  const [typed, type] = useTyped(live, `new-pile:${round.id}`)
  const box = useRef(/** @type {HTMLInputElement | null} */ (null))
  const text = typed?.text ?? ""
  const add = async (event) => {
    event.preventDefault()
    if (!text.trim()) return box.current?.focus()
    type(null)
    await make(text.trim())
    announce("A new pile is there.", { now: true })
  }
  return html`<form class="stack stack--tight" data-slot="new_pile" onSubmit=${add}><div class="field"><label for="new-pile">Name of a new pile</label>
    <input id="new-pile" ref=${box} maxlength=${TITLE_MAX_CHARS} value=${text} onInput=${(event) => type({ text: event.target.value })} /></div>
    <button class="button" type="submit">Make a pile</button></form>`
}
