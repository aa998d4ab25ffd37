// On the desk: how each card is spread, and the button that shows it to everyone.

import { html } from "htm/preact"
import { useEffect, useState } from "preact/hooks"
import { counted } from "../../lib/said.js"
import { Icon } from "../../lib/view.js"
import { Sheet, Spread } from "./line.js"

const SOON_MS = 300
const SMALL_GROUP = 5 // twin of retreat/consent/counts.py

/** What the desk does before it closes a round. @type {BeforeClosing} */
export const before = (round, board) => Object.values(board.positions ?? {}).some(({ round_id }) => round_id === round.id) && !board.spreads?.[round.id]
  ? { what: "positions.show", press: "Show the positions", title: "Show the positions", why: "Show them when people have placed the cards. You see the dots below first." }
  : null

/** @type {Part} */
export default function Positions({ live, board, round }) {
  const [told, tell] = useState(/** @type {any} */ ({ spread: [] }))
  const latest = Object.values(board.positions).map((each) => each.at).sort().at(-1)
  useEffect(() => {
    let isOld = false
    const ask = async () => {
      const answer = await fetch(`/desk/sessions/${live.boot.session_id}/rounds/${round.id}`)
      const found = answer.ok && (await answer.json())
      if (found && !isOld) tell(found)
    }
    const timer = setTimeout(() => ask().catch(() => {}), SOON_MS)
    return () => { isOld = true; clearTimeout(timer) }
  }, [latest, round.id])
  const shown = board.spreads?.[round.id]
  const busy = live.outbox.entries.some((entry) => entry.kind === "positions.show" && entry.state === "waiting")
  // A dot that is new between two looks at the spread may be told to be somebody's.
  const since = shown ? Object.values(board.positions).filter((each) => each.round_id === round.id && each.at > shown.at).length : 0
  return html`<${Sheet} />
    ${since > 0 && since < SMALL_GROUP && html`<div class="message message--care" data-slot="few_since"><${Icon} name="care" /><p>${counted(since, "card has", "cards have")} been placed since you showed the dots. If you update them now, the room may see whose they are. It is better to wait until more people have moved.</p></div>`}
    <div class="row"><button type="button" class="button button--primary" data-act="positions.show" disabled=${!told.spread.length} aria-disabled=${busy}
        onClick=${() => busy || live.perform("positions.show", {}, { target_id: round.id })}>${shown ? "Update what is shown" : "Show the positions"}</button>
      <p class="small quiet" data-state=${shown ? "shown" : "unshown"}>${shown
        ? "The wall and the phones show the dots as they were when you pressed."
        : "You see all the dots, without names. Everybody sees the dots when you show them. Groups of fewer than five are shown without the group’s name."}</p></div>
    ${told.spread.length ? html`<${Spread} round=${round} spread=${told.spread} none="Nobody has placed this card yet." board=${board} />`
      : html`<div class="empty"><h3 class="empty__title">Nobody has placed a card yet</h3><p>What people place appears here as dots on a line.</p></div>`}`
}
