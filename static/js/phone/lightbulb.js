// A light bulb: something looks different now. Its form is loaded when it is opened, or a little later.

import { html } from "htm/preact"
import { useEffect, useState } from "preact/hooks"
import { Icon } from "../lib/view.js"

export const BULB = "bulb"
const LATER_MS = 10_000

/** @type {Part<Unasked>} */
export function LightBulb({ live, ...rest }) {
  const [part, load] = useState(/** @type {any} */ ({}))
  const [open, setOpen] = useState(!!live.typed.byPrompt[BULB])
  const marks = live.outbox.entries.filter((entry) => entry.kind === "lightbulb.mark")
  const refused = marks.filter((entry) => entry.state === "refused")
  const wanted = open || refused.length > 0
  useEffect(() => {
    const timer = setTimeout(() => import("./bulbs.js").then(load, () => {}), wanted ? 0 : LATER_MS)
    return () => clearTimeout(timer)
  }, [wanted, live.status])
  return html`
    ${part.Form && refused.map((entry) => html`<${part.RefusedBulb} key=${entry.op_id} live=${live} entry=${entry} ...${rest} />`)}
    ${live.isOver ? part.Unmarked && html`<${part.Unmarked} live=${live} />` : html`<details data-slot="bulb" open=${open} onToggle=${(event) => setOpen(event.target.open)}>
      <summary><${Icon} name="kind-light-bulb" />A light-bulb went on</summary>
      ${open && part.Form && html`<${part.Form} live=${live} ...${rest} done=${() => setOpen(false)} />`}
    </details>`}`
}
