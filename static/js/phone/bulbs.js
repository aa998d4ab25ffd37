// Light bulbs: the form that marks one, and one's own, to change and to take back. Loaded later, so that the page stays small.

import { html } from "htm/preact"
import { useState } from "preact/hooks"
import { entryFor } from "../board/pending.js"
import { announce } from "../lib/dom.js"
import { Icon, Words, useFocusKept, useTyped } from "../lib/view.js"
import { NOTE_MAX_CHARS } from "./composer.js"
import { BULB } from "./lightbulb.js"
import { Copy, Refused } from "./note_acts.js"

/** What is asked, by the name that it has on the wire; the last only where somebody wrote in free words. @type {[string, string][]} */
const ASKED = [
  ["used", "I used to think"],
  ["now", "Now I think"],
  ["because", "Because"],
  ["set_off", "What set it off?"],
  ["text", "In your own words"],
]

/** @returns {any} */
const textsOf = (body) => Object.fromEntries(ASKED.map(([name]) => [name, (body?.[name] ?? "").trim()]))

/** All the words of one, as they are copied. */
export const wordsOf = (body) => ASKED.filter(([name]) => body?.[name]?.trim()).map(([name, label]) => `${label}: ${body[name]}`).join("\n")

/** @type {Part<Unasked>} */
export function Form({ live, prompt, done }) {
  const [typed, type] = useTyped(live, BULB)
  const [pressed] = useState({ once: false })
  const mark = async (event) => {
    event.preventDefault()
    if (pressed.once) return // pressed twice, it is marked once
    pressed.once = true
    const texts = textsOf(live.typed.get(BULB))
    type(null)
    done()
    await live.perform("lightbulb.mark", { ...texts, on: prompt?.id, share: "facilitators" })
    announce("Your light-bulb is marked.", { now: true })
  }
  return html`
    <form class="stack stack--tight" onSubmit=${mark}>
      <p class="quiet">Mark the moment when you see something differently. You can leave any box empty. The facilitators can read it, without your name.</p>
      <${Fields} id=${BULB} typed=${typed ?? { text: "" }} type=${type} />
      <button class="button" type="submit">Mark it</button>
    </form>`
}

/** What was typed when the event closed: it can no longer be marked, and is still its writer's. @type {Part} */
export function Unmarked({ live }) {
  const [typed, type] = useTyped(live, BULB)
  const words = wordsOf(typed)
  return words && html`
    <section class="sheet sheet--flat" data-unsent=${BULB}>
      <h2 class="phone__heading">Your unsent light-bulb</h2>
      <p class="note__words">${words}</p>
      <p class="note__acts"><${Copy} text=${words} />
        <button type="button" class="button button--small" onClick=${() => type(null)}>Delete it</button></p>
    </section>`
}

/** @type {Part<{id: string}>} */
function Fields({ id, typed, type }) {
  const more = ASKED.slice(2).filter(([name]) => name !== "text" || typed.text || typed.seen?.text)
  const [open, setOpen] = useState(more.some(([name]) => typed[name]))
  const field = ([name, label]) => html`
    <div class="field" key=${name}><label for=${`${id}-${name}`}>${label}</label>
      <textarea id=${`${id}-${name}`} rows="2" maxlength=${NOTE_MAX_CHARS} value=${typed[name] ?? ""} onInput=${(event) => type({ ...typed, [name]: event.target.value })}></textarea></div>`
  return html`
    ${ASKED.slice(0, 2).map(field)}
    <details open=${open} onToggle=${(event) => setOpen(event.target.open)}><summary>More</summary>
      <div class="stack stack--tight">${more.map(field)}</div></details>`
}

/** @type {Part<Unheard>} */
export function RefusedBulb({ live, entry, words }) {
  return html`<${Refused} live=${live} words=${words} entry=${{ ...entry, body: { text: wordsOf(entry.body) } }} />`
}

/** What was changed and is still on its way counts already. @type {Part<{bulb: Bulb, remove: (of: {keep: () => void}) => any}>} */
export function OwnBulb({ live, bulb, words, remove }) {
  const key = `edit:${bulb.id}`
  const [typed, type] = useTyped(live, key)
  const [asking, ask] = useState("")
  const doing = typed?.seen ? "edit" : asking
  const place = useFocusKept(doing)
  const entry = entryFor(live.outbox.entries, bulb.id)
  const now = entry?.kind === "lightbulb.edit" && entry.state === "waiting" ? { ...bulb, ...entry.body } : bulb
  const seen = { ...textsOf(now), version: bulb.version }
  const save = (event) => {
    event.preventDefault()
    const { seen: before, ...written } = live.typed.get(key)
    if (!before) return // pressed twice, it is kept once
    type(null)
    const texts = textsOf(written)
    if (same(texts, seen)) return
    live.perform("lightbulb.edit", texts, { target_id: bulb.id, base_version: same(before, seen) ? bulb.version : before.version })
  }
  return html`
    <li class="note" data-kind="light-bulb" data-thing=${bulb.id} ref=${place}>
      ${doing === "edit"
        ? html`<form class="stack stack--tight" onSubmit=${save}><${Fields} id=${bulb.id} typed=${typed} type=${type} />
            <div class="row"><button class="button button--primary" type="submit">Save</button>
              <button class="button" type="button" onClick=${() => type(null)}>Cancel</button></div></form>`
        : html`<${Said} bulb=${now} />`}
      ${entry?.state === "refused" && html`<${RefusedBulb} live=${live} entry=${entry} words=${words} />`}
      ${doing === "" && html`<p class="note__acts">
        ${live.boot.notes_kept === "yes" && !live.isOver && entry?.state !== "refused" && html`<button type="button" class="button button--small" data-opens="edit" onClick=${() => type({ ...textsOf(now), seen })}><${Icon} name="pen" />Edit</button>`}
        <button type="button" class="button button--small" data-opens="remove" onClick=${() => ask("remove")}><${Icon} name="bin" />Take back</button></p>`}
      ${doing === "remove" && remove({ keep: () => ask("") })}
    </li>`
}

const same = (one, other) => ASKED.every(([name]) => (one[name] ?? "") === (other[name] ?? ""))

/** @type {Part<{bulb: Bulb}>} */
function Said({ bulb }) {
  if (bulb.text === null) return html`<${Words} text=${null} />`
  const said = ASKED.filter(([name]) => bulb[name])
  if (!said.length) return html`<p class="quiet">Without words</p>`
  return said.map(([name, label]) => html`<div key=${name} data-slot=${name}><p class="quiet">${label}</p><${Words} text=${bulb[name]} /></div>`)
}
