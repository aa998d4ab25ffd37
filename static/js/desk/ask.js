// Asking something now: a question beside the plan, whatever is open; what was open comes back when it closes.

import { html } from "htm/preact"
import { useState } from "preact/hooks"
import { newId } from "../lib/ids.js"
import { announce } from "../lib/dom.js"
import { Icon, useFocusKept, useTyped } from "../lib/view.js"

const PROMPT_MAX_CHARS = 1_000

/** @type {Part} */
export function AskNow({ live, words }) {
  const [typed, type] = useTyped(live, "ask_now")
  const [kinds, setKinds] = useState(/** @type {string[]} */ ([]))
  const [share, setShare] = useState("everyone")
  const place = useFocusKept(typed ? "ask_now" : "")
  const ask = (event) => {
    event.preventDefault()
    const text = typed?.text?.trim()
    if (!text) return
    type(null)
    setKinds([])
    const id = newId()
    live.perform("round.add", { share, ...(kinds.length && { note_kinds: kinds }) }, { target_id: id })
    live.perform("prompt.ask", { round_id: id, text }, { target_id: newId() })
    announce("Your question is on its way to every phone and the wall.", { now: true })
  }
  if (!typed) {
    return html`<div ref=${place}><button type="button" class="button" data-opens="ask_now" data-act="ask_now" onClick=${() => type({ text: "" })}><${Icon} name="pen" />Ask something now…</button></div>`
  }
  const pick = (kind, on) => setKinds(on ? [...kinds, kind] : kinds.filter((each) => each !== kind))
  return html`
    <form class="sheet stack" ref=${place} onSubmit=${ask} data-slot="ask_now" onKeyDown=${(event) => event.key === "Escape" && type(null)}>
      <div class="field"><label for="ask-now">Ask something now</label>
        <p class="field__hint" id="ask-now-hint">It appears on every phone and on the wall at once. What people are writing is kept, and what is open now comes back when you close this question.</p>
        <textarea id="ask-now" rows="2" required maxlength=${PROMPT_MAX_CHARS} aria-describedby="ask-now-hint" data-first value=${typed.text} onInput=${(event) => type({ text: event.target.value })}></textarea></div>
      <fieldset class="choices choices--chips"><legend>Who can read the answers?</legend><div class="choices__row">
        ${["everyone", "facilitators"].map((name) => html`<label class="choice" key=${name}><input type="radio" name="ask-now-share" value=${name} checked=${share === name} onChange=${() => setShare(name)} /><span class="choice__face">${words.shares[name]}</span></label>`)}</div></fieldset>
      <details><summary>Kinds of note (optional)</summary>
        <fieldset class="choices choices--chips"><legend class="visually-hidden">Kinds of note</legend><div class="choices__row">
          ${Object.entries(words.kinds).filter(([name]) => name !== "note").map(([name, label]) => html`<label class="choice" key=${name}><input type="checkbox" value=${name} checked=${kinds.includes(name)} onChange=${(event) => pick(name, event.target.checked)} /><span class="choice__face"><${Icon} name=${`kind-${name}`} />${label}</span></label>`)}</div></fieldset></details>
      <div class="row"><button type="submit" class="button button--primary">Ask it now</button>
        <button type="button" class="button" onClick=${() => type(null)}>Cancel</button></div>
    </form>`
}
