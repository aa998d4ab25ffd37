// A statement on a tension: its words, whether people could sign it (never as a number), and what can be done.

import { html } from "htm/preact"
import { useState } from "preact/hooks"
import { entryFor } from "../../board/pending.js"
import { announce } from "../../lib/dom.js"
import { isSamePress } from "../../lib/twice.js"
import { Icon, useFocusKept, useTyped } from "../../lib/view.js"
import { Refused } from "../../phone/note_acts.js"
import { holdOf, KINDS, LEFT } from "./tensions.js"
import { Reword, toReword } from "./write.js"

const HELD = { nobody: "Nobody has said yet that they could sign this", somebody: "Somebody could sign this", several: "Five or more people could sign this" }

/** @param {{state: string}} props nobody, somebody, or several for the desk */
export const Held = ({ state }) => html`<span class="tension__held" data-held=${state}>${state !== "nobody" && html`<${Icon} name="tick" />`}${HELD[state]}</span>`

/** Its kinds, and how it was left. */
export function Marks({ tension }) {
  if (!tension.kinds.length && tension.left === "open") return null
  return html`<p class="tension__marks" data-slot="marks">
    ${tension.kinds.length > 0 && html`<span>About ${joined(tension.kinds.map((kind) => KINDS[kind].toLowerCase()))}</span>`}
    ${tension.left !== "open" && html`<span class="tension__left" data-left=${tension.left}>${LEFT[tension.left]}</span>`}</p>`
}

