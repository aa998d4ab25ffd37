// What is written for a table: who will read it, and bringing it to everyone. Loaded where there is something for a table.

import { html } from "htm/preact"
import { useState } from "preact/hooks"
import { hintOf, mayBring } from "../board/tables.js"
import { announce } from "../lib/dom.js"
import { Icon, useFocusKept } from "../lib/view.js"

/** Who will read what is written for a table, by the rules of the step. @type {Part} */
export const Hint = ({ words, round }) => hintOf(words, "table", round)

/** A table's note, one's own or another's, brought to everyone as the table's. @type {Part} */
export function Bring({ live, board, note }) {
  const [asking, ask] = useState(false)
  const refused = live.outbox.entries.find((each) => each.kind === "note.bring" && each.target_id === note.id && each.state === "refused")
  const bring = async () => {
    ask(false)
    await live.perform("note.bring", {}, { target_id: note.id })
    announce("The note is being brought to everyone.", { now: true })
  }
  const place = useFocusKept(asking ? "bring" : "")
  if (!mayBring(board, note) || board.session?.state !== "open") return null
  return html`<div ref=${place} data-slot="bring">${asking
    ? html`<div class="stack stack--tight"><p>Bring this note to everyone, as your table’s? Nobody is told who wrote it or who brought it. You cannot undo this.</p>
      <div class="row"><button class="button button--primary" type="button" data-act="note.bring" onClick=${bring}>Bring it</button>
        <button class="button" type="button" data-first onClick=${() => ask(false)}>Not now</button></div></div>`
    : html`<button type="button" class="button button--small" data-opens="bring" onClick=${() => ask(true)}><${Icon} name="everyone" />Bring to everyone</button>`}
    ${refused && html`<p class="small" role="status">${refused.message}</p>`}</div>`
}
