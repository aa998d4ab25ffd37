// On the phone: the narrative, a place in it to choose, and what can be done with that place.

import { html } from "htm/preact"
import { useEffect, useState } from "preact/hooks"
import { entryFor } from "../../board/pending.js"
import { sharingOf } from "../../board/select.js"
import { announce } from "../../lib/dom.js"
import { Icon, Share, useTyped } from "../../lib/view.js"
import { WhoReads } from "../../phone/composer.js"
import { NotKept } from "../../phone/not_kept.js"
import { Refused } from "../../phone/note_acts.js"
import { laid, linesAt, marksOn, meaningOf, narrativeNow, quoteOf, where, Where } from "./narratives.js"
import { placeOf, Sheet, Text } from "./text.js"
import { Again, Write } from "./write.js"
import { Readings, Rewritings, Standing } from "./written.js"
import { Heat } from "./heat.js"

/** @type {Part} */
export default function Reading({ live, board, round, sees }) {
  const now = laid(board, live.outbox.entries)
  const narrative = narrativeNow(now)
  const offers = sees ? [] : round.options?.offers ?? []
  const keeps = live.boot.notes_kept === "yes"
  const can = (what) => keeps && offers.includes(what)
  const [chosen, choose] = useState(/** @type {any} */ (null))
  const [typed, type] = useTyped(live, `read:${round.id}`)
  useEffect(() => choose(null), [narrative?.id])
  useEffect(() => {
    const heard = (event) => {
      if (event.detail.some((op) => op.kind === "read.write" && !live.mine.has(op.target_id))) announce("Somebody has added a reading.")
    }
    live.addEventListener("ops", heard)
    return () => live.removeEventListener("ops", heard)
  }, [])
  if (!narrative) {
    return html`<${Sheet} /><p class="quiet" data-code="nothing_to_read">The text will appear here.</p>`
  }
  const marks = marksOn(now, narrative)
  const place = placeOf(narrative, chosen)
  const begin = (form) => { type(/** @type {any} */ ({ form, text: "", why: "", place })); choose(null) }
  const again = can("readings") ? (first) => html`<${Again} live=${live} round=${round} narrative=${narrative} first=${first} />` : undefined
  const mayChoose = can("marks") || can("readings") || can("rewritings")
  return html`<${Sheet} /><div class="stack" data-slot="read">
    ${!keeps && offers.length > 0 && html`<${NotKept} live=${live} />`}
    <section class="sheet read"><h2 class="read__title" id="narrative-title">${narrative.title}</h2>
      ${mayChoose && html`<p class="quiet small" id="read-how">Tap the first and the last word. With a keyboard: arrows move by word and line, and Shift with an arrow chooses more.</p>`}
      <${Text} narrative=${narrative} marks=${marks} mine=${live.mine} chosen=${chosen} choose=${mayChoose ? choose : undefined} beside=${(line) => html`<${Heat} board=${now} narrative=${narrative} line=${line} />`} />
      ${place && html`<${Chosen} live=${live} board=${now} round=${round} narrative=${narrative} place=${place} chosen=${chosen} can=${can} begin=${begin} done=${() => choose(null)} />`}</section>
    ${typed && mayChoose && html`<section class="sheet"><${Write} live=${live} round=${round} narrative=${narrative} typed=${typed} type=${type} /></section>`}
    ${!typed && can("readings") && html`<p><button type="button" class="button" data-act="whole" onClick=${() => type(/** @type {any} */ ({ form: "reading", text: "", place: null }))}>Write a reading of the whole text</button></p>`}
    ${!typed && can("rewritings") && html`<p><button type="button" class="button" data-act="rewrite_whole" onClick=${() => type(/** @type {any} */ ({ form: "rewriting", text: "", place: null }))}>Rewrite the whole text</button></p>`}
    <${OwnMarks} live=${live} board=${now} narrative=${narrative} marks=${marks.filter(({ id }) => live.mine.has(id))} />
    <${Readings} live=${live} board=${now} narrative=${narrative} again=${again} />
    <${Rewritings} live=${live} board=${now} narrative=${narrative} />
  </div>`
}

/** What can be done with the words that were chosen; it stays in sight below them. */
function Chosen({ live, board, round, narrative, place, chosen, can, begin, done }) {
  const { shares, preferred } = sharingOf(round, live.boot.channels)
  const [share, setShare] = useState(preferred)
  const mark = (meaning) => {
    announce("Your mark is being sent.", { now: true })
    live.perform("read.mark", { round_id: round.id, place, meaning, share: shares.includes(share) ? share : preferred })
    done()
  }
  return html`<div class="read__chosen" data-slot="chosen" role="group" aria-label="The words that you have chosen">
    <p class="read__where">${Where(linesAt(narrative.lines, place))}${chosen.open && html`<span class="quiet small"> · tap the last word</span>`}</p>
    <p class="read__quote read__quote--short">${quoteOf(narrative, place)}</p>
    ${can("marks") && html`<fieldset class="read__meanings"><legend>Mark it as</legend><div class="row">${(round.options.meanings ?? []).map((words, index) => html`
        <button key=${words} type="button" class="button button--small" data-meaning=${`meaning-${index + 1}`} onClick=${() => mark(`meaning-${index + 1}`)}><span class=${`read__swatch read__swatch--${index + 1}`} aria-hidden="true"></span>${words}</button>`)}</div></fieldset>
      ${shares.length > 1 ? html`<details class="read__readers"><summary>${live.boot.words.shares[share]}</summary><${WhoReads} words=${live.boot.words} shares=${shares} value=${share} onPick=${setShare} /></details>`
        : html`<p class="field__hint">${live.boot.words.share_hints[preferred]}</p>`}`}
    <div class="row">${can("readings") && html`<button type="button" class="button button--small" data-act="reading" onClick=${() => begin("reading")}><${Icon} name="pen" />Write a reading</button>`}
      ${can("rewritings") && html`<button type="button" class="button button--small" data-act="rewriting" onClick=${() => begin("rewriting")}><${Icon} name="pen" />Rewrite this</button>`}
      <button type="button" class="button button--small" onClick=${done}>Choose again</button></div></div>`
}

function OwnMarks({ live, board, narrative, marks }) {
  if (!marks.length) return null
  return html`<section class="stack stack--tight"><h2 class="phone__heading">Your marks</h2><ul class="plain-list" data-slot="own_marks">${marks.map((mark) => {
    const entry = entryFor(live.outbox.entries, mark.id)
    return html`<li key=${mark.id} class="note" data-mark=${mark.id}><p class="read__quote">${quoteOf(narrative, mark.place)}</p>
      <p class="note__foot"><span><span class=${`read__swatch read__swatch--${mark.meaning.split("-")[1]}`} aria-hidden="true"></span>${meaningOf(board, mark)}</span><span>${where(linesAt(narrative.lines, mark.place))}</span><${Share} name=${mark.share} words=${live.boot.words} /><${Standing} entry=${entry} /></p>
      ${entry?.state === "refused" ? html`<${Refused} live=${live} entry=${entry} words=${live.boot.words} />`
        : html`<div class="note__acts"><button type="button" class="button button--small" data-act="read.unmark" onClick=${() => live.perform("read.unmark", {}, { target_id: mark.id })}><${Icon} name="bin" />Take my mark back</button></div>`}</li>`
  })}</ul></section>`
}
