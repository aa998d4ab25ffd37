// Reading back: what the table wrote, line by line; anyone presses for the table, and anyone can object. Loaded once a table reads back.

import { html } from "htm/preact"
import { useEffect, useState } from "preact/hooks"
import { announce } from "../../lib/dom.js"
import { isSamePress } from "../../lib/twice.js"
import { Icon, TimeLeft, useFocusKept, useTick, useTyped } from "../../lib/view.js"

const MINUTE_MS = 60_000
const TEXT_MAX_CHARS = 1_000
const LOOK_MS = 2_000
const VISIBLE = /[^\p{Z}\p{Cc}\p{Cf}]/u
const SAID = { confirmed: "Right", corrected: "Needs other words", disowned: "Not ours" }
const ACTS = /** @type {[string, string][]} */ ([["confirmed", "Right"], ["disowned", "Not ours"]])
/** Twins of PART_WORDS in facilitation/interactions/assumption/words.py. */
const ON_ASSUMPTIONS = { for: "Evidence for", against: "Evidence against", test: "A test", outcome: "What became of it" }

/** @type {Part} */
export default function ReadBack({ live, board }) {
  useTick(LOOK_MS)
  const latest = latestOf(board, live.boot.channels)
  const ends_ms = latest ? Date.parse(latest.at) + latest.minutes * MINUTE_MS : 0
  const isRunning = live.clock.now_ms < ends_ms
  useEffect(() => { if (isRunning) announce("Your table is reading back what it wrote.", { now: true }) }, [isRunning && latest?.id])
  if (!latest) return null
  const lines = linesOf(board, latest.id)
  const list = html`<ol class="read-back__lines">${lines.map((line) => html`<${Line} key=${line.id} live=${live} board=${board} line=${line} isRunning=${isRunning} />`)}</ol>`
  const sheet = html`<link rel="stylesheet" href="/static/css/interactions/readback.css" />`
  const refused = live.outbox.entries.filter((entry) => entry.kind.startsWith("readback.") && entry.state === "refused")
  const told = refused.map((entry) => html`<div class="message message--care" key=${entry.op_id} data-code=${entry.code}><${Icon} name="care" /><div class="stack stack--tight"><p>${entry.message}</p>
    ${entry.body.text && html`<p class="note__words">${entry.body.text}</p>`}<p><button type="button" class="button button--small" data-act="dismiss" onClick=${() => live.dismiss(entry.op_id)}>OK</button></p></div></div>`)
  if (!isRunning) {
    return html`${sheet}${told}<details data-slot="read_back" data-state="over"><summary><${Icon} name="table" />What your table read back (${lines.length})</summary>${list}</details>`
  }
  return html`${sheet}<section class="sheet read-back stack" data-slot="read_back" data-state="running" aria-labelledby="read-back-title">
    <div class="row read-back__head"><h2 class="phone__heading" id="read-back-title">Is this what your table said?</h2>
      <${TimeLeft} round=${{ state: "open", ends_at: new Date(ends_ms).toISOString() }} clock=${live.clock} /></div>
    <p class="quiet">Read each line out. Anyone can press for the table, and the last answer counts. If you do not agree, press “I object”. That stays on the line, without your name.</p>
    ${told}${list}
    ${live.boot.notes_kept === "yes" && html`<${Write} live=${live} id="gist" opens="Say it in short" label="What did your table say, in one or two sentences?" body=${{}} />`}
  </section>`
}

/** @type {Part<{line: any, isRunning: boolean}>} */
function Line({ live, board, line, isRunning }) {
  const thing = thingOf(board, line.id)
  if (thing?.text == null) return null
  const waiting = live.outbox.entries.filter((entry) => entry.state === "waiting")
  const pressed = waiting.filter((entry) => entry.kind === "readback.answer" && entry.target_id === line.id).at(-1)
  const answer = pressed?.body.answer ?? line.answer
  const isOld = !pressed && line.answer !== null && line.seen !== thing.version
  const corrections = Object.values(board.gists).filter((one) => one.line_id === line.id && one.text !== null)
  const give = (said) => live.perform("readback.answer", { answer: said, ...(thing.version > 0 && { version: thing.version }) }, { target_id: line.id })
  return html`<li class="read-back__line stack stack--tight" data-line=${line.id} data-answer=${answer ?? "unread"}>
    ${thing.called && html`<p class="quiet small">${thing.called}</p>`}
    <p class="note__words">${thing.text}</p>
    ${corrections.map((one) => html`<${Correction} key=${one.id} live=${live} one=${one} />`)}
    <p class="note__foot">${answer ? html`<span data-slot="answer"><${Icon} name=${answer === "confirmed" ? "tick" : "care"} />${SAID[answer]}${isOld && ", before the words were changed"}</span>` : !isRunning && html`<span data-slot="answer">Not read back</span>`}
      ${line.objected && html`<span data-slot="objected"><${Icon} name="care" />Somebody objects</span>`}</p>
    ${isRunning && html`<div class="note__acts" role="group" aria-label="Your table’s answer">
      ${ACTS.map(([said, label]) => html`<button type="button" key=${said} class="button button--small" data-act=${said} aria-pressed=${answer === said} onClick=${() => give(said)}>${label}<span class="visually-hidden">: ${thing.text}</span></button>`)}
      <${Objection} live=${live} board=${board} line=${line} text=${thing.text} /></div>
      ${live.boot.notes_kept === "yes" && html`<${Write} live=${live} id=${line.id} opens="Change the words" label="How should it read?" body=${{ line_id: line.id }} about=${thing.text} />`}`}
    ${!isRunning && ownObjection(live, board, line) && html`<div class="note__acts"><${Objection} live=${live} board=${board} line=${line} text=${thing.text} /></div>`}
  </li>`
}

