// One undertaking: its words, its owner and its day, what belongs with it, what became of it, and what can be done.

import { html } from "htm/preact"
import { useState } from "preact/hooks"
import { Icon } from "../../lib/view.js"
import { dayWords } from "../parts/laid.js"
import { Piece, RefusedAct } from "../parts/said.js"
import { Choice, Write } from "../parts/write.js"
import { BECAME, BOXES, DUE, NAME, SORTS, WHY } from "./undertakings.js"

/** @param {{one: any}} props */
export function Told({ one }) {
  return html`<p class="undertaking__sort" data-sort=${one.sort}>${SORTS[one.sort]}${one.state !== "open" && html` <span class="undertaking__state" data-state=${one.state}>${BECAME[one.state]}</span>`}</p>
    <p class="note__words">${one.text}</p>
    <dl class="part__facts">
      <div data-slot="owner"><dt>Owner</dt><dd data-owned=${one.taken ? "yes" : "no"}>${one.ownedBy ?? "Nobody yet"}</dd></div>
      ${one.meantFor && !one.taken && html`<div><dt>Meant for</dt><dd>${one.meantFor}</dd></div>`}
      ${one.day && html`<div><dt>By</dt><dd>${dayWords(one.day)}</dd></div>`}
      ${one.known_by && html`<div><dt>How we will know</dt><dd>${one.known_by}</dd></div>`}
    </dl>`
}

/** @param {{live: Live, one: any, canWrite: boolean, leads?: boolean}} props */
export function Undertaking({ live, one, canWrite, leads = false }) {
  const isNew = one.version === 0
  const acts = ["undertaking.take", "undertaking.join", "undertaking.unjoin", "undertaking.decline"]
  return html`<section class="sheet undertaking" data-undertaking=${one.id} data-state=${one.state} aria-label=${SORTS[one.sort]}>
    <${Piece} live=${live} noun="undertaking" one=${one} boxes=${BOXES} canWrite=${canWrite} leads=${leads}><${Told} one=${one} /><//>
    ${one.joined.length > 0 && html`<${Joined} live=${live} one=${one} leads=${leads} canWrite=${canWrite} />`}
    ${one.became.length > 0 && html`<ul class="part__list" data-slot="became">${one.became.map((each) => html`<li key=${each.id} data-became=${each.became}>
      <${Piece} live=${live} noun="undertaking" one=${each} boxes=${each.text ? [{ ...WHY, optional: false }] : []} canWrite=${canWrite} leads=${leads}><p class="undertaking__became">${BECAME[each.became]}${each.due && html`, now by ${dayWords(each.due)}`}</p>${each.text && html`<p class="note__words">${each.text}</p>`}<//></li>`)}</ul>`}
    <${RefusedAct} live=${live} kinds=${acts} of=${one.id} />
    ${one.askedOfMe && canWrite && html`<${AskedOfMe} live=${live} proposal=${one.askedOfMe} />`}
    ${canWrite && !isNew && html`<div class="part__writes">
      ${!one.taken && html`<${Take} live=${live} one=${one} />`}
      ${one.taken && one.isOwned && html`<${Piece} live=${live} noun="undertaking" one=${one.taken} boxes=${one.taken.text ? [NAME] : []} canWrite=${canWrite} takeBack="Give it up" sure="Give this up? It goes back to “nobody yet”."><p class="part__own" data-owned="mine"><${Icon} name="tick" />You have taken this on</p><//>`}
      ${(one.mayTell || leads) && html`<${Tell} live=${live} one=${one} />`}
      ${!one.taken && (one.isMine || leads) && html`<${Propose} live=${live} one=${one} />`}
      <${Join} live=${live} one=${one} leads=${leads} />
    </div>`}
  </section>`
}

/** Only who is asked sees this; a no is told to nobody. */
function AskedOfMe({ live, proposal }) {
  return html`<div class="message" data-slot="asked_of_me"><${Icon} name="everyone" /><div class="stack stack--tight">
    <p>Somebody here asks whether you would take this on. You can say no. Nobody is told.</p>
    <p class="note__acts"><button type="button" class="button button--small" data-act="undertaking.decline" onClick=${() => live.perform("undertaking.decline", {}, { target_id: proposal.id })}>No, thank you</button></p></div></div>`
}

