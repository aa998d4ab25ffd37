// The phone when there is nothing to answer: waiting, not keeping notes, an unsent note, signed out, ended.

import { html } from "htm/preact"
import { notesOn } from "../board/select.js"
import { BULB } from "./lightbulb.js"
import { Copy, OwnNote } from "./notes.js"

/** @type {Part} */
export function Waiting({ board }) {
  const closed = Object.values(board.rounds).some((round) => round.state === "closed")
  return html`
    <section class="empty" data-code=${closed ? "closed" : "waiting"}>
      <h1 class="empty__title">${closed ? "This round has closed" : "You are in"}</h1>
      <p>${closed
        ? "Thank you. The next question will appear here by itself."
        : "The first question will appear here by itself when the session begins. There is nothing you need to do."}</p>
    </section>`
}

/** @type {Part} */
export function NotKept({ live }) {
  return html`
    <section class="sheet sheet--flat">
      <h2 class="phone__heading">Your notes are not kept</h2>
      <p>You said no to keeping notes, and that is fine: read along and join the talk. Nobody else can see which answer you gave.</p>
      <p><a href=${`/s/${live.boot.session_id}/answers`}>Change my answer</a></p>
    </section>`
}

/** A draft whose question has closed: its words are still the writer's. At the end that of a light bulb too. @type {Part} */
export function Unsent({ live, board, open, prompt, isOver = false }) {
  const stray = Object.entries({ ...live.drafts.byPrompt, ...(isOver && { [BULB]: live.typed.get(BULB) }) })
    .filter(([id, draft]) => draft.text?.trim() && !open.some((each) => each.id === id))
  const use = async (id, draft) => {
    const now = live.drafts.get(prompt.id)
    live.drafts.set(prompt.id, { ...now, text: [now.text, draft.text].filter(Boolean).join("\n\n") })
    await live.drafts.clear(id)
    live.dispatchEvent(new CustomEvent("draft", { detail: prompt.id }))
    live.dispatchEvent(new Event("change"))
  }
  const drop = async (id) => {
    await (id === BULB ? live.typed : live.drafts).clear(id)
    live.dispatchEvent(new Event("change"))
  }
  return stray.map(([id, draft]) => html`
    <section key=${id} class="sheet sheet--flat" data-unsent=${id}>
      <h2 class="phone__heading">Your unsent note</h2>
      <p class="quiet">On: ${board.prompts[id]?.text ?? (id === BULB ? "a light bulb" : "an earlier question")}</p>
      <p class="note__words">${draft.text}</p>
      <p class="note__acts">
        ${prompt && html`<button type="button" class="button button--small" onClick=${() => use(id, draft)}>Use it for this question</button>`}
        <${Copy} text=${draft.text} />
        <button type="button" class="button button--small" onClick=${() => drop(id)}>Throw it away</button>
      </p>
    </section>`)
}

/** @type {Part} */
export function SignedOut({ live, board }) {
  const held = live.outbox.entries.filter((entry) => entry.state !== "done" && entry.body.text)
  const unsent = html`<${Unsent} live=${live} board=${board} open=${[]} prompt=${null} isOver />`
  return html`
    <section class="empty" data-code="left"><h1 class="empty__title">You have left</h1>
      <p>To come back, scan the picture on the screen again, or type its letters.</p>
      <p><a class="button button--primary" href="/">Join again</a></p></section>
    ${unsent}
    ${held.length > 0 && html`<section class="stack stack--tight"><h2 class="phone__heading">Still on this phone</h2>
      <ul class="plain-list">${held.map((entry) => html`<li class="note" key=${entry.op_id}><p class="note__words">${entry.body.text}</p>
        <p><${Copy} text=${entry.body.text} /></p></li>`)}</ul></section>`}`
}

/** @type {Part} */
export function Ended({ live, board, words }) {
  const own = notesOn(board, null).filter((note) => live.mine.has(note.id))
  const held = live.outbox.held
  return html`
    <section class="empty" data-code="ended"><h1 class="empty__title">The session has ended</h1>
      <p>Thank you for taking part. ${held > 0
        ? "Some of what you wrote is still on this phone. Please keep this page open until every note says “Saved”."
        : ""}</p>
      <p><a class="button" href=${`/e/${live.boot.event_id}`}>What comes next</a></p></section>
    <${Unsent} live=${live} board=${board} open=${[]} prompt=${null} isOver />
    ${own.length > 0 && html`<section class="stack stack--tight"><h2 class="phone__heading">What you handed in or shared</h2>
      <ul class="plain-list">${own.map((note) => html`<${OwnNote} key=${note.id} live=${live} board=${board} note=${note} words=${words} />`)}</ul></section>`}`
}
