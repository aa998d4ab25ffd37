// Boxes to set an account or a note beside a figure, and to change the words again.

import { html } from "htm/preact"
import { useRef, useState } from "preact/hooks"
import { notesOn } from "../../board/select.js"
import { announce } from "../../lib/dom.js"
import { useTyped, versionSeen } from "../../lib/view.js"
import { ACCOUNT_MAX_CHARS, RELATIONS, WHY_MAX_CHARS } from "./figures.js"

const VISIBLE = /[^\p{Z}\p{Cc}\p{Cf}]/u
const LABEL_CHARS = 90

function Boxes({ id, typed, type, area, hasNote }) {
  const put = (name) => (event) => type({ ...typed, [name]: event.target.value })
  return html`<div class="field"><label for=${`${id}-account`}>The account ${hasNote && html`<span class="field__optional">(optional)</span>`}</label>
      <textarea id=${`${id}-account`} rows="3" maxlength=${ACCOUNT_MAX_CHARS} ref=${area} value=${typed.text} onInput=${put("text")}></textarea></div>
    <div class="field"><label for=${`${id}-why`}>Why? <span class="field__optional">(optional)</span></label>
      <textarea id=${`${id}-why`} rows="2" maxlength=${WHY_MAX_CHARS} value=${typed.why ?? ""} onInput=${put("why")}></textarea></div>`
}

/** @type {Part<{figure: any}>} */
export function Write({ live, board, round, figure }) {
  const key = `figure-${round.id}-${figure.id}`
  const [typed, type] = useTyped(live, key)
  const now = /** @type {any} */ (typed ?? { text: "" })
  const [open, setOpen] = useState(!!typed)
  const area = useRef(/** @type {HTMLTextAreaElement | null} */ (null))
  const fold = useRef(/** @type {HTMLElement | null} */ (null))
  const notes = notesOn(board, null).filter((note) => note.share === "everyone")
  const relation = now.relation ?? "misses"
  const send = async (event) => {
    event.preventDefault()
    if (!now.note_id && !VISIBLE.test(now.text)) return area.current?.focus()
    const body = { round_id: round.id, figure_id: figure.id, relation, account: now.text.trim(), why: (now.why ?? "").trim(), share: "everyone", ...(now.note_id && { note_id: now.note_id }) }
    type(null)
    setOpen(false)
    fold.current?.focus()
    announce("Your words are being sent.", { now: true })
    await live.perform("figure.pair", body)
  }
  return html`<details class="figure__write" data-write=${figure.id} open=${open} onToggle=${(event) => setOpen(event.target.open)}><summary ref=${fold}>Set an account beside this figure</summary>
    <form class="stack stack--tight" onSubmit=${send}>
      <fieldset class="choices choices--chips"><legend>What does the figure do with it?</legend><div class="choices__row">${Object.entries(RELATIONS).map(([name, words]) => html`
        <label class="choice" key=${name}><input type="radio" name=${`${key}-relation`} value=${name} checked=${relation === name} onChange=${() => type({ ...now, relation: name })} /><span class="choice__face">${words}</span></label>`)}</div></fieldset>
      ${notes.length > 0 && html`<div class="field"><label for=${`${key}-note`}>A note that everybody can read <span class="field__optional">(optional)</span></label>
        <select id=${`${key}-note`} value=${now.note_id ?? ""} onChange=${(event) => type({ ...now, note_id: event.target.value || undefined })}>
          <option value="" selected=${!now.note_id}>None: I write an account</option>
          ${notes.map((note) => html`<option key=${note.id} value=${note.id} selected=${note.id === now.note_id}>${(note.text ?? "").slice(0, LABEL_CHARS)}</option>`)}</select></div>`}
      <${Boxes} id=${key} typed=${now} type=${type} area=${area} hasNote=${!!now.note_id} />
      <p class="field__hint">Everybody here can read it. Leave out names. You can change the words later.</p>
      <button class="button button--primary" type="submit">Set it beside the figure</button></form></details>`
}

/** @type {(pair: any) => any} what its author begins to change, with the version before their eyes */
export const toReword = (pair) => ({ text: pair.account, why: pair.why, seen: { text: pair.account, version: pair.version } })

/** @param {{live: Live, pair: any, typed: any, type: any}} props */
export function Reword({ live, pair, typed, type }) {
  const save = (event) => {
    event.preventDefault()
    const account = typed.text.trim(), why = (typed.why ?? "").trim()
    type(null)
    if ((!account && !pair.note_id) || (account === pair.account && why === pair.why)) return
    live.perform("figure.reword", { account, why }, { target_id: pair.id, base_version: versionSeen(typed.seen, { text: pair.account, version: pair.version }) || null })
  }
  return html`<form class="stack stack--tight" data-slot="reword" onSubmit=${save}><${Boxes} id=${`reword-${pair.id}`} typed=${typed} type=${type} hasNote=${!!pair.note_id} />
    <div class="row"><button class="button button--primary" type="submit">Save</button><button class="button" type="button" onClick=${() => type(null)}>Cancel</button></div></form>`
}
