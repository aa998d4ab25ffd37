// What somebody wrote on an assumption: its words, whose they are as far as that is told, and what can be done.

import { html } from "htm/preact"
import { useState } from "preact/hooks"
import { entryFor } from "../../board/pending.js"
import { hintOf } from "../../board/tables.js"
import { announce } from "../../lib/dom.js"
import { Icon, Share, SHARE_ICONS, useFocusKept, useTyped } from "../../lib/view.js"
import { Radios } from "../../phone/composer.js"
import { Refused } from "../../phone/note_acts.js"
import { OUTCOMES, SHARES } from "./assumptions.js"
import { Reword, sharesIn, toReword } from "./write.js"

export function SaidWords({ one }) {
  return html`${one.part === "outcome" && html`<p class="assumption__outcome" data-outcome=${one.outcome}>${OUTCOMES[one.outcome]}</p>`}
    ${one.text && html`<p class="note__words">${one.text}</p>`}
    ${(one.who || one.by_when) && html`<p class="assumption__task">${one.who && html`<span><span class="assumption__asked">Who</span> ${one.who}</span>`}${one.by_when && html`<span><span class="assumption__asked">By when</span> ${one.by_when}</span>`}</p>`}`
}

/** From where it comes: its author, as far as that is told, or the table that brought it. */
export const Source = ({ one }) => (one.named === false ? html`<span data-slot="example">An example to begin with</span>` : one.from_table ? html`<span data-slot="from_table"><${Icon} name="table" />From ${one.from_table}</span>` : one.actor && html`<span>${one.actor}</span>`)

/** What its reader may do with anything written here. @param {{live: Live, board: Board, one: any, canWrite: boolean, leads?: boolean, words: any, along?: any[], children?: any}} props `along`: what stands on it */
export function Said({ live, board, one, canWrite, leads = false, words, along = [], children = null }) {
  const [typed, type] = useTyped(live, `assumption:${one.id}`)
  const [asking, ask] = useState("")
  const isMine = live.mine.has(one.id)
  const doing = typed?.seen ? "edit" : asking
  const place = useFocusKept(doing)
  const entry = entryFor(live.outbox.entries, one.id)
  const round = board.rounds[one.round_id]
  const { shares } = sharesIn(live, round)
  const isTables = one.share === "table" && round?.who?.tables === "bring"
  const wider = isTables ? [] : shares.filter((share) => SHARES.indexOf(share) > SHARES.indexOf(one.share))
  const isKept = entry?.state !== "refused" && one.version > 0
  const bring = isKept && (leads ? one.share === "facilitators" : isTables)
  const found = along.filter((each) => each.share === one.share && each.text !== null && each.version > 0) // half a picture would mislead
  const acts = doing === "" && entry?.state !== "refused"
  return html`<div class="assumption__thing" ref=${place}>
    ${doing === "edit" ? html`<${Reword} live=${live} thing=${one} typed=${typed} type=${type} />` : words}
    <p class="note__foot"><${Source} one=${one} />${(one.part !== "assumption" && one.named === undefined || one.share !== "everyone") && html`<${Share} name=${one.share} words=${live.boot.words} />`}${isMine && html`<${Standing} entry=${entry} />`}</p>
    ${entry?.state === "refused" && html`<${Refused} live=${live} entry=${entry} words=${live.boot.words} />`}
    ${children}
    ${acts && (isMine || leads || bring) && html`<div class="note__acts">
      ${isMine && canWrite && one.text && html`<button type="button" class="button button--small" data-opens="edit" onClick=${() => type(toReword(one))}><${Icon} name="pen" />Change the words</button>`}
      ${isMine && canWrite && !leads && wider.length > 0 && html`<button type="button" class="button button--small" data-opens="share" onClick=${() => ask("share")}><${Icon} name="share" />Share</button>`}
      ${bring && html`<button type="button" class="button button--small" data-opens="bring" onClick=${() => ask("bring")}><${Icon} name="everyone" />${leads ? "Show to everyone" : "Bring to everyone"}</button>`}
      ${(isMine || leads) && html`<button type="button" class="button button--small" data-opens="remove" aria-label=${`${isMine ? "Take my words back" : "Set aside"}: ${(one.text ?? "").slice(0, 60)}`} onClick=${() => ask("remove")}><${Icon} name="bin" />${isMine ? "Take my words back" : "Set aside"}</button>`}</div>`}
    ${doing === "share" && html`<${ShareMore} live=${live} one=${one} round=${round} shares=${wider} done=${() => ask("")} />`}
    ${doing === "bring" && html`<${Sure} says=${leads ? `Show this to everyone${withFound(found.length)}? Nobody is told who wrote it.` : `Bring this to everyone, as your table’s${withFound(found.length)}? Nobody is told who wrote it or who brought it. You cannot undo this.`}
      along=${found} yes=${leads ? "Show it" : "Bring it"} act="assumption.bring" live=${live} one=${one} said="It is shown to everyone." done=${() => ask("")} />`}
    ${doing === "remove" && html`<${Sure} stop says=${isMine ? "Take this back? Its words are erased everywhere." : "Set this aside? It leaves the wall and every phone. Its writer can still see it on “My day”."}
      yes=${isMine ? "Take it back" : "Set it aside"} act="assumption.remove" live=${live} one=${one} said=${isMine ? "Your words are taken back." : "It is set aside."} done=${() => ask("")} />`}
  </div>`
}

function Standing({ entry }) {
  if (entry?.state === "refused") return html`<span data-state="refused"><${Icon} name="care" />Not accepted</span>`
  if (entry) return html`<span data-state="sending"><${Icon} name="cloud" />Sending</span>`
  return html`<span data-state="saved"><${Icon} name="tick" />Yours, saved</span>`
}

const withFound = (count) => (count === 0 ? "" : count === 1 ? ", with what was found about it" : `, with the ${count} things that were found about it`)

function Sure({ live, one, act, says, yes, said, done, along = /** @type {any[]} */ ([]), stop = false }) {
  const go = async () => {
    done()
    for (const each of [one, ...along]) await live.perform(act, {}, { target_id: each.id })
    announce(said, { now: true })
  }
  return html`<div class="stack stack--tight"><p>${says}</p>
    <div class="row"><button class=${`button ${stop ? "button--stop" : "button--primary"}`} type="button" data-act=${act} onClick=${go}>${yes}</button>
      <button class="button" type="button" data-first onClick=${done}>${stop ? "Keep it" : "Not now"}</button></div></div>`
}

function ShareMore({ live, one, round, shares, done }) {
  const [share, setShare] = useState("")
  const { words } = live.boot
  const send = (event) => {
    event.preventDefault()
    if (!share) return
    done()
    live.perform("assumption.share", { share }, { target_id: one.id })
  }
  return html`<form class="stack stack--tight" onSubmit=${send}>
    <${Radios} name=${`share-${one.id}`} legend="Who may read it from now on?" shape="chips" value=${share} onPick=${setShare} options=${shares.map((name) => [name, words.shares[name], SHARE_ICONS[name]])} />
    ${share && html`<p class="field__hint">${hintOf(words, share, round)} You cannot undo this, but you can take it back.</p>`}
    <div class="row"><button class="button button--primary" type="submit" disabled=${!share}>Share it</button>
      <button class="button" type="button" onClick=${done}>Cancel</button></div></form>`
}