const joined = (words) => (words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`)

export function SaidWords({ one }) {
  return html`${one.stance === "neither" && html`<p class="tension__neither">Neither, because</p>`}
    <p class="note__words">${one.text}</p>
    ${one.protects && html`<p class="tension__protects"><span>What this protects</span> ${one.protects}</p>`}`
}

/** One side or neither. `held`: what the desk knows about who holds it. @param {{live: Live, board: Board, one: any, held?: string, canWrite: boolean, leads?: boolean}} props */
export function Said({ live, board, one, held, canWrite, leads = false }) {
  const [typed, type] = useTyped(live, `tension:${one.id}`)
  const [asking, ask] = useState(false)
  const isMine = live.mine.has(one.id)
  const doing = typed?.seen ? "edit" : asking ? "remove" : ""
  const place = useFocusKept(doing)
  const entry = entryFor(live.outbox.entries, one.id)
  const signable = doing === "" && one.stance === "side" && one.version > 0 && canWrite
  const hold = signable ? holdOf(board, live.mine, one) : null
  return html`<li class=${`tension__said tension__said--${one.stance}`} data-side=${one.id} data-stance=${one.stance} ref=${place}>
    ${doing === "edit" ? html`<${Reword} live=${live} thing=${one} typed=${typed} type=${type} />` : html`<${SaidWords} one=${one} />`}
    ${doing !== "edit" && html`<p class="note__foot">${one.actor && html`<span>${one.actor}</span>`}
      ${one.stance === "side" && html`<${Held} state=${held ?? (one.held ? "somebody" : "nobody")} />`}
      ${isMine && html`<${Standing} entry=${entry} />`}</p>`}
    ${entry?.state === "refused" && html`<${Refused} live=${live} entry=${entry} words=${live.boot.words} />`}
    ${signable && html`<${Signed} live=${live} side=${one} hold=${hold} />`}
    ${doing === "" && entry?.state !== "refused" && (isMine || leads || signable) && html`<div class="note__acts">
      ${signable && html`<${SignAct} live=${live} side=${one} hold=${hold} />`}
      ${isMine && canWrite && html`<button type="button" class="button button--small" data-opens="edit" onClick=${() => type(toReword(one))}><${Icon} name="pen" />Change the words</button>`}
      ${(isMine || leads) && html`<button type="button" class="button button--small" data-opens="remove" aria-label=${`${isMine ? "Take my words back" : "Set aside"}: ${(one.text ?? "").slice(0, 60)}`} onClick=${() => ask(true)}><${Icon} name="bin" />${isMine ? "Take my words back" : "Set aside"}</button>`}</div>`}
    ${doing === "remove" && html`<${TakeBack} live=${live} one=${one} isMine=${isMine} done=${() => ask(false)} />`}
  </li>`
}

function Standing({ entry }) {
  if (entry?.state === "refused") return html`<span data-state="refused"><${Icon} name="care" />Not accepted</span>`
  if (entry) return html`<span data-state="sending"><${Icon} name="cloud" />Sending</span>`
  return html`<span data-state="saved"><${Icon} name="tick" />Yours, saved</span>`
}

const refusedSign = (live, side, hold) => !(hold && !hold.isOld) && live.outbox.entries.filter((entry) => entry.kind === "tension.sign" && entry.state === "refused" && entry.body.side_id === side.id).at(-1)

/** “I could sign this” is valid for the words that were read. @param {{live: Live, side: any, hold: any}} props */
function Signed({ live, side, hold }) {
  const refused = refusedSign(live, side, hold)
  return html`${hold?.isOld && html`<p class="tension__changed" data-code="changed_since">The words have changed since you said you could sign them.</p>`}
    ${refused && html`<p class="tension__changed" data-code=${refused.code}>${refused.message}</p>`}
    ${hold && !hold.isOld && html`<p class="tension__own" data-signed="yes"><${Icon} name="tick" />You could sign this</p>`}`
}

/** Nobody learns who does it. @param {{live: Live, side: any, hold: any}} props */
function SignAct({ live, side, hold }) {
  const refused = refusedSign(live, side, hold)
  const sign = (event) => {
    if (isSamePress(event, side.id)) return
    if (refused) live.dismiss(refused.op_id)
    live.perform("tension.sign", { side_id: side.id, version: side.version })
  }
  const unsign = (event) => isSamePress(event, side.id) || live.perform("tension.unsign", {}, { target_id: hold.id })
  return hold && !hold.isOld
    ? html`<button type="button" class="button button--small" data-act="tension.unsign" onClick=${unsign}>Not any more</button>`
    : html`<button type="button" class="button button--small" data-act="tension.sign" onClick=${sign}>I could sign this<span class="visually-hidden">: ${side.text}</span></button>`
}

function TakeBack({ live, one, isMine, done }) {
  const remove = async () => {
    done()
    await live.perform("tension.remove", {}, { target_id: one.id })
    announce(isMine ? "Your words are taken back." : "It is set aside.", { now: true })
  }
  return html`<div class="stack stack--tight"><p>${isMine ? "Take this back? Its words are erased everywhere." : "Set this aside? It leaves the wall and every phone. Its writer can still see it on “My day”."}</p>
    <div class="row"><button class="button button--stop" type="button" onClick=${remove}>${isMine ? "Take it back" : "Set it aside"}</button>
      <button class="button" type="button" data-first onClick=${done}>Keep it</button></div></div>`
}

/** The words of a tension that somebody named, with what its author may do. */
export function Named({ live, tension, canWrite, leads = false, level = "h2" }) {
  const [typed, type] = useTyped(live, `tension:${tension.id}`)
  const [asking, ask] = useState(false)
  const isMine = tension.named && live.mine.has(tension.id) && tension.text !== null
  const mayRemove = isMine || (leads && tension.named && tension.text !== null)
  const doing = isMine && typed?.seen ? "edit" : asking ? "remove" : ""
  const place = useFocusKept(doing)
  const entry = tension.named ? entryFor(live.outbox.entries, tension.id) : null
  return html`<div class="stack stack--tight" ref=${place}>
    ${doing === "edit" ? html`<${Reword} live=${live} thing=${tension} typed=${typed} type=${type} />`
      : html`<${level} class="tension__words">${tension.text ?? "These words were removed."}</${level}>`}
    ${!leads && html`<${Marks} tension=${tension} />`}
    ${(tension.actor || isMine) && html`<p class="note__foot">${tension.actor && html`<span>${tension.actor}</span>`}${isMine && html`<${Standing} entry=${entry} />`}</p>`}
    ${entry?.state === "refused" && html`<${Refused} live=${live} entry=${entry} words=${live.boot.words} />`}
    ${mayRemove && doing === "" && entry?.state !== "refused" && html`<div class="note__acts">
      ${isMine && canWrite && html`<button type="button" class="button button--small" data-opens="edit" onClick=${() => type(toReword(tension))}><${Icon} name="pen" />Change the words</button>`}
      <button type="button" class="button button--small" data-opens="remove" aria-label=${`${isMine ? "Take my words back" : "Set aside"}: ${(tension.text ?? "").slice(0, 60)}`} onClick=${() => ask(true)}><${Icon} name="bin" />${isMine ? "Take my words back" : "Set aside"}</button></div>`}
    ${doing === "remove" && html`<${TakeBack} live=${live} one=${tension} isMine=${isMine} done=${() => ask(false)} />`}</div>`
}
