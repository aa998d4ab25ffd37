// On the desk: the same as on phones, and also the kind of each tension, how it was left, and how far each side is held.

import { html } from "htm/preact"
import { useEffect, useState } from "preact/hooks"
import { Tension } from "./phone.js"
import { KINDS, laid, LEFT, tensionsOn } from "./tensions.js"
import { Sheet, Write } from "./write.js"

const SOON_MS = 300
const AGAIN_MS = 10_000 // the desk is not sent who could sign what, so it asks

/** @type {Part} */
export default function Tensions({ live, board, round }) {
  const now = laid(board, live.outbox.entries)
  const tensions = tensionsOn(now)
  const held = useHeld(live, board, round)
  return html`<${Sheet} /><div class="stack" data-slot="tensions">
    <p class="small quiet">Nothing is counted. The sides are in the order in which people wrote them.</p>
    ${tensions.length === 0 && html`<div class="empty"><h3 class="empty__title">Nobody has named a tension yet</h3><p>What people name on their phones appears here.</p></div>`}
    ${tensions.map((tension) => html`<${Tension} key=${tension.key} live=${live} board=${now} tension=${tension} held=${held} canWrite leads><${Sort} live=${live} tension=${tension} /><//>`)}
    <${Write} live=${live} kind="tension.name" about=${{ round_id: round.id }} summary="Name a tension" label="What do people here disagree on?" submit="Add this tension" /></div>`
}

/** How each statement is held: nobody, somebody, or five and more. @returns {Record<string, string>} */
function useHeld(live, board, round) {
  const [held, tell] = useState({})
  const known = JSON.stringify(Object.values(board.sides ?? {}).map((side) => [side.id, side.version, side.held]))
  useEffect(() => {
    let isOld = false
    const ask = async () => {
      const answer = await fetch(`/desk/sessions/${live.boot.session_id}/rounds/${round.id}`)
      const found = answer.ok && (await answer.json())
      if (found && !isOld) tell(found.held)
    }
    const soon = setTimeout(() => ask().catch(() => {}), SOON_MS)
    const again = setInterval(() => ask().catch(() => {}), AGAIN_MS)
    return () => { isOld = true; clearTimeout(soon); clearInterval(again) }
  }, [known, round.id])
  return held
}

/** @param {{live: Live, tension: any}} props */
function Sort({ live, tension }) {
  const tell = (kind, said) => tension.places.forEach((place) => live.perform(kind, { ...place, ...said }))
  const name = `left-${tension.key}`
  return html`<div class="tension__sort">
    <fieldset class="choices choices--chips"><legend>What is it about?</legend><div class="choices__row">${Object.entries(KINDS).map(([kind, words]) => html`
      <label class="choice" key=${kind}><input type="checkbox" name=${`kind-${tension.key}`} value=${kind} checked=${tension.kinds.includes(kind)}
        onChange=${(event) => tell("tension.mark", { about: kind, applies: event.target.checked ? "yes" : "no" })} /><span class="choice__face">${words}</span></label>`)}</div></fieldset>
    <fieldset class="choices choices--chips"><legend>How do we leave it?</legend><div class="choices__row">${Object.entries(LEFT).map(([left, words]) => html`
      <label class="choice" key=${left}><input type="radio" name=${name} value=${left} checked=${tension.left === left} onChange=${() => tell("tension.leave", { left })} /><span class="choice__face">${words}</span></label>`)}</div></fieldset>
  </div>`
}
