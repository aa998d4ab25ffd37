// On the phone of a table's scribe: a show of hands at their table.

import { html } from "htm/preact"
import { HandsForm } from "./form.js"

/** @type {Part} */
export default function Hands({ live, board, round }) {
  return html`<${HandsForm} live=${live} board=${board} round=${round} table="at your table" />`
}
