// A session that has ended can be opened again for an hour: the plain page says until when.

import { html } from "htm/preact"

/** @type {Part} */
export function Reopen({ live }) {
  return html`<button type="button" class="button" data-act="session.reopen" onClick=${() => live.perform("session.reopen", {}, { target_id: live.boot.session_id })}>Open it again</button>`
}