function Take({ live, one }) {
  const id = `undertaking.take-${one.id}`
  const roles = (now, type) => one.owners.length > 0 && html`<div class="field"><label for=${`${id}-owner`}>Do you take it on for a role or sector? <span class="field__optional">(optional)</span></label>
    <select id=${`${id}-owner`} name="owner" onChange=${(event) => type({ ...now, owner: event.target.value })}>
      <option value="" selected=${!now.owner}>No, for myself</option>${one.owners.map(([key, words]) => html`<option key=${key} value=${key} selected=${now.owner === key}>${words}</option>`)}</select></div>`
  return html`<${Write} live=${live} kind="undertaking.take" id=${id} body=${{ undertaking_id: one.id }} boxes=${[NAME]} more=${roles} choose=${(now) => ({ owner: now.owner || null })}
    isFree=${true} summary="Take this on" submit="I take this on" hint="You can give it up again." />`
}

function Tell({ live, one }) {
  const id = `undertaking.tell-${one.id}`
  const which = (now, type) => html`<${Choice} id=${id} legend="What became of it?" name="became" value=${now.became ?? "kept"} options=${Object.entries(BECAME)} onPick=${(became) => type({ ...now, became })} />`
  return html`<${Write} live=${live} kind="undertaking.tell" id=${id} body=${{ undertaking_id: one.id }} boxes=${[WHY, { ...DUE, label: "By when now?" }]} more=${which}
    choose=${(now) => ({ became: now.became ?? "kept" })} summary="Say what became of it" submit="Save" hint="Earlier answers stay, with their dates." />`
}

function Propose({ live, one }) {
  return html`${one.iAsked.map((each) => html`<${Piece} key=${each.id} live=${live} noun="undertaking" one=${each} boxes=${[]} canWrite=${true} takeBack="Take my question back"><p class="quiet small" data-slot="i_asked">You asked: ${each.text}</p><//>`)}
    <${Write} live=${live} kind="undertaking.propose" id=${`undertaking.propose-${one.id}`} body=${{ undertaking_id: one.id }} boxes=${[{ name: "text", label: "Whom would you ask?", hint: "Write the name that they gave here.", max: 120, line: true }]}
      summary="Ask somebody by name" submit="Ask them" hint="Only they can see it. They can say no, and you are not told." />`
}

function Joined({ live, one, leads, canWrite }) {
  const free = one.canPart(leads).map(({ id }) => id)
  return html`<ul class="part__list" data-slot="joined">${one.joined.map((each) => html`<li key=${each.id} data-joined=${each.id}><p class="small quiet">${one.sort === "ask" ? "An offer for this" : "The ask that this is for"}</p><p class="note__words">${each.text}</p>
    ${canWrite && free.includes(each.id) && html`<button type="button" class="button button--small" data-act="undertaking.unjoin" onClick=${() => live.perform("undertaking.unjoin", { undertaking_id: each.id }, { target_id: one.id })}>Take apart<span class="visually-hidden">: ${each.text}</span></button>`}</li>`)}</ul>`
}

/** An ask and an offer that belong together. */
function Join({ live, one, leads }) {
  const [other, choose] = useState("")
  const fitting = one.canJoin(leads)
  if (!fitting.length) return null
  const id = `join-${one.id}`
  const join = (event) => {
    event.preventDefault()
    if (!other) return
    choose("")
    live.perform("undertaking.join", { undertaking_id: other }, { target_id: one.id })
  }
  return html`<details class="part__write" data-write="undertaking.join"><summary>${one.sort === "ask" ? "Put an offer with it" : "Put it with an ask"}</summary>
    <form class="stack stack--tight" onSubmit=${join}><div class="field"><label for=${id}>${one.sort === "ask" ? "Which offer?" : "Which ask?"}</label>
      <select id=${id} required value=${other} onChange=${(event) => choose(event.target.value)}><option value="">Choose one</option>${fitting.map((each) => html`<option key=${each.id} value=${each.id}>${each.text}</option>`)}</select></div>
      <button class="button" type="submit">Put them together</button></form></details>`
}
