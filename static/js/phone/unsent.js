// Words whose question has closed before they were sent. Loaded once there are any, so that the page stays small.

import { html } from "htm/preact"
import { Copy } from "./notes.js"

/** A draft whose question has closed: its words are still the writer's. @type {Part} */
export function Unsent({ live, board, open, prompt }) {
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
  return stray.map(([id, draft]) => html`
    <section key=${id} class="sheet sheet--flat" data-unsent=${id}>
      <h2 class="phone__heading">Your unsent note</h2>
      <p class="quiet">On: ${board.prompts[id]?.text ?? "an earlier question"}</p>
      <p class="note__words">${draft.text}</p>
      <p class="note__acts">
        ${prompt && html`<button type="button" class="button button--small" onClick=${() => use(id, draft)}>Use it for this question</button>`}
        <${Copy} text=${draft.text} />
        <button type="button" class="button button--small" onClick=${() => drop(id)}>Throw it away</button>
      </p>
    </section>`)
}
