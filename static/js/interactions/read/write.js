// Boxes to write in: a reading of a place, a later reading of it, or other words for it.

import { html } from "htm/preact"
import { useRef, useState } from "preact/hooks"
import { sharingOf } from "../../board/select.js"
import { announce } from "../../lib/dom.js"
import { useTyped } from "../../lib/view.js"
import { WhoReads } from "../../phone/composer.js"
import { linesAt, quoteOf, where } from "./narratives.js"

const VISIBLE = /[^\p{Z}\p{Cc}\p{Cf}]/u
const READING_MAX_CHARS = 2_000
const REWRITING_MAX_CHARS = 4_000
const WHY_MAX_CHARS = 1_000
const ASKS = {
  reading: { text: "What do you think it says?", why: "", submit: "Add this reading", most: READING_MAX_CHARS },
  again: { text: "What does it say to you now?", why: "What changed, and why?", submit: "Add this reading", most: READING_MAX_CHARS },
  rewriting: { text: "How would you write it?", why: "Why? What did you leave out?", submit: "Add this", most: REWRITING_MAX_CHARS },
}

/**
 * A form for what is being written, which outlives a reload. `typed.form` is reading, again or rewriting; `typed.place` is what it is on.
 * @param {{live: Live, round: Round, narrative: any, typed: any, type: (typed: any) => void, place?: any}} props
 */
export function Write({ live, round, narrative, typed, type, place }) {
  const asks = ASKS[typed.form]
  const { shares, preferred } = sharingOf(round, live.boot.channels)
  const share = shares.includes(typed.share) ? typed.share : preferred
  const area = useRef(/** @type {HTMLTextAreaElement | null} */ (null))
  const reason = useRef(/** @type {HTMLTextAreaElement | null} */ (null))
  const [missing, miss] = useState(false)
  const put = (name) => (event) => type({ ...typed, [name]: event.target.value })
  const id = `read-${typed.form}-${typed.first ?? "new"}`
  const send = async (event) => {
    event.preventDefault()
    if (!VISIBLE.test(typed.text)) return area.current?.focus()
    if (typed.form === "again" && !VISIBLE.test(typed.why ?? "")) { miss(true); return reason.current?.focus() }
    const body = { round_id: round.id, form: typed.form === "rewriting" ? "rewriting" : "reading", text: typed.text.trim(), share,
      ...(typed.why?.trim() && { why: typed.why.trim() }), ...(typed.first ? { reading_id: typed.first } : typed.place && { place: typed.place, quote: quoteOf(narrative, typed.place) }) }
    type(null)
    announce("Your words are being sent.", { now: true })
    await live.perform("read.write", body)
  }
  return html`<form class="stack stack--tight read__form" data-write=${typed.form} ref=${place} onSubmit=${send}>
    ${!typed.first && html`<p class="read__where">On ${where(linesAt(narrative.lines, typed.place))}</p>${typed.place && html`<p class="read__quote">${quoteOf(narrative, typed.place)}</p>`}`}
    <div class="field"><label for=${`${id}-text`}>${asks.text}</label>
      ${typed.form === "again" && html`<p class="field__hint" id=${`${id}-hint`}>Your earlier reading stays as it is.</p>`}
      <textarea id=${`${id}-text`} rows="4" maxlength=${asks.most} data-first ref=${area} aria-describedby=${typed.form === "again" ? `${id}-hint` : null} value=${typed.text} onInput=${put("text")}></textarea></div>
    ${asks.why && html`<div class="field"><label for=${`${id}-why`}>${asks.why}${typed.form === "rewriting" && html` <span class="field__optional">(optional)</span>`}</label>
      ${missing && html`<p class="field__error" id=${`${id}-error`}>Please say what changed, and why.</p>`}
      <textarea id=${`${id}-why`} rows="2" maxlength=${WHY_MAX_CHARS} ref=${reason} aria-describedby=${missing ? `${id}-error` : null} value=${typed.why ?? ""} onInput=${put("why")}></textarea></div>`}
    <${WhoReads} words=${live.boot.words} shares=${shares} value=${share} onPick=${(value) => type({ ...typed, share: value })} />
    <div class="row"><button class="button button--primary" type="submit">${asks.submit}</button><button class="button" type="button" onClick=${() => type(null)}>Cancel</button></div></form>`
}

/** A later reading of a place by who read it before. @param {{live: Live, round: Round, narrative: any, first: any}} props */
export function Again({ live, round, narrative, first }) {
  const [typed, type] = useTyped(live, `again:${first.id}`)
  if (typed) return html`<${Write} live=${live} round=${round} narrative=${narrative} typed=${typed} type=${type} />`
  return html`<button type="button" class="button button--small" data-opens="again" onClick=${() => type(/** @type {any} */ ({ form: "again", first: first.id, text: "", why: "" }))}>Read it again</button>`
}
