// A piece as it stands: what can be done with it by whoever wrote it, and by the facilitators.

import { html } from "htm/preact"
import { useEffect, useState } from "preact/hooks"
import { entryFor } from "../../board/pending.js"
import { announce } from "../../lib/dom.js"
import { Icon, useFocusKept, useTyped } from "../../lib/view.js"
import { Refused } from "../../phone/note_acts.js"
import { useKeys } from "../../wall/pages.js"
import { Reword, toReword } from "./write.js"

/** Whether it is kept yet. */
export function Standing({ entry }) {
  if (entry?.state === "refused") return html`<span data-state="refused"><${Icon} name="care" />Not accepted</span>`
  if (entry) return html`<span data-state="sending"><${Icon} name="cloud" />Sending</span>`
  return html`<span data-state="saved"><${Icon} name="tick" />Yours, saved</span>`
}

/**
 * One piece: `children` are its words. Its author rewords it and takes it back; the facilitators set it aside.
 * @param {{live: Live, noun: string, one: any, boxes: any[], canWrite: boolean, leads?: boolean, foot?: any, acts?: any, takeBack?: string, sure?: string, children?: any}} props
 */
export function Piece({ live, noun, one, boxes, canWrite, leads = false, foot = null, acts = null, takeBack = "Take my words back", sure = "Take this back? Its words are erased everywhere.", children }) {
  const [typed, type] = useTyped(live, `${noun}:${one.id}`)
  const [asking, ask] = useState(false)
  const isMine = live.mine.has(one.id) && one.text !== null
  const doing = isMine && typed?.seen ? "edit" : asking ? "remove" : ""
  const place = useFocusKept(doing)
  const entry = entryFor(live.outbox.entries, one.id)
  const mayAct = doing === "" && entry?.state !== "refused"
  return html`<div class="part stack stack--tight" ref=${place}>
    ${doing === "edit" ? html`<${Reword} live=${live} kind=${`${noun}.reword`} thing=${one} boxes=${boxes} typed=${typed} type=${type} />` : children}
    ${doing !== "edit" && (foot || one.actor || isMine) && html`<p class="note__foot">${one.actor && html`<span>${one.actor}</span>`}${foot}${isMine && html`<${Standing} entry=${entry} />`}</p>`}
    ${entry?.state === "refused" && html`<${Refused} live=${live} entry=${entry} words=${live.boot.words} />`}
    ${mayAct && (isMine || leads || acts) && html`<div class="note__acts">
      ${acts}
      ${isMine && canWrite && boxes.length > 0 && html`<button type="button" class="button button--small" data-opens="edit" onClick=${() => type(/** @type {any} */ (toReword(one, boxes)))}><${Icon} name="pen" />Change the words</button>`}
      ${(isMine || (leads && one.text !== null)) && html`<button type="button" class="button button--small" data-opens="remove" aria-label=${`${isMine ? takeBack : "Set aside"}: ${(one.text ?? "").slice(0, 60)}`} onClick=${() => ask(true)}><${Icon} name="bin" />${isMine ? takeBack : "Set aside"}</button>`}</div>`}
    ${doing === "remove" && html`<${TakeBack} live=${live} noun=${noun} one=${one} isMine=${isMine} sure=${sure} done=${() => ask(false)} />`}</div>`
}

function TakeBack({ live, noun, one, isMine, sure, done }) {
  const remove = async () => {
    done()
    await live.perform(`${noun}.remove`, {}, { target_id: one.id })
    announce(isMine ? "Your words are taken back." : "It is set aside.", { now: true })
  }
  return html`<div class="stack stack--tight"><p>${isMine ? sure : "Set this aside? It leaves the wall and every phone. Its writer can still see it on “My day”."}</p>
    <div class="row"><button class="button button--stop" type="button" onClick=${remove}>${isMine ? "Take it back" : "Set it aside"}</button>
      <button class="button" type="button" data-first onClick=${done}>Keep it</button></div></div>`
}

/** Says that others have added something, in the one live region. @param {Live} live  @param {string} noun  @param {string} words */
export function useHeard(live, noun, words) {
  useEffect(() => {
    const heard = (event) => {
      if (event.detail.some((op) => op.kind.startsWith(`${noun}.`) && op.body.text && !live.mine.has(op.target_id))) announce(words)
    }
    live.addEventListener("ops", heard)
    return () => live.removeEventListener("ops", heard)
  }, [])
}

/** What was refused of an act without words of its own. @param {{live: Live, kinds: string[], of: string}} props `of`: the target, or what the body is on */
export function RefusedAct({ live, kinds, of }) {
  const is = (entry) => entry.state === "refused" && kinds.includes(entry.kind) && (entry.target_id === of || Object.values(entry.body).includes(of))
  const entry = live.outbox.entries.filter(is).at(-1)
  return entry && html`<div class="message message--care" data-code=${entry.code}><${Icon} name="care" /><p>${entry.message} <button type="button" class="button button--small" data-act="dismiss" onClick=${() => live.dismiss(entry.op_id)}>OK</button></p></div>`
}

const TURN_MS = 20_000

/** Pages of a wall turn by themselves, unless they are held. @param {number} many */
export function useTurn(many) {
  const [turn, setTurn] = useState({ page: 0, held: false })
  const by = (step) => setTurn(({ page, held }) => ({ page: (page + step + many) % Math.max(many, 1), held }))
  const hold = () => setTurn(({ page, held }) => ({ page, held: !held }))
  useKeys(by, hold)
  useEffect(() => {
    if (turn.held || many < 2) return
    const timer = setTimeout(() => by(1), TURN_MS)
    return () => clearTimeout(timer)
  }, [turn, many])
  return { page: Math.min(turn.page, Math.max(many - 1, 0)), held: turn.held, by, hold }
}
