// On the desk: a show of hands in the room.

import { html } from "htm/preact"
import { HandsForm } from "./form.js"

/** @type {Part} */
export default function Hands({ live, board, round }) {
  return html`<${HandsForm} live=${live} board=${board} round=${round} table=${null} />`
}
