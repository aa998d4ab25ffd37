// What tables asked to leave out of their talk: which part, never by whom.

import { html } from "htm/preact"
import { Icon } from "../lib/view.js"

const clock = (at) => new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })

/** @type {Part} */
export function LeftOut({ board }) {
  const stretches = Object.entries(board.left_out).sort(([, a], [, b]) => (a.to < b.to ? 1 : -1))
  if (!stretches.length) return null
  return html`
    <section class="sheet" aria-labelledby="left-out-title" data-slot="left_out">
      <h2 class="desk__heading" id="left-out-title"><${Icon} name="sound-off" />Left out</h2>
      <ul class="plain-list small">${stretches.map(([id, one]) => html`
        <li key=${id} data-left-out=${id}>${one.table && `${one.table}: `}${clock(one.from)} to ${clock(one.to)}</li>`)}</ul>
      <p class="small quiet">Nobody hears or reads these parts of the talk. They are erased when the event is closed.</p>
    </section>`
}
