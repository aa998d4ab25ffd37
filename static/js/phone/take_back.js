// What else is a reader's own: light bulbs, and notes that were set aside. Loaded once there is one, so that the page stays small.

import { html } from "htm/preact"
import { useState } from "preact/hooks"
import { announce } from "../lib/dom.js"
import { Icon, Words, useFocusKept } from "../lib/view.js"

/** @type {Part} */
export function TakeBack({ live, bulbs: own }) {
  const going = live.outbox.entries.filter((entry) => entry.kind.endsWith(".remove") && entry.state !== "refused")
  const staying = (thing) => !going.some((entry) => entry.target_id === thing.id)
  const [bulbs, aside] = [own.filter(staying), live.setAside.filter(staying)]
  return html`
    ${bulbs.length > 0 && html`<details data-own="bulbs"><summary><${Icon} name="kind-light-bulb" />Your light bulbs (${bulbs.length})</summary>
      <ul class="plain-list">${bulbs.map((bulb) => html`<${Item} key=${bulb.id} live=${live} thing=${bulb} kind="lightbulb.remove" act="Take back" said="Your light bulb is taken back." />`)}</ul></details>`}
    ${aside.length > 0 && html`<section class="stack stack--tight" data-own="set-aside"><h2 class="phone__heading">Set aside by the people leading</h2>
      <p class="quiet">Nobody here can see ${aside.length === 1 ? "this note" : "these notes"} any more. The record keeps ${aside.length === 1 ? "it" : "them"} unless you erase ${aside.length === 1 ? "it" : "them"}.</p>
      <ul class="plain-list">${aside.map((note) => html`<${Item} key=${note.id} live=${live} thing=${note} kind="note.remove" act="Erase" said="Your note is erased." />`)}</ul></section>`}`
}

/** @type {Part<{thing: {id: string, text: string | null}, kind: string, act: string, said: string}>} */
function Item({ live, thing, kind, act, said }) {
  const [asking, ask] = useState("")
  const place = useFocusKept(asking)
  const remove = async (event) => {
    const part = event.currentTarget.closest("[data-own]")
    await live.perform(kind, {}, { target_id: thing.id })
    announce(said, { now: true })
    setTimeout(() => focusOn((part.isConnected && part.querySelector("summary, button")) || document.querySelector("h1")), 100)
  }
  return html`
    <li class="note" data-thing=${thing.id} ref=${place}>
      ${thing.text ? html`<${Words} text=${thing.text} />` : html`<p class="quiet">Without words</p>`}
      ${asking
        ? html`<div class="stack stack--tight"><p>Erase this for good? You cannot undo it.</p>
            <div class="row"><button class="button button--stop" type="button" onClick=${remove}>Erase its words</button>
              <button class="button" type="button" data-first onClick=${() => ask("")}>Keep it</button></div></div>`
        : html`<p class="note__acts"><button type="button" class="button button--small" data-opens="remove" onClick=${() => ask("remove")}><${Icon} name="bin" />${act}</button></p>`}
    </li>`
}

/** What had the focus is gone: it goes on where its reader was. */
function focusOn(place) {
  if (place?.tagName === "H1") place.tabIndex = -1
  place?.focus()
}
