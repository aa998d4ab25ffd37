// What else is a reader's own: light bulbs, and notes that were set aside. Loaded once there is one, so that the page stays small.

import { html } from "htm/preact"
import { useState } from "preact/hooks"
import { announce } from "../lib/dom.js"
import { Icon, Words, useFocusKept } from "../lib/view.js"
import { OwnBulb } from "./bulbs.js"

/** @type {Part} */
export function TakeBack({ live, bulbs: own, words }) {
  const going = live.outbox.entries.filter((entry) => entry.kind.endsWith(".remove") && entry.state !== "refused")
  const staying = (thing) => !going.some((entry) => entry.target_id === thing.id)
  const [bulbs, gone] = [own.filter(staying), live.setAside.filter((note) => staying(note) && !live.board.notes[note.id])]
  const [aside, held] = [gone.filter((note) => !note.held), gone.filter((note) => note.held)]
  // What is being changed, or was refused, is never folded away.
  const inSight = (bulb) => live.typed.get(`edit:${bulb.id}`).seen || live.outbox.entries.some((entry) => entry.target_id === bulb.id && entry.state === "refused")
  const [open, setOpen] = useState(false)
  const erase = (thing, kind, said) => ({ keep }) => html`<${Erase} live=${live} thing=${thing} kind=${kind} said=${said} keep=${keep} />`
  return html`
    ${bulbs.length > 0 && html`<details data-own="bulbs" open=${open || bulbs.some(inSight)} onToggle=${(event) => setOpen(event.target.open)}><summary><${Icon} name="kind-light-bulb" />Your light-bulbs (${bulbs.length})</summary>
      <ul class="plain-list">${bulbs.map((bulb) => html`<${OwnBulb} key=${bulb.id} live=${live} bulb=${bulb} words=${words} remove=${erase(bulb, "lightbulb.remove", "Your light-bulb is taken back.")} />`)}</ul></details>`}
    ${aside.length > 0 && html`<section class="stack stack--tight" data-own="set-aside"><h2 class="phone__heading">Set aside by the facilitators</h2>
      <p class="quiet">Nobody here can see ${aside.length === 1 ? "this note" : "these notes"} any more. The record does not show ${aside.length === 1 ? "it" : "them"}. The facilitators can bring ${aside.length === 1 ? "it" : "them"} back unless you erase ${aside.length === 1 ? "it" : "them"}.</p>
      <ul class="plain-list">${aside.map((note) => html`<${Aside} key=${note.id} note=${note} remove=${erase(note, "note.remove", "Your note is erased.")} />`)}</ul></section>`}
    ${held.length > 0 && html`<section class="stack stack--tight" data-own="held"><h2 class="phone__heading">The facilitators have read this</h2>
      <p class="quiet">They have taken it off all screens. They may come and talk with you. You can still erase it.</p>
      <ul class="plain-list">${held.map((note) => html`<${Aside} key=${note.id} note=${note} remove=${erase(note, "note.remove", "Your note is erased.")} />`)}</ul></section>`}`
}

/** @type {Part<{note: {id: string, text: string}, remove: (of: {keep: () => void}) => any}>} */
function Aside({ note, remove }) {
  const [asking, ask] = useState("")
  const place = useFocusKept(asking)
  return html`
    <li class="note" data-thing=${note.id} ref=${place}>
      <${Words} text=${note.text} />
      ${asking
        ? remove({ keep: () => ask("") })
        : html`<p class="note__acts"><button type="button" class="button button--small" data-opens="remove" onClick=${() => ask("remove")}><${Icon} name="bin" />Erase</button></p>`}
    </li>`
}

/** @type {Part<{thing: {id: string}, kind: string, said: string, keep: () => void}>} */
function Erase({ live, thing, kind, said, keep }) {
  const remove = async (event) => {
    const part = event.currentTarget.closest("[data-own]")
    await live.perform(kind, {}, { target_id: thing.id })
    announce(said, { now: true })
    setTimeout(() => focusOn((part.isConnected && part.querySelector("summary, button")) || document.querySelector("h1")), 100)
  }
  return html`<div class="stack stack--tight"><p>Erase this for good? You cannot undo it.</p>
    <div class="row"><button class="button button--stop" type="button" onClick=${remove}>Erase its words</button>
      <button class="button" type="button" data-first onClick=${keep}>Keep it</button></div></div>`
}

/** What had the focus is gone: move it to where its reader was. */
function focusOn(place) {
  if (place?.tagName === "H1") place.tabIndex = -1
  place?.focus()
}
