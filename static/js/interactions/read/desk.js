// On the desk: which narrative is read, what was marked in it, and what people wrote on it.

import { html } from "htm/preact"
import { useEffect, useState } from "preact/hooks"
import { Icon } from "../../lib/view.js"
import { Heat } from "./heat.js"
import { laid, marksOn, narrativesOn } from "./narratives.js"
import { Sheet, Text } from "./text.js"
import { Readings, Rewritings } from "./written.js"

const SOON_MS = 300

/** What a round of this kind lacks before it opens. @type {BeforeOpening} */
export const opening = (round, board) => (round.prepared === false && !Object.keys(board.narratives ?? {}).length
  ? { why: "No narrative has been chosen for this round. You can open it, and choose one there that has been cleared." } : null)

/** @type {Part} */
export default function Reading({ live, board, round }) {
  const now = laid(board, live.outbox.entries)
  const narratives = narrativesOn(now)
  const told = useTold(live, board, round)
  return html`<${Sheet} /><div class="stack" data-slot="read">
    ${narratives.length === 0 && html`<div class="message message--care" data-code="nothing_to_read"><${Icon} name="care" /><p>Nobody has anything to read yet.</p></div>`}
    <${Lay} live=${live} round=${round} offer=${told.narratives} add=${told.add} open=${narratives.length === 0} />
    ${narratives.map((narrative) => html`<${OnDesk} key=${narrative.id} live=${live} board=${now} round=${round} narrative=${narrative} spread=${told.marked[narrative.id] ?? []} />`)}</div>`
}

function OnDesk({ live, board, round, narrative, spread }) {
  const many = marksOn(board, narrative).length
  const busy = live.outbox.entries.some((entry) => entry.kind === "read.show" && entry.state === "waiting")
  const shown = board.heats?.[narrative.id]
  return html`<section class="stack" data-narrative-at-desk=${narrative.id}>
    <details class="sheet read" open><summary><span class="read__title" id=${`narrative-${narrative.id}`}>${narrative.title}</span></summary>
      ${narrative.tables.length > 0 && html`<p class="small quiet">Read at ${narrative.tables.length === 1 ? "one table" : `${narrative.tables.length} tables`}</p>`}
      <${Text} narrative=${narrative} marks=${many ? marksOn(board, narrative) : []} beside=${(line) => html`<${Heat} board=${board} narrative=${narrative} line=${line} spread=${spread} />`} />
      <div class="row"><button type="button" class="button" data-act="read.show" disabled=${!spread.length} onClick=${() => busy || live.perform("read.show", { round_id: round.id }, { target_id: narrative.id })}>${shown ? "Update what is shown" : "Show where it was marked"}</button>
        <p class="small quiet" data-state=${shown ? "shown" : "unshown"}>${shown ? "Phones and the wall show it as it was when you pressed." : "You see every line that was marked. Everybody else sees only lines that five or more people marked."}</p></div></details>
    <${Readings} live=${live} board=${board} narrative=${narrative} leads />
    <${Rewritings} live=${live} board=${board} narrative=${narrative} leads /></section>`
}

/** What nobody sends the desk; it asks again when something was marked. */
function useTold(live, board, round) {
  const [told, tell] = useState(/** @type {any} */ ({ narratives: [], marked: {}, add: "/desk" }))
  const known = JSON.stringify([Object.keys(board.marks ?? {}).length, Object.keys(board.narratives ?? {})])
  useEffect(() => {
    let isOld = false
    const ask = async () => {
      const answer = await fetch(`/desk/sessions/${live.boot.session_id}/rounds/${round.id}`)
      const found = answer.ok && (await answer.json())
      if (found && !isOld) tell(found)
    }
    const soon = setTimeout(() => ask().catch(() => {}), SOON_MS)
    const again = setInterval(() => ask().catch(() => {}), AGAIN_MS)
    return () => { isOld = true; clearTimeout(soon); clearInterval(again) }
  }, [known, round.id])
  return told
}

const AGAIN_MS = 10_000 // what a table keeps to itself is not sent here, and is counted all the same

/** Choose a narrative that the programme has cleared; for everyone or for one table. */
function Lay({ live, round, offer, add, open }) {
  const [table, sit] = useState("")
  const tables = /** @type {any[]} */ (live.boot.tables ?? [])
  const [chosen, choose] = useState("")
  const at = () => (table ? { table_id: table } : {})
  const lay = (event) => {
    event.preventDefault()
    if (chosen) live.perform("read.lay", { round_id: round.id, ...at() }, { target_id: chosen })
  }
  return html`<details class="sheet sheet--flat" data-slot="lay" open=${open}><summary>${open ? "Choose what is read" : "Let people read another narrative"}</summary><div class="stack">
    ${tables.length > 0 && html`<div class="field"><label for="lay-table">Who reads it?</label><select id="lay-table" value=${table} onChange=${(event) => sit(event.target.value)}><option value="">Everyone</option>${tables.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</select></div>`}
    ${offer.length > 0 ? html`<form class="row" onSubmit=${lay}><div class="field"><label for="lay-chosen">A narrative of the programme</label><select id="lay-chosen" value=${chosen} onChange=${(event) => choose(event.target.value)}><option value="">Choose one</option>${offer.map((one) => html`<option key=${one.id} value=${one.id}>${one.title}${one.brought_by && ` (${one.brought_by})`}</option>`)}</select></div>
      <button type="submit" class="button" data-act="lay">Let people read it</button></form>` : html`<p class="quiet" data-code="no_narratives">The programme has no cleared narrative.</p>`}
    <p class="quiet" data-slot="bring">To read another, <a href=${add} target="_blank" rel="noopener">add a narrative (opens in a new tab)</a>. Somebody else on the team clears it, and then it is offered here.</p></div></details>`
}
