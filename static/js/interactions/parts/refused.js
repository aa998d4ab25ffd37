// What was not accepted is also said at the fold in which it was written: that is where its writer still looks.

import { html } from "htm/preact"
import { useEffect, useRef } from "preact/hooks"
import { announce } from "../../lib/dom.js"
import { Icon } from "../../lib/view.js"

/**
 * The last piece that was refused of what a fold sends. @param {Live} live  @param {string} kind  @param {any} about  what all that it sends is on
 * @returns {Held | null}
 */
export function useRefused(live, kind, about) {
  const is = (entry) => entry.state === "refused" && entry.kind === kind && Object.entries(about).every(([name, value]) => (entry.body[name] ?? null) === (value ?? null))
  const entry = live.outbox.entries.filter(is).at(-1) ?? null
  const known = useRef(entry?.op_id)
  useEffect(() => {
    if (entry && known.current !== entry.op_id) announce(`What you wrote was not accepted. ${entry.message}`, { now: true })
    known.current = entry?.op_id
  }, [entry?.op_id])
  return entry
}

/** `again` puts its words back into the form. @param {{live: Live, entry: any, again: (body: any) => void}} props */
export function RefusedHere({ live, entry, again }) {
  if (!entry) return null
  const write = () => { live.dismiss(entry.op_id); again(entry.body) }
  return html`<div class="message message--care" data-slot="refused_here" data-code=${entry.code}><${Icon} name="care" /><div class="stack stack--tight"><p><strong>What you wrote here was not accepted.</strong> ${entry.message}</p>
    <p class="note__acts"><button type="button" class="button button--small" data-act="write_again" onClick=${write}>Write it again</button></p></div></div>`
}
