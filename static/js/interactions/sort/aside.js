// On the desk: a pile whose name should not be read by others is set aside. Asked twice.

import { html } from "htm/preact"
import { useState } from "preact/hooks"
import { useFocusKept } from "../../lib/view.js"

/** @param {{live: Live, pile: any}} props */
export function SetAside({ live, pile }) {
  const [asking, ask] = useState(false)
  const place = useFocusKept(asking ? "aside" : "")
  return html`<div ref=${place}>${asking ? html`<p class="small">Set this pile aside? It counts no more. Its maker can still see it on “My day”.</p><div class="row">
      <button type="button" class="button button--small button--stop" onClick=${() => { ask(false); live.perform("sort.remove", {}, { target_id: pile.id }) }}>Set it aside</button>
      <button type="button" class="button button--small" data-first onClick=${() => ask(false)}>Keep it</button></div>`
    : html`<button type="button" class="button button--small" data-opens="aside" onClick=${() => ask(true)}>Set aside<span class="visually-hidden">: ${pile.title}</span></button>`}</div>`
}
