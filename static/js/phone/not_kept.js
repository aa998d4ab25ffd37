// For people who want no notes kept. Loaded only for them, so that the page stays small.

import { html } from "htm/preact"

/** @type {Part} */
export function NotKept({ live }) {
  if (live.boot.writes_for) return html`
    <section class="sheet sheet--flat" data-code="not_kept_for">
      <h2 class="phone__heading">Their notes are not kept</h2>
      <p>${live.boot.writes_for} does not want notes kept, and that is fine. They can still read and talk. If they change their mind, the facilitators can enter it.</p>
    </section>`
  return html`
    <section class="sheet sheet--flat">
      <h2 class="phone__heading">Your notes are not kept</h2>
      <p>You said no to keeping notes, and that is fine. You can still read and join the talk, but you cannot write notes, give dots or mark light-bulbs. Nobody else can see your answer.</p>
      <p><a href=${`/e/${live.boot.event_id}/answers?back=/s/${live.boot.session_id}`}>Change my answer</a></p>
    </section>`
}
