// A light bulb: something looks different now. Marked in one tap, with words if wanted.

import { html } from "htm/preact"
import { useState } from "preact/hooks"
import { announce } from "../lib/dom.js"
import { Icon, useTyped } from "../lib/view.js"
import { NOTE_MAX_CHARS } from "./composer.js"
import { Refused } from "./notes.js"

/** What is being written about a light bulb is kept under this name. */
export const BULB = "bulb"

/** @type {Part} */
export function LightBulb({ live, prompt, words }) {
  const [typed, type] = useTyped(live, BULB)
  const text = typed?.text ?? ""
  const [open, setOpen] = useState(text !== "")
  const mark = async (event) => {
    event.preventDefault()
    type(null)
    setOpen(false)
    await live.perform("lightbulb.mark", { text: text.trim(), on: prompt?.id, share: "facilitators" })
    announce("Your light bulb is marked.", { now: true })
  }
  const waiting = live.outbox.entries.filter((entry) => entry.kind === "lightbulb.mark")
  const own = Object.values(live.board.lightbulbs).length + waiting.filter((entry) => entry.state === "waiting").length
  const refused = waiting.filter((entry) => entry.state === "refused")
  return html`
    ${refused.map((entry) => html`<${Refused} key=${entry.op_id} live=${live} entry=${entry} words=${words} />`)}
    <details open=${open} onToggle=${(event) => setOpen(event.target.open)}>
      <summary><${Icon} name="kind-light-bulb" />A light bulb went on${own > 0 ? ` (${own})` : ""}</summary>
      <form class="stack stack--tight" onSubmit=${mark}>
        <p class="quiet">Mark the moment when you see something differently. The people leading can see it.</p>
        <div class="field"><label for="bulb">I used to think… now I think… <span class="field__optional">if you like</span></label>
          <textarea id="bulb" rows="3" maxlength=${NOTE_MAX_CHARS} value=${text} onInput=${(event) => type({ text: event.target.value })}></textarea></div>
        <button class="button" type="submit">Mark it</button>
      </form>
    </details>`
}
