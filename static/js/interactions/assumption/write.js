// Boxes to write in: an assumption, what speaks for or against it, a test, what became of it; and to change the words.

import { html } from "htm/preact"
import { useRef, useState } from "preact/hooks"
import { sharingOf } from "../../board/select.js"
import { hintOf } from "../../board/tables.js"
import { announce } from "../../lib/dom.js"
import { SHARE_ICONS, useTyped, versionSeen } from "../../lib/view.js"
import { Radios } from "../../phone/composer.js"
import { RefusedHere, useRefused } from "../parts/refused.js"
import { BY_WHEN_MAX_CHARS, OUTCOME_ICONS, OUTCOMES, ownNotes, SHARES, TEXT_MAX_CHARS, WHO_MAX_CHARS } from "./assumptions.js"

const VISIBLE = /[^\p{Z}\p{Cc}\p{Cf}]/u

export const Sheet = () => html`<link rel="stylesheet" href="/static/css/interactions/assumption.css" />`

/** Whom its reader may share with in a round. @param {Live} live  @param {any} round */
export function sharesIn(live, round) {
  const shares = round?.shares?.length ? round.shares : SHARES.slice(1)
  if (live.boot.role === "facilitator") return { shares: ["everyone", "facilitators"], preferred: "everyone" }
  return sharingOf({ ...round, shares }, live.boot.channels)
}

/** Who tries a test and by when is asked of a test alone. */
function Boxes({ id, label, hint, area, typed, type, part }) {
  const put = (name) => (event) => type({ ...typed, [name]: event.target.value })
  const optional = html`<span class="field__optional">(optional)</span>`
  return html`<div class="field"><label for=${`${id}-text`}>${label} ${part === "outcome" && optional}</label>
      ${hint && html`<p class="field__hint" id=${`${id}-hint`}>${hint}</p>`}
      <textarea id=${`${id}-text`} rows="3" maxlength=${TEXT_MAX_CHARS} ref=${area} aria-describedby=${hint ? `${id}-hint` : null} value=${typed.text} onInput=${put("text")}></textarea></div>
    ${part === "test" && html`<div class="assumption__pair">
      <div class="field"><label for=${`${id}-who`}>Who tries it? ${optional}</label><input type="text" id=${`${id}-who`} maxlength=${WHO_MAX_CHARS} value=${typed.who ?? ""} onInput=${put("who")} /></div>
      <div class="field"><label for=${`${id}-by`}>By when? ${optional}</label><input type="text" id=${`${id}-by`} maxlength=${BY_WHEN_MAX_CHARS} value=${typed.by_when ?? ""} onInput=${put("by_when")} /></div></div>`}`
}

