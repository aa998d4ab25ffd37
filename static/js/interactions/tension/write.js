// Boxes for writing a tension, a side of it, or why it is neither, and for rewording.

import { html } from "htm/preact"
import { useRef, useState } from "preact/hooks"
import { announce } from "../../lib/dom.js"
import { useTyped, versionSeen } from "../../lib/view.js"
import { RefusedHere, useRefused } from "../parts/refused.js"
import { PROTECTS_MAX_CHARS, TEXT_MAX_CHARS } from "./tensions.js"

const VISIBLE = /[^\p{Z}\p{Cc}\p{Cf}]/u

export const Sheet = () => html`<link rel="stylesheet" href="/static/css/interactions/tension.css" />`

/** Only a side is asked what it protects. */
function Boxes({ id, label, hint, area, typed, type, protects }) {
  const put = (name) => (event) => type({ ...typed, [name]: event.target.value })
  return html`<div class="field"><label for=${`${id}-text`}>${label}</label>
      ${hint && html`<p class="field__hint" id=${`${id}-hint`}>${hint}</p>`}
      <textarea id=${`${id}-text`} rows="3" maxlength=${TEXT_MAX_CHARS} ref=${area} aria-describedby=${hint ? `${id}-hint` : null} value=${typed.text} onInput=${put("text")}></textarea></div>
    ${protects && html`<div class="field"><label for=${`${id}-protects`}>What does this side protect? <span class="field__optional">(optional)</span></label>
      <textarea id=${`${id}-protects`} rows="2" maxlength=${PROTECTS_MAX_CHARS} value=${typed.protects ?? ""} onInput=${put("protects")}></textarea></div>`}`
}

/** A fold with a box in it. `about`: what its words are about. */
export function Write({ live, kind, about, summary, label, hint = "", protects = false, submit }) {
  const key = `${kind}-${about.round_id}-${about.tension_id ?? "new"}`
  const [typed, type] = useTyped(live, key)
  const now = /** @type {any} */ (typed ?? { text: "" })
  const [open, setOpen] = useState(now.text !== "")
  const area = useRef(/** @type {HTMLTextAreaElement | null} */ (null))
  const fold = useRef(/** @type {HTMLElement | null} */ (null))
  const refused = useRefused(live, kind, about)
  const again = (words) => { type(words); setOpen(true); setTimeout(() => area.current?.focus()) }
  const send = async (event) => {
    event.preventDefault()
    if (!VISIBLE.test(now.text)) return area.current?.focus()
    const body = { ...about, text: now.text.trim(), share: "everyone", ...(protects && { protects: (now.protects ?? "").trim() }) }
    type(null)
    setOpen(false)
    fold.current?.focus()
    announce("Your words are being sent.", { now: true })
    await live.perform(kind, body)
  }
  return html`<${RefusedHere} live=${live} entry=${refused} again=${again} /><details class="tension__write" data-write=${kind} open=${open} onToggle=${(event) => setOpen(event.target.open)}><summary ref=${fold}>${summary}</summary>
    <form class="stack stack--tight" onSubmit=${send}>
      <${Boxes} id=${key} label=${label} hint=${hint} area=${area} typed=${now} type=${type} protects=${protects} />
      <p class="field__hint">Everybody here can read it. You can change the words later.</p>
      <button class="button button--primary" type="submit">${submit}</button></form></details>`
}

/** @type {(thing: any) => any} what its author begins to change, with the version that they see */
export const toReword = (thing) => ({ text: thing.text, protects: thing.protects ?? "", seen: { text: thing.text, version: thing.version } })

/** The words of one thing as a box. @param {{live: Live, thing: any, typed: any, type: any}} props */
export function Reword({ live, thing, typed, type }) {
  const save = (event) => {
    event.preventDefault()
    const text = typed.text.trim(), protects = (typed.protects ?? "").trim()
    type(null)
    if (!text || (text === thing.text && protects === (thing.protects ?? ""))) return
    const body = thing.stance === "side" ? { text, protects } : { text }
    live.perform("tension.reword", body, { target_id: thing.id, base_version: versionSeen(typed.seen, thing) || null })
  }
  return html`<form class="stack stack--tight" data-slot="reword" onSubmit=${save}>
    <${Boxes} id=${`reword-${thing.id}`} label="Change the words" hint=${thing.held ? "People who could sign the old words will be asked again." : ""} typed=${typed} type=${type} protects=${thing.stance === "side"} />
    <div class="row"><button class="button button--primary" type="submit">Save</button>
      <button class="button" type="button" onClick=${() => type(null)}>Cancel</button></div></form>`
}
