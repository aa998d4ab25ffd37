// “Tells of harm”: asked once, then the note leaves every screen but the desk's and its author's.

import { html } from "htm/preact"
import { useState } from "preact/hooks"
import { useFocusKept } from "../lib/view.js"

/** @type {Part<{note: any}>} */
export function Harm({ live, note }) {
  const [state, setState] = useState("")
  const place = useFocusKept(state ? "harm" : "")
  const hold = async () => {
    setState("sending")
    const form = new FormData()
    form.set("csrf_token", live.boot.csrf ?? "")
    form.set("part", "care")
    const answer = await fetch(`/desk/sessions/${live.boot.session_id}/harm/${note.id}`, { method: "POST", body: form }).catch(() => null)
    if (!answer?.ok) return setState("failed")
    document.dispatchEvent(new Event("desk-look"))
  }
  if (!state) return html`<span class="row" ref=${place}><button type="button" class="button button--small" data-opens="harm" onClick=${() => setState("asking")}>Tells of harm</button></span>`
  return html`<span class="row" ref=${place}><span class="small">${state === "failed" ? "It could not be taken away. Please try again." : "It leaves every screen but this team’s."}</span>
    <button type="button" class="button button--small button--stop" data-first data-act="harm" aria-disabled=${state === "sending"} onClick=${() => state !== "sending" && hold()}>Take it away</button>
    <button type="button" class="button button--small" onClick=${() => setState("")}>Leave it</button></span>`
}
