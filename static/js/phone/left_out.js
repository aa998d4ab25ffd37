// What is left out of the talk at this phone's table: which part, never who asked.

import { html } from "htm/preact"
import { Icon } from "../lib/view.js"

const clock = (at) => new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })

/** @type {Part} */
export function LeftOut({ live, board }) {
  const parts = Object.values(board.left_out).sort((a, b) => (a.to < b.to ? -1 : 1)).map(({ from, to }) => `${clock(from)} to ${clock(to)}`)
  return html`<section class="sheet sheet--flat" data-slot="left_out"><p class="small"><${Icon} name="sound-off" /> Somebody asked to leave out the talk from ${parts.join(", and from ")}.
    <a href=${`/s/${live.boot.session_id}/leave-out`}>Look at this</a></p></section>`
}
