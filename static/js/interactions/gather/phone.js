// On the phone: a break, or the plan of the day. The question waits behind it, with what was being written.

import { html } from "htm/preact"
import { useEffect, useState } from "preact/hooks"
import { Icon } from "../../lib/view.js"
import { breakEnds } from "./ends.js"

/** @type {Part<{gathered: any}>} */
export default function Gathered({ live, gathered }) {
  const ends = breakEnds(gathered)
  if (gathered.to === "plan") return html`<${Plan} live=${live} />`
  return html`<section class="empty" data-gathered="break"><${Icon} name="leaf" />
    <h1 class="empty__title">${ends ? `A break until ${ends}` : "A break"}</h1>
    <p>What you were writing is kept. This page will move on by itself.</p></section>`
}

/** @type {Part} */
function Plan({ live }) {
  const [lines, setLines] = useState(/** @type {{at: string, title: string, state: string}[] | null} */ (null))
  useEffect(() => {
    fetch(`/e/${live.boot.event_id}/plan.json`).then((answer) => (answer.ok ? answer.json() : [])).then(setLines, () => setLines([]))
  }, [live])
  return html`<section class="stack" data-gathered="plan"><h1 class="phone__heading">Today</h1>
    ${lines?.length === 0 && html`<p><a href=${`/e/${live.boot.event_id}/plan`}>See the plan of the day</a></p>`}
    <ol class="plain-list plan-lines">${(lines ?? []).map((line) => html`<li data-state=${line.state} aria-current=${line.state === "now" ? "step" : null}><span class="plan-lines__time">${line.at}</span> <span>${line.title}${line.state === "now" ? " (now)" : ""}</span></li>`)}</ol>
    <p class="quiet">What you were writing is kept.</p></section>`
}
