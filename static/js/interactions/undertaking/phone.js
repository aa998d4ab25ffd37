// On the phone: write what you ask, offer or promise; take something on; say what became of it.

import { html } from "htm/preact"
import { NotKept } from "../../phone/not_kept.js"
import { useHeard } from "../parts/said.js"
import { Choice, Sheets, Write } from "../parts/write.js"
import { Undertaking } from "./one.js"
import { BOXES, laid, ownersOf, SORTS, sortsOf, undertakingsOn } from "./undertakings.js"

/** @type {Part} */
export default function Undertakings({ live, board, round, sees }) {
  const all = undertakingsOn(laid(board, live.outbox.entries), live.mine)
  const keeps = live.boot.notes_kept === "yes"
  const canWrite = keeps && !sees
  useHeard(live, "undertaking", "Somebody has written something or taken something on.")
  return html`<${Sheets} names=${["undertaking"]} /><div class="stack" data-slot="undertakings">
    ${!keeps && !sees && html`<${NotKept} live=${live} />`}
    ${canWrite && html`<${Add} live=${live} round=${round} />`}
    <p class="quiet small">Nobody owns anything until they take it on themselves.</p>
    ${all.length === 0 && html`<p class="quiet" data-code="no_undertakings">Nobody has written anything yet.</p>`}
    ${all.map((one) => html`<${Undertaking} key=${one.id} live=${live} one=${one} canWrite=${canWrite} />`)}
  </div>`
}

/** @param {{live: Live, round: Round}} props */
export function Add({ live, round }) {
  const sorts = sortsOf(round)
  const owners = ownersOf(round)
  const id = `undertaking.add-${round.id}`
  const sortOf = (now) => (sorts.includes(now.sort) ? now.sort : sorts[0])
  const isOwn = (now) => now.own ?? sortOf(now) === "promise"
  const choices = (now, type) => html`${sorts.length > 1 && html`<${Choice} id=${id} legend="What is it?" name="sort" value=${sortOf(now)} options=${sorts.map((sort) => [sort, SORTS[sort]])} onPick=${(sort) => type({ ...now, sort })} />`}
    <label class="part__tick"><input type="checkbox" name="own" checked=${isOwn(now)} onChange=${(event) => type({ ...now, own: event.target.checked })} /><span>I take this on myself</span></label>
    ${isOwn(now) && html`<div class="field"><label for=${`${id}-called`}>How should people call you as its owner?</label>
      <input type="text" id=${`${id}-called`} name="called" maxlength="120" autocomplete="off" value=${now.called ?? ""} onInput=${(event) => type({ ...now, called: event.target.value })} /></div>`}
    ${!isOwn(now) && owners.length > 0 && html`<div class="field"><label for=${`${id}-owner`}>Who is it meant for? <span class="field__optional">(optional)</span></label>
      <select id=${`${id}-owner`} name="owner" onChange=${(event) => type({ ...now, owner: event.target.value })}>
        <option value="" selected=${!now.owner}>Nobody yet</option>${owners.map(([key, words]) => html`<option key=${key} value=${key} selected=${now.owner === key}>${words}</option>`)}</select></div>`}`
  const take = (entry, now) => {
    const called = (now.called ?? "").trim()
    return isOwn(now) && called ? live.perform("undertaking.take", { undertaking_id: entry.target_id, text: called }) : null
  }
  return html`<${Write} live=${live} kind="undertaking.add" id=${id} body=${{ round_id: round.id, share: "everyone" }} boxes=${BOXES} more=${choices}
    choose=${(now) => ({ sort: sortOf(now), owner: (!isOwn(now) && now.owner) || null })} then=${take}
    summary=${sorts.length === 1 ? `Write: ${SORTS[sorts[0]].toLowerCase()}` : "Write something new"} submit="Add it" hint="Everybody here can read it. You can change the words later." />`
}
