// Takes a note off every screen, after asking. One that everybody could read can be brought back: the server knows which.

import { html } from "htm/preact"
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks"
import { Icon, useFocusKept } from "../../lib/view.js"

const AGAIN_MS = 500
const CHANGES = new Set(["note.remove", "notes.reveal", "words.erased"])

/** Notes for everyone that were set aside on this page, by their id: these are shown at once. @type {Map<string, Aside>} */
const fresh = new Map()

/** @type {Part} */
export function SetAside({ live, note }) {
  const [asking, ask] = useState(false)
  const place = useFocusKept(asking ? "aside" : "")
  const put = () => {
    if (note.share === "everyone") fresh.set(note.id, note)
    live.perform("note.remove", {}, { target_id: note.id })
  }
  if (!asking) return html`<span class="row" ref=${place}><button type="button" class="button button--small" data-opens="aside" aria-label=${`Set aside: ${(note.text ?? "").slice(0, 60)}`} onClick=${() => ask(true)}>Set aside</button></span>`
  return html`<span class="row" ref=${place}><button type="button" class="button button--small button--stop" data-act="note.remove" onClick=${put}>Yes, set it aside</button>
    <${Harm} live=${live} note=${note} />
    <button type="button" class="button button--small" data-first onClick=${() => ask(false)}>Keep it</button></span>`
}

/** It tells of harm: it leaves every screen but this team's and its author's, until the team decides. @type {Part<{note: any}>} */
function Harm({ live, note }) {
  const [state, setState] = useState("")
  const hold = async () => {
    setState("sending")
    const form = new FormData()
    form.set("csrf_token", live.boot.csrf ?? "")
    form.set("part", "care")
    const answer = await fetch(`/desk/sessions/${live.boot.session_id}/harm/${note.id}`, { method: "POST", body: form }).catch(() => null)
    if (!answer?.ok) return setState("failed")
    document.dispatchEvent(new Event("desk-look"))
  }
  return html`<button type="button" class="button button--small button--stop" data-act="harm" aria-disabled=${state === "sending"} onClick=${() => state !== "sending" && hold()}>It tells of harm</button>
    ${state === "failed" && html`<span class="small" role="alert">It could not be taken away. Please try again.</span>`}`
}

/** Notes on a question that were set aside, here or at another desk, to bring back. @type {Part<{promptId: string | null, back: (id: string) => void}>} */
export function WasSetAside({ live, board, promptId, back }) {
  const told = useTold(live)
  const gone = (note) => note.prompt_id === promptId && !board.notes[note.id]
  const now = [...fresh.values()].filter(gone)
  const before = told.filter((note) => gone(note) && !fresh.has(note.id))
  return html`${now.map((note) => html`<${One} key=${note.id} live=${live} note=${note} back=${back} />`)}
    ${before.length > 0 && html`<details data-slot="set_aside"><summary>Set aside (${before.length})</summary><ul class="plain-list">${before.map((note) => html`
      <li key=${note.id} class="note" data-aside=${note.id}><p class="note__words">${note.text}</p>
        <p><button type="button" class="button button--small" onClick=${() => bring(live, note, back)}>Bring it back</button></p></li>`)}</ul></details>`}`
}

/** They are on no channel any more, so the desk asks: first of all, and whenever one may have come or gone. @param {Live} live */
function useTold(live) {
  const [told, tell] = useState(/** @type {Aside[]} */ ([]))
  useEffect(() => {
    let timer = 0
    const ask = async () => {
      timer = 0
      const answer = await fetch(`/desk/sessions/${live.boot.session_id}/set-aside`).catch(() => null)
      if (!answer?.ok) return
      const found = await answer.json()
      for (const id of fresh.keys()) if (!live.view.notes[id] && !isBeingSent(live, id) && !found.some((note) => note.id === id)) fresh.delete(id) // erased by its author
      tell(found)
    }
    const heard = (event) => { if (event.detail.some((op) => CHANGES.has(op.kind))) timer ||= setTimeout(ask, AGAIN_MS) }
    void ask()
    live.addEventListener("ops", heard)
    return () => { clearTimeout(timer); live.removeEventListener("ops", heard) }
  }, [live])
  return told
}

/** @param {Live} live  @param {string} id */
const isBeingSent = (live, id) => live.outbox.entries.some((entry) => entry.target_id === id && entry.state === "waiting")

function bring(live, note, back) {
  back(note.id)
  fresh.delete(note.id)
  live.perform("notes.reveal", { note_ids: [note.id] })
}

/** @type {Part<{note: Aside, back: (id: string) => void}>} */
function One({ live, note, back }) {
  const undo = useRef(/** @type {HTMLElement | null} */ (null))
  useLayoutEffect(() => { if (!document.activeElement || document.activeElement === document.body) undo.current?.focus() }, [])
  return html`<div class="message" data-aside=${note.id}><${Icon} name="bin" /><p>Set aside, and no longer on any screen: “${note.text}” <button type="button" class="button button--small" ref=${undo} onClick=${() => bring(live, note, back)}>Bring it back</button></p></div>`
}