/** Whoever wrote a correction can take it back. @type {Part<{one: any}>} */
function Correction({ live, one }) {
  const remove = () => { live.perform("readback.remove", {}, { target_id: one.id }); announce("Your words are taken back.", { now: true }) }
  return html`<div class="read-back__correction" data-slot="correction"><p><span class="quiet small">It should read:</span> ${one.text}</p>
    ${live.mine.has(one.id) && html`<button type="button" class="button button--small" data-act="remove" onClick=${remove}><${Icon} name="bin" />Take back<span class="visually-hidden">: ${one.text}</span></button>`}</div>`
}

/** One's own, also while it is on its way; nobody is told whose it is. @type {Part<{line: any, text: string}>} */
function Objection({ live, board, line, text }) {
  const own = ownObjection(live, board, line)
  const press = (event) => isSamePress(event, `objects-${line.id}`) || (own
    ? live.perform("readback.unobject", {}, { target_id: own })
    : live.perform("readback.object", { line_id: line.id }))
  return html`<button type="button" class="button button--small" data-act="object" aria-pressed=${!!own} onClick=${press}>${own ? "You object" : "I object"}<span class="visually-hidden">: ${text}</span></button>`
}

/** A button that opens a box. @type {Part<{id: string, opens: string, label: string, body: any, about?: string}>} */
function Write({ live, id, opens, label, body, about }) {
  const [typed, type] = useTyped(live, `readback:${id}`)
  const [sent] = useState({ once: false })
  const place = useFocusKept(typed ? "write" : "")
  const send = async (event) => {
    event.preventDefault()
    const text = typed?.text?.trim() ?? ""
    if (!VISIBLE.test(text) || sent.once) return
    sent.once = true
    type(null)
    announce("Your words are being sent.", { now: true })
    await live.perform("readback.write", { ...body, text, share: "table" })
    sent.once = false
  }
  if (!typed) return html`<div ref=${place}><button type="button" class="button button--small" data-opens="write" onClick=${() => type({ text: about ?? "" })}><${Icon} name="pen" />${opens}${about && html`<span class="visually-hidden">: ${about}</span>`}</button></div>`
  return html`<form class="stack stack--tight" ref=${place} onSubmit=${send} onKeyDown=${(event) => event.key === "Escape" && type(null)}>
    <div class="field"><label for=${`read-back-${id}`}>${label}</label>
      <textarea id=${`read-back-${id}`} rows="3" maxlength=${TEXT_MAX_CHARS} data-first value=${typed.text} onInput=${(event) => type({ text: event.target.value })}></textarea></div>
    <div class="row"><button type="submit" class="button button--primary button--small">Keep these words</button>
      <button type="button" class="button button--small" onClick=${() => type(null)}>Cancel</button></div></form>`
}

/** The latest read-back of the reader's own table. @param {Board} board  @param {string[]} channels */
const latestOf = (board, channels) => Object.values(board.readbacks ?? {}).filter((one) => channels.includes(`table:${one.table_id}`))
  .sort((a, b) => (a.at < b.at ? -1 : 1)).at(-1)

const linesOf = (board, id) => Object.values(board.lines ?? {}).filter((line) => line.readback_id === id).sort((a, b) => a.place - b.place)

/** What a line is: a note, a heading, a gist, an assumption, or something that stands on one. */
function thingOf(board, id) {
  const { [id]: heading } = board.clusters
  if (heading) return { called: "Heading", text: heading.title, version: heading.version }
  const told = (part, called) => { const { [id]: one } = board[part] ?? {}; return one && { called: called ?? onWhat(board, one), text: one.text || null, version: one.version } }
  return told("notes", "") ?? told("gists", "In short") ?? told("assumptions", "Assumption") ?? told("findings")
}

function onWhat(board, one) {
  const listed = board.rounds[one.round_id]?.options?.assumptions ?? []
  const words = board.assumptions?.[one.assumption_id]?.text ?? listed[Number(one.assumption_id.slice("assumption-".length)) - 1]
  return words ? `${ON_ASSUMPTIONS[one.part]}: “${words}”` : ON_ASSUMPTIONS[one.part]
}

function ownObjection(live, board, line) {
  const undone = live.outbox.entries.filter((entry) => entry.kind === "readback.unobject" && entry.state !== "refused").map((entry) => entry.target_id)
  const kept = Object.values(board.objections ?? {}).filter((one) => one.line_id === line.id && live.mine.has(one.id)).map((one) => one.id)
  const sending = live.outbox.entries.filter((entry) => entry.kind === "readback.object" && entry.state === "waiting" && entry.body.line_id === line.id).map((entry) => entry.target_id)
  return [...kept, ...sending].find((id) => !undone.includes(id)) ?? null
}
