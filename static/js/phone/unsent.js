// Words whose question has closed before they were sent. Loaded once there are any, so that the page stays small.

import { html } from "htm/preact"
import { isNow, roundOf } from "../board/select.js"
import { isMounted } from "../interactions/index.js"
import { Copy } from "./note_acts.js"

/** A draft whose question has closed: its words are still the writer's. @type {Part} */
export function Unsent({ live, board, open, prompt }) {
  const takesNotes = prompt && !isMounted(roundOf(board, prompt.id)) && live.boot.notes_kept === "yes"
  const stray = Object.entries(live.drafts.byPrompt)
    .filter(([id, draft]) => draft.text?.trim() && !open.some((each) => each.id === id))
  const use = async (id, draft) => {
    const now = live.drafts.get(prompt.id)
    live.drafts.set(prompt.id, { ...now, text: [now.text, draft.text].filter(Boolean).join("\n\n") })
    await live.drafts.clear(id)
    live.dispatchEvent(new CustomEvent("draft", { detail: prompt.id }))
    live.dispatchEvent(new Event("change"))
  }
  const drop = async (id) => {
    await live.drafts.clear(id)
    live.dispatchEvent(new Event("change"))
  }
  const isHere = ([, { session = live.boot.session_id }]) => session === live.boot.session_id
  const earlier = stray.filter((one) => !isHere(one))
  const whence = (id, draft) => board.prompts[id]?.text ?? draft.question ?? (isHere([id, draft]) ? null : "In an earlier session")
  const item = ([id, draft]) => html`
    <section key=${id} class="sheet sheet--flat" data-unsent=${id}>
      <h2 class="phone__heading">Your unsent note</h2>
      ${whence(id, draft) && html`<p class="quiet">${whence(id, draft)}${draft.session_title && !isHere([id, draft]) && html`<span class="small" data-slot="of_session"> (${draft.session_title})</span>`}</p>`}
      <p class="note__words">${draft.text}</p>
      <p class="note__acts">
        ${takesNotes && html`<button type="button" class="button button--small" data-act="use" onClick=${() => use(id, draft)}>Use it for this question</button>`}
        <${Copy} text=${draft.text} />
        <button type="button" class="button button--small" onClick=${() => drop(id)}>Delete it</button>
      </p>
    </section>`
  const here = stray.filter(isHere)
  const isBeneath = (/** @type {[string, Draft]} */ [id]) => isNow(roundOf(board, prompt?.id ?? null)) && roundOf(board, id)?.state === "open"
  return html`${here.filter(isBeneath).map((one) => html`${item(one)}<p class="small quiet" data-slot="comes_back">It is back in its box as soon as its question is.</p>`)}
    ${here.filter((one) => !isBeneath(one)).map(item)}
    ${earlier.length > 0 && html`<details data-slot="unsent_earlier"><summary>Unsent, from an earlier session (${earlier.length})</summary><div class="stack">${earlier.map(item)}</div></details>`}`
}
