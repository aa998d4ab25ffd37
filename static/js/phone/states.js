// The phone when there is nothing to answer: waiting, not keeping notes, an unsent note.

import { html } from "htm/preact"
import { Copy } from "./notes.js"

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
      <p><a href=${`/e/${live.boot.event_id}/answers?back=/s/${live.boot.session_id}`}>Change my answer</a></p>
    </section>`
}

/** A draft whose question has closed: its words are still the writer's. @type {Part} */
export function Unsent({ live, board, open, prompt }) {
  const stray = Object.entries(live.drafts.byPrompt)
    .filter(([id, draft]) => draft.text?.trim() && !open.some((each) => each.id === id))
  const use = async (id, draft) => {
    const now = live.drafts.get(prompt.id)
    live.drafts.set(prompt.id, { ...now, text: [now.text, draft.text].filter(Boolean).join("\n\n") })
    await live.drafts.clear(id)
    live.dispatchEvent(new CustomEvent("draft", { detail: prompt.id }))
    live.dispatchEvent(new Event("change"))
  }
  const drop = async (id) => {
    await live.drafts.clear(id)
    live.dispatchEvent(new Event("change"))
  }
  return stray.map(([id, draft]) => html`
    <section key=${id} class="sheet sheet--flat" data-unsent=${id}>
      <h2 class="phone__heading">Your unsent note</h2>
      <p class="quiet">On: ${board.prompts[id]?.text ?? "an earlier question"}</p>
      <p class="note__words">${draft.text}</p>
      <p class="note__acts">
        ${prompt && html`<button type="button" class="button button--small" onClick=${() => use(id, draft)}>Use it for this question</button>`}
        <${Copy} text=${draft.text} />
        <button type="button" class="button button--small" onClick=${() => drop(id)}>Throw it away</button>
      </p>
    </section>`)
}
