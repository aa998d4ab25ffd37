// Boxes to write a piece in, and to change its words again. What a box asks for is said by its interaction.

import { html } from "htm/preact"
import { useRef, useState } from "preact/hooks"
import { announce } from "../../lib/dom.js"
import { useTyped, versionSeen } from "../../lib/view.js"
import { RefusedHere, useRefused } from "./refused.js"

const VISIBLE = /[^\p{Z}\p{Cc}\p{Cf}]/u

/** @param {{names: string[]}} props */
export const Sheets = ({ names }) => ["parts", ...names].map((name) => html`<link key=${name} rel="stylesheet" href=${`/static/css/interactions/${name}.css`} />`)

/** One box: lines of text, a line, or a day. A form has the first of them to begin with. */
function Box({ id, box, typed, type, area = null }) {
  const place = `${id}-${box.name}`
  const put = (event) => type({ ...typed, [box.name]: event.target.value })
  const shared = { id: place, value: typed[box.name] ?? "", onInput: put, "aria-describedby": box.hint ? `${place}-hint` : null }
  return html`<div class="field"><label for=${place}>${box.label}${box.optional && html` <span class="field__optional">(optional)</span>`}</label>
    ${box.hint && html`<p class="field__hint" id=${`${place}-hint`}>${box.hint}</p>`}
    ${box.day ? html`<input type="date" name=${box.name} ...${shared} onChange=${put} />`
      : box.line ? html`<input type="text" name=${box.name} maxlength=${box.max} autocomplete="off" ref=${area} ...${shared} />`
      : html`<textarea rows=${box.rows ?? 3} name=${box.name} maxlength=${box.max} ref=${area} ...${shared}></textarea>`}</div>`
}

export const Boxes = ({ id, boxes, typed, type, area = null }) => boxes.map((box, place) => html`<${Box} key=${box.name} id=${id} box=${box} typed=${typed} type=${type} area=${place === 0 ? area : null} />`)

/** What was typed, as it is sent; a day that was left empty is none. */
export const sent = (boxes, typed) => Object.fromEntries(boxes.map(({ name, day }) => [name, day ? typed[name] || null : (typed[name] ?? "").trim()]))

/**
 * A fold with a form in it. `body` is what its words are on; `more` asks for choices and `choose` says what they mean;
 * `then` goes on once it is on its way; with `isFree`, a choice can stand for words.
 * @param {{live: Live, kind: string, id: string, body: any, boxes: any[], begin?: any, summary: any, submit: string, hint?: string, more?: null | ((typed: any, type: (typed: any) => void) => any), choose?: null | ((typed: any) => any), then?: null | ((entry: any, typed: any) => any), isFree?: boolean}} props
 */
export function Write({ live, kind, id, body, boxes, begin = {}, summary, submit, hint = "", more = null, choose = null, then = null, isFree = false }) {
  const [typed, type] = useTyped(live, id)
  const now = /** @type {any} */ ({ text: "", ...begin, ...typed })
  const [open, setOpen] = useState(typed !== null)
  const area = useRef(/** @type {any} */ (null))
  const fold = useRef(/** @type {HTMLElement | null} */ (null))
  const refused = useRefused(live, kind, body)
  const again = (words) => { type(words); setOpen(true); setTimeout(() => area.current?.focus()) }
  const send = async (event) => {
    event.preventDefault()
    const chosen = choose ? choose(now) : {}
    const isReady = boxes.every((box) => box.optional || VISIBLE.test(now[box.name] ?? ""))
    if (!isReady && !(isFree && Object.values(chosen).some(Boolean))) return area.current?.focus()
    type(null)
    setOpen(false)
    fold.current?.focus()
    announce("Your words are being sent.", { now: true })
    const entry = await live.perform(kind, { ...body, ...sent(boxes, now), ...chosen })
    if (then) await then(entry, now)
  }
  return html`<${RefusedHere} live=${live} entry=${refused} again=${again} /><details class="part__write" data-write=${kind} open=${open} onToggle=${(event) => setOpen(event.target.open)}><summary ref=${fold}>${summary}</summary>
    <form class="stack stack--tight" onSubmit=${send}>
      ${more?.(now, type)}
      <${Boxes} id=${id} boxes=${boxes} typed=${now} type=${type} area=${area} />
      ${hint && html`<p class="field__hint">${hint}</p>`}
      <button class="button button--primary" type="submit">${submit}</button></form></details>`
}

/** One of a few, as radio buttons. @param {{id: string, legend: string, name: string, options: [string, any][], value: string | null, onPick: (value: string) => void}} props */
export const Choice = ({ id, legend, name, options, value, onPick }) => html`<fieldset class="choices choices--chips"><legend>${legend}</legend><div class="choices__row">${options.map(([key, words]) => html`
  <label class="choice" key=${key}><input type="radio" name=${`${id}-${name}`} value=${key} checked=${(value ?? "") === key} onChange=${() => onPick(key)} /><span class="choice__face">${words}</span></label>`)}</div></fieldset>`

/** What its author begins to change, with the version before their eyes. @param {any} thing  @param {any[]} boxes */
export const toReword = (thing, boxes) => ({ ...Object.fromEntries(boxes.map(({ name }) => [name, thing[name] ?? ""])), text: thing.text, seen: { text: thing.text, version: thing.version } })

/** The words of one piece as a form. */
export function Reword({ live, kind, thing, boxes, typed, type }) {
  const save = (event) => {
    event.preventDefault()
    const body = sent(boxes, typed)
    type(null)
    const isSame = boxes.every(({ name }) => (body[name] ?? "") === (thing[name] ?? ""))
    if (!body.text || isSame) return
    live.perform(kind, body, { target_id: thing.id, base_version: versionSeen(typed.seen, thing) || null })
  }
  return html`<form class="stack stack--tight" data-slot="reword" onSubmit=${save}>
    <${Boxes} id=${`reword-${thing.id}`} boxes=${boxes} typed=${typed} type=${type} />
    <div class="row"><button class="button button--primary" type="submit">Save</button>
      <button class="button" type="button" onClick=${() => type(null)}>Cancel</button></div></form>`
}
