// The phone when there is nothing to answer: waiting, not keeping notes.

import { html } from "htm/preact"

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
