// On the desk: the same as on phones; besides, how much each table keeps to itself, and how deep people see each one lie.

import { html } from "htm/preact"
import { useEffect, useState } from "preact/hooks"
import { AtTables } from "../../desk/tables.js"
import { Icon } from "../../lib/view.js"
import { assumptionsOn, laid } from "./assumptions.js"
import { Spread } from "./depth.js"
import { Assumption, Name } from "./phone.js"
import { Sheet } from "./write.js"

const SOON_MS = 300
const AGAIN_MS = 5_000 // nobody sends the desk what tables keep and where people place things: it asks
const ENOUGH = 5

/** @type {Part} */
export default function Assumptions({ live, board, round }) {
  const now = laid(board, live.outbox.entries)
  const assumptions = assumptionsOn(now)
  const { tables, spreads } = useTold(live, board, round)
  const many = Object.fromEntries(tables.map((table) => [table.id, table.words]))
  return html`<${Sheet} /><div class="stack" data-slot="assumptions">
    <${AtTables} tables=${tables} many=${many} round=${round} />
    ${assumptions.length === 0 && html`<div class="empty"><h3 class="empty__title">No assumption for you to read yet</h3><p>What people hand in, or bring to everyone, appears here.</p></div>`}
    ${assumptions.map((one) => html`<${Assumption} key=${one.key} live=${live} board=${now} one=${one} round=${round} canWrite leads><${Depths} live=${live} one=${one} spreads=${spreads} /><//>`)}
    <${Name} live=${live} board=${now} round=${round} many=${assumptions.length} /></div>`
}

/** How its placings are spread, for the desk alone until it is shown. @param {{live: Live, one: any, spreads: any}} props */
function Depths({ live, one, spreads }) {
  const place = one.places[0]
  const spread = spreads[`${place.round_id} ${place.assumption_id}`]
  if (!spread) return html`<p class="small quiet" data-code="not_placed">Nobody has placed it yet.</p>`
  const isShown = one.spread && Object.keys(spread.now).every((depth) => spread.now[depth] === one.spread.now[depth])
  return html`<${Spread} spread=${spread} />
    ${spread.people < ENOUGH ? html`<p class="small quiet">You alone can see this. It can be shown once five people have placed it.</p>`
      : !isShown && html`<p><button type="button" class="button button--small" data-act="assumption.spread" onClick=${() => live.perform("assumption.spread", place)}><${Icon} name="everyone" />${one.spread ? "Show it as it is now" : "Show this to everyone"}</button></p>`}`
}

/** @returns {{tables: any[], spreads: Record<string, any>}} */
function useTold(live, board, round) {
  const [told, tell] = useState({ tables: [], spreads: {} })
  const known = Object.keys(board.assumptions ?? {}).length
  useEffect(() => {
    let isOld = false
    const ask = async () => {
      const answer = await fetch(`/desk/sessions/${live.boot.session_id}/rounds/${round.id}`)
      const found = answer.ok && (await answer.json())
      if (found && !isOld) tell(found)
    }
    const look = () => { if (document.visibilityState === "visible") ask().catch(() => {}) }
    const soon = setTimeout(look, SOON_MS)
    const again = setInterval(look, AGAIN_MS)
    return () => { isOld = true; clearTimeout(soon); clearInterval(again) }
  }, [known, round.id])
  return told
}
