// What must not be recorded now: it depends on who sits where and what they answered, so the desk asks; never who.

import { html } from "htm/preact"
import { useEffect, useState } from "preact/hooks"
import { counted } from "../lib/said.js"
import { Icon } from "../lib/view.js"

const AGAIN_MS = 10_000
const CHANGES = new Set(["round.open", "round.close"])

/** @typedef {{table: string | null, why: string, people: number}} Unrecorded */

/** @type {Part} */
export function Sound({ live }) {
  const [told, tell] = useState(/** @type {Unrecorded[]} */ (live.boot.unrecorded ?? []))
  const here = live.presence
  useEffect(() => {
    const ask = async () => {
      const answer = await fetch(`/desk/sessions/${live.boot.session_id}/not-recorded`).catch(() => null)
      if (answer?.ok) tell(await answer.json())
    }
    const heard = (event) => { if (event.detail.some((op) => CHANGES.has(op.kind))) void ask() }
    void ask()
    const timer = setInterval(ask, AGAIN_MS)
    live.addEventListener("ops", heard)
    return () => { clearInterval(timer); live.removeEventListener("ops", heard) }
  }, [live, here?.joined, here?.here])
  const shown = told.filter((one) => one.why !== "planned") // that is said above, for good
  if (!shown.length) return null
  return html`
    <section class="sheet" aria-labelledby="sound-title" data-slot="unrecorded">
      <h2 class="desk__heading" id="sound-title"><${Icon} name="sound-off" />Do not record</h2>
      <ul class="plain-list small">${shown.map((one) => html`<li key=${one.table ?? one.why} data-why=${one.why}>${SAYS[one.why]?.(one)}</li>`)}</ul>
    </section>`
}

const SAYS = {
  not_agreed: (one) => html`<strong>${one.table ?? "This session"}:</strong> not everybody there has agreed.`,
  step: () => "This step is planned without a recording.",
  no_table: (one) => `${counted(one.people, "person has", "people have")} no table yet. Until then, do not record at any table.`,
}
