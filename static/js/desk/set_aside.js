// Takes a note off every screen, after asking. One that everybody could read can be brought back while this page is open.

import { html } from "htm/preact"
import { useLayoutEffect, useRef, useState } from "preact/hooks"
import { Icon, useFocusKept } from "../lib/view.js"

/** Notes for everyone that were set aside here, by their id. @type {Map<string, Note>} */
const aside = new Map()

/** @type {Part} */
export function SetAside({ live, note }) {
  const [asking, ask] = useState(false)
  const place = useFocusKept(asking ? "aside" : "")
  const put = () => {
    if (note.share === "everyone") aside.set(note.id, note)
    live.perform("note.remove", {}, { target_id: note.id })
  }
  if (!asking) return html`<span class="row" ref=${place}><button type="button" class="button button--small" data-opens="aside" onClick=${() => ask(true)}>Set aside</button></span>`
  return html`<span class="row" ref=${place}><button type="button" class="button button--small button--stop" data-act="note.remove" onClick=${put}>Yes, set it aside</button>
    <button type="button" class="button button--small" data-first onClick=${() => ask(false)}>Keep it</button></span>`
}

/** Notes on a question that were set aside, to bring back. @type {Part<{promptId: string | null, back: (id: string) => void}>} */
export function WasSetAside({ live, board, promptId, back }) {
  const gone = [...aside.values()].filter((note) => note.prompt_id === promptId && !board.notes[note.id])
  return gone.map((note) => html`<${One} key=${note.id} live=${live} note=${note} back=${back} />`)
}

/** @type {Part<{back: (id: string) => void}>} */
function One({ live, note, back }) {
  const undo = useRef(/** @type {HTMLElement | null} */ (null))
  useLayoutEffect(() => { if (!document.activeElement || document.activeElement === document.body) undo.current?.focus() }, [])
  const bring = () => {
    back(note.id)
    live.perform("notes.reveal", { note_ids: [note.id] })
  }
  return html`<div class="message" data-aside=${note.id}><${Icon} name="bin" /><p>Set aside, and no longer on any screen: “${note.text}” <button type="button" class="button button--small" ref=${undo} onClick=${bring}>Bring it back</button></p></div>`
}