/** A fold with boxes in it. `about` is what its words are on; `begins` is who reads them unless somebody chooses. @param {any} props */
export function Write({ live, board, round, kind, part, about, begins = null, summary, label, hint = "", submit }) {
  const key = `${kind}-${part}-${about.round_id}-${about.assumption_id ?? "new"}`
  const [typed, type] = useTyped(live, key)
  const now = /** @type {any} */ (typed ?? { text: "" })
  const [open, setOpen] = useState(now.text !== "")
  const area = useRef(/** @type {HTMLTextAreaElement | null} */ (null))
  const fold = useRef(/** @type {HTMLElement | null} */ (null))
  const { shares, preferred } = sharesIn(live, round)
  const share = shares.includes(now.share) ? now.share : shares.includes(begins) ? begins : preferred
  const refused = useRefused(live, kind, kind === "assumption.evidence" ? { ...about, stance: part } : about)
  const again = (words) => { type(words); setOpen(true); setTimeout(() => area.current?.focus()) }
  const send = async (event) => {
    event.preventDefault()
    if (part === "outcome" ? !now.outcome : !VISIBLE.test(now.text)) return part === "outcome" ? fold.current?.parentElement?.querySelector("input")?.focus() : area.current?.focus()
    const more = {
      test: { who: (now.who ?? "").trim(), by_when: (now.by_when ?? "").trim() }, outcome: { outcome: now.outcome },
      assumption: now.source_id ? { source_id: now.source_id } : {}, for: { stance: "for" }, against: { stance: "against" },
    }[part]
    type(null)
    setOpen(false)
    fold.current?.focus()
    announce("Your words are being sent.", { now: true })
    await live.perform(kind, { ...about, ...more, text: now.text.trim(), share })
  }
  return html`<${RefusedHere} live=${live} entry=${refused} again=${again} /><details class="assumption__write" data-write=${part} open=${open} onToggle=${(event) => setOpen(event.target.open)}><summary ref=${fold}>${summary}</summary>
    <form class="stack stack--tight" onSubmit=${send}>
      ${part === "assumption" && html`<${FromNote} live=${live} board=${board} id=${key} typed=${now} type=${type} />`}
      ${part === "outcome" && html`<${Radios} name=${`outcome-${key}`} legend="What became of it?" shape="chips" value=${now.outcome} options=${Object.entries(OUTCOMES).map(([name, words]) => [name, words, OUTCOME_ICONS[name]])} onPick=${(outcome) => type({ ...now, outcome })} />`}
      <${Boxes} id=${key} label=${label} hint=${hint} area=${area} typed=${now} type=${type} part=${part} />
      ${shares.length > 1 && html`<${Radios} name=${`share-${key}`} legend="Who may read it?" shape="chips" value=${share} options=${shares.map((name) => [name, live.boot.words.shares[name], SHARE_ICONS[name]])} onPick=${(chosen) => type({ ...now, share: chosen })} />`}
      <p class="field__hint" data-slot="readers">${hintOf(live.boot.words, share, round)}</p>
      <button class="button button--primary" type="submit">${submit}</button></form></details>`
}

/** The words of a note are a proposal: they can be changed, and the note stays as it is. */
function FromNote({ live, board, id, typed, type }) {
  const notes = ownNotes(board, live.mine)
  if (!notes.length) return null
  const take = (event) => {
    const note = notes.find((one) => one.id === event.target.value)
    type(note ? { ...typed, text: (note.text ?? "").slice(0, TEXT_MAX_CHARS), source_id: note.id } : { ...typed, source_id: null })
  }
  return html`<div class="field"><label for=${`${id}-note`}>Start from one of your notes <span class="field__optional">(optional)</span></label>
    <select id=${`${id}-note`} value=${typed.source_id ?? ""} onChange=${take}><option value="">No, I will write it here</option>
      ${notes.map((note) => html`<option key=${note.id} value=${note.id}>${note.text.slice(0, 80)}</option>`)}</select></div>`
}

/** @type {(thing: any) => any} what its author begins to change, with the version before their eyes */
export const toReword = (thing) => ({ text: thing.text, who: thing.who ?? "", by_when: thing.by_when ?? "", seen: { text: thing.text, version: thing.version } })

/** The words of one thing as boxes. @param {{live: Live, thing: any, typed: any, type: any}} props */
export function Reword({ live, thing, typed, type }) {
  const save = (event) => {
    event.preventDefault()
    const said = { text: typed.text.trim(), who: (typed.who ?? "").trim(), by_when: (typed.by_when ?? "").trim() }
    type(null)
    if (!said.text || (said.text === thing.text && said.who === (thing.who ?? "") && said.by_when === (thing.by_when ?? ""))) return
    const body = thing.part === "test" ? said : { text: said.text }
    live.perform("assumption.reword", body, { target_id: thing.id, base_version: versionSeen(typed.seen, thing) || null })
  }
  return html`<form class="stack stack--tight" data-slot="reword" onSubmit=${save}>
    <${Boxes} id=${`reword-${thing.id}`} label="Change the words" typed=${typed} type=${type} part=${thing.part === "test" ? "test" : ""} />
    <div class="row"><button class="button button--primary" type="submit">Save</button>
      <button class="button" type="button" onClick=${() => type(null)}>Cancel</button></div></form>`
}
