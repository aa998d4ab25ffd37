// Writing a note: words, what kind it is where the round asks, who may read it.

import { html } from "htm/preact"
import { useEffect, useRef, useState } from "preact/hooks"
import { sharingOf } from "../board/select.js"
import { announce } from "../lib/dom.js"
import { Icon, Lazy, SHARE_ICONS } from "../lib/view.js"

export const NOTE_MAX_CHARS = 2_000
export const acts = () => import("./note_acts.js"), tables = () => import("./tables.js"), seats = () => import("./seats.js")
const COUNT_FROM_CHARS = 1_700
const VISIBLE = /[^\p{Z}\p{Cc}\p{Cf}]/u

/** @type {Part} */
export function Composer({ live, board, words, prompt, round }) {
  const kept = live.drafts.get(prompt.id)
  const [text, setText] = useState(kept.text)
  const [kind, setKind] = useState(kept.note_kind ?? round.note_kinds[0])
  const { shares, preferred } = sharingOf(round, live.boot.channels)
  const [share, setShare] = useState(shares.includes(kept.share ?? "") ? kept.share : preferred)
  const [seat, sit] = useState(kept.seat ?? null)
  const [empty, isEmpty] = useState(false) // said by the page, in its own words: browsers say it in a bubble of theirs
  const area = useRef(/** @type {HTMLTextAreaElement | null} */ (null))
  useEffect(() => {
    const changed = (event) => { if (event.detail === prompt.id) setText(live.drafts.get(prompt.id).text) }
    live.addEventListener("draft", changed)
    return () => live.removeEventListener("draft", changed)
  }, [])

  const keep = (changes) => live.drafts.set(prompt.id, { text, note_kind: kind, share, seat, session: live.boot.session_id, session_title: live.boot.title, question: prompt.text, ...changes })
  const long = Array.from(text).length
  const add = async (event) => {
    event.preventDefault()
    isEmpty(!VISIBLE.test(text))
    if (!VISIBLE.test(text)) return area.current?.focus()
    const body = { prompt_id: prompt.id, text: text.trim(), note_kind: kind, share, ...(seat && { seat }) }
    setText("") // before anything is awaited: what is typed meanwhile is the next note
    setKind(round.note_kinds[0]) // what was chosen was for that note alone
    setShare(preferred)
    area.current?.focus() // not later: the writer may be in another box by then
    announce("Your note is being sent.", { now: true })
    await live.perform("note.add", body)
    if (live.drafts.get(prompt.id).text.trim() === body.text) await live.drafts.clear(prompt.id)
  }
  return html`
    <form class="composer" noValidate onSubmit=${add}>
      ${(round.speaking_as?.length ?? 0) > 0 && html`<${Lazy} from=${seats} name="SpeakingAs" round=${round} value=${seat} onPick=${(value) => { sit(value); keep({ seat: value }) }} />`}
      <div class="field">
        <label for="note-text">Your note</label>
        ${empty && !text && html`<p class="field__error" id="note-empty" role="alert"><${Icon} name="care" />Write something first.</p>`}
        <textarea id="note-text" name="text" rows="4" required aria-describedby=${empty && !text ? "note-empty" : null} maxlength=${NOTE_MAX_CHARS} ref=${area} value=${text}
          onInput=${(event) => { setText(event.target.value); keep({ text: event.target.value }) }}></textarea>
        ${round.note_budget && html`<${Lazy} from=${acts} name="NotesLeft" live=${live} board=${board} round=${round} />`}
        ${long >= COUNT_FROM_CHARS && html`<p class="field__hint">${NOTE_MAX_CHARS - long} characters left</p>`}
      </div>
      ${round.note_kinds.length > 1 && html`
        <${Radios} name="note_kind" legend="What kind of note is it?" shape="chips" value=${kind}
          options=${round.note_kinds.map((name) => [name, words.kinds[name] ?? name, `kind-${name}`])}
          onPick=${(value) => { setKind(value); keep({ note_kind: value }) }} />`}
      <${WhoReads} words=${words} round=${round} shares=${shares} value=${share}
        onPick=${(value) => { setShare(value); keep({ share: value }) }} />
      <button class="button button--primary button--wide" type="submit">Add note${live.boot.writes_for && ` for ${live.boot.writes_for}`}</button>
    </form>`
}

/** Who may read it: a choice if the round leaves one, otherwise a sentence. */
export function WhoReads({ words, round, shares, value, onPick }) {
  return html`
    <div class="who-reads">
      ${shares.length > 1 && html`<${Radios} name="share" legend="Who may read it?" shape="chips" value=${value} onPick=${onPick}
        options=${shares.map((name) => [name, words.shares[name], SHARE_ICONS[name]])} />`}
      <p class="field__hint">${value === "table" ? html`<${Lazy} from=${tables} name="Hint" words=${words} round=${round} />` : words.share_hints[value]}</p>
    </div>`
}

export function Radios({ name, legend, options, value, onPick, shape }) {
  return html`
    <fieldset class=${`choices choices--${shape}`}>
      <legend>${legend}</legend>
      <div class="choices__row">${options.map(([key, label, icon]) => html`
        <label class="choice" key=${key}>
          <input type="radio" name=${name} value=${key} checked=${key === value} onChange=${() => onPick(key)} />
          <span class="choice__face"><${Icon} name=${icon} />${label}</span>
        </label>`)}</div>
    </fieldset>`
}
