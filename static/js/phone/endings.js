// The phone when it is over: the session has ended, or its reader has left. Loaded then, so that the page stays small.

import { html } from "htm/preact"
import { useEffect, useRef } from "preact/hooks"
import { notesOn } from "../board/select.js"
import { wordsOf } from "./bulbs.js"
import { BULB } from "./lightbulb.js"
import { Copy } from "./note_acts.js"
import { OwnNote } from "./notes.js"
import { Unsent } from "./unsent.js"

/** @type {Part} */
export function SignedOut({ live, board }) {
  const unsent = html`<${Unsent} live=${live} board=${board} open=${[]} prompt=${null} />`
  const kept = live.outbox.entries.filter((entry) => entry.state !== "done")
    .map(({ op_id, kind, body }) => ({ key: op_id, text: kind.startsWith("lightbulb.") ? wordsOf(body) : body.text }))
  const held = [...kept, { key: BULB, text: wordsOf(live.typed.get(BULB)) }].filter((one) => one.text)
  return html`
    <section class="empty" data-code="left"><h1 class="empty__title">This phone is not in the event any more</h1>
      <p>To come back, scan the picture on the screen again, or type its code.</p>
      <p><a class="button button--primary" href="/">Join again</a></p></section>
    ${unsent}
    <p><button type="button" class="button button--stop" onClick=${() => forget(live)}>Erase everything of mine on this phone</button></p>
    ${held.length > 0 && html`<section class="stack stack--tight"><h2 class="phone__heading">Still on this phone</h2>
      <ul class="plain-list">${held.map(({ key, text }) => html`<li class="note" key=${key}><p class="note__words">${text}</p>
        <p><${Copy} text=${text} /></p></li>`)}</ul></section>`}`
}

/** Who left on another phone of theirs leaves nothing on this one either, once they have seen it. */
function forget(live) {
  indexedDB.deleteDatabase(live.store.name)
  location.assign("/")
}

/** @type {Part} */
export function Ended({ live, board, words }) {
  const own = notesOn(board, null).filter((note) => live.mine.has(note.id))
  const held = live.outbox.held
  return html`
    <section class="empty" data-code="ended"><h1 class="empty__title">The session has ended</h1>
      <p>Thank you for taking part. ${held > 0 && "Some of what you wrote is still on this phone. Please keep this page open until every note says “Saved”."}</p></section>
    <${Unsent} live=${live} board=${board} open=${[]} prompt=${null} />
    ${own.length > 0 && html`<section class="stack stack--tight"><h2 class="phone__heading">Your notes</h2>
      <ul class="plain-list">${own.map((note) => html`<${OwnNote} key=${note.id} live=${live} board=${board} note=${note} words=${words} />`)}</ul></section>`}
    <${Day} live=${live} />`
}

/** What comes next, one's notes of the other sessions, and one's answers: the page of the day, within this one. @type {Part} */
function Day({ live }) {
  const { event_id } = live.boot
  const place = useRef(/** @type {HTMLElement | null} */ (null))
  useEffect(() => {
    const look = () => { if (document.visibilityState === "visible") fill(live, place.current).catch(() => {}) }
    look()
    document.addEventListener("visibilitychange", look) // the event may have closed meanwhile, which no operation tells
    return () => document.removeEventListener("visibilitychange", look)
  }, [event_id])
  return html`<div class="stack" ref=${place}><p><a class="button" href=${`/e/${event_id}`}>What comes next</a></p></div>`
}

async function fill(live, place) {
  const page = new DOMParser().parseFromString(await (await fetch(`/e/${live.boot.event_id}`)).text(), "text/html")
  if (page.querySelector("[data-code=over]") && !live.isOver) {
    live.boot.over = true
    live.dispatchEvent(new Event("change"))
  }
  // Notes and light-bulbs of this session are on this page already. Everything else of it is listed and taken back here.
  for (const here of page.querySelectorAll(`:is([data-made="note"], [data-made="lightbulb"]) [data-session="${CSS.escape(live.boot.session_id)}"]`)) here.remove()
  for (const back of page.querySelectorAll("input[name=back]")) back.setAttribute("value", location.pathname + location.search)
  const parts = [...page.querySelectorAll("[data-day]")].filter((part) => part.querySelector("[data-session]") || !part.hasAttribute("data-made"))
  if (parts.length) place?.replaceChildren(...parts)
}
