// The rounds, as a rail beside the notes: the open one with its questions, the others one line each. Open and close any of them, ask a new question, reword one in the moment.

import { html } from "htm/preact"
import { useState } from "preact/hooks"
import { mayOf } from "../board/select.js"
import { Icon, useFocusKept, useTyped, versionSeen } from "../lib/view.js"
import { isShut, locksEarlier } from "./agenda.js"

const PROMPT_MAX_CHARS = 1_000
const LOOKING = { see: "People can only look. They cannot write or place anything.", nothing: "Phones show the title and the instruction only." }
const STATES = { planned: "To come", open: "Open now", closed: "Closed" }

/** @type {Part} */
export function Rounds({ live, board, agenda }) {
  const ended = board.session?.state === "ended"
  return html`
    <section class="stack" aria-labelledby="rounds-title">
      <h2 class="desk__heading" id="rounds-title">Rounds</h2>
      <ol class="plain-list">${agenda.map((round, index) => html`<${Round} key=${round.id} live=${live} round=${round} place=${index + 1} ended=${ended} shut=${isShut(agenda, round)} />`)}</ol>
    </section>`
}

/** @type {Part<{round: Step, place: number, ended: boolean, shut: boolean}>} */
function Round({ live, round, place, ended, shut }) {
  const act = round.state === "open"
    ? () => live.perform("round.close", {}, { target_id: round.id, base_version: round.version })
    : () => live.perform("round.open", round.minutes ? { minutes: round.minutes } : {}, { target_id: round.id, base_version: round.version })
  const marks = [
    LOOKING[mayOf(round)] && html`<p class="small quiet" data-slot="participants">${LOOKING[mayOf(round)]}</p>`,
    locksEarlier(round) && html`<p class="small quiet" data-slot="locks"><${Icon} name="lock" />When this opens, earlier steps close, and what people wrote in them is locked.</p>`,
    shut && html`<p class="small quiet" data-slot="locked"><${Icon} name="lock" />Locked by a later step. It can be read, not changed.</p>`,
    round.who?.screens === "nothing" && html`<p class="small quiet" data-slot="screens">The wall shows the title and the instruction only.</p>`,
  ].filter(Boolean)
  const hasQuestions = round.asked.length + round.waiting.length > 0
  const inside = html`${marks}
      ${hasQuestions && html`<ul class="plain-list round__prompts">
        ${round.asked.map((prompt) => html`<${Asked} key=${prompt.id} live=${live} prompt=${prompt} ended=${ended} />`)}
        ${round.waiting.map((prompt) => html`<li key=${prompt.id} class="round__prompt"><p>${prompt.text}</p>
          ${round.state === "open" && !ended && html`<button type="button" class="button button--small" onClick=${() => live.perform("prompt.ask", { round_id: round.id, text: prompt.text }, { target_id: prompt.id })}>Ask it now</button>`}</li>`)}
      </ul>`}
      ${round.state === "open" && !ended && html`<${AskNew} live=${live} round=${round} />`}`
  return html`
    <li class=${`round round--${round.state}`} data-round=${round.id}>
      <div class="round__head">
        <h3>${place}. ${round.title}</h3>
        <span class=${`tag ${round.state === "open" ? "tag--next" : ""}`}>${round.state === "closed" && html`<${Icon} name="tick" />`}${STATES[round.state]}</span>
        ${round.minutes && html`<span class="small quiet">${round.minutes} minutes</span>`}
        ${!ended && !shut && html`<button type="button" class="button button--small" onClick=${act}>${round.state === "open" ? "Close" : round.state === "closed" ? "Open again" : "Open"}<span class="visually-hidden"> ${round.title}</span></button>`}
      </div>
      ${round.state === "open" ? inside : (hasQuestions || marks.length > 0) && html`<details open=${round.asked.some(({ id }) => live.typed.get(`reword:${id}`).seen)}><summary>More<span class="visually-hidden"> about ${round.title}</span></summary><div class="stack stack--tight">${inside}</div></details>`}
    </li>`
}

/** @type {Part<{ended: boolean}>} */
function Asked({ live, prompt, ended }) {
  const [typed, type] = useTyped(live, `reword:${prompt.id}`)
  const place = useFocusKept(typed ? "reword" : "")
  if (typed === null) {
    return html`<li class="round__prompt" data-prompt=${prompt.id} ref=${place}><p>${prompt.text ?? "This question was removed."}</p>
      ${!ended && html`<button type="button" class="button button--small" data-opens="reword" onClick=${() => type({ text: prompt.text ?? "", seen: { text: prompt.text, version: prompt.version } })}><${Icon} name="pen" />Reword<span class="visually-hidden">: ${prompt.text}</span></button>`}</li>`
  }
  const { text, seen } = typed
  const save = (event) => {
    event.preventDefault()
    type(null)
    if (text.trim() && text.trim() !== prompt.text) {
      live.perform("prompt.reword", { text: text.trim() }, { target_id: prompt.id, base_version: versionSeen(seen, prompt) })
    }
  }
  return html`<li ref=${place}><form class="stack stack--tight" onSubmit=${save}>
    <div class="field"><label for=${`reword-${prompt.id}`}>Reword this question</label>
      <textarea id=${`reword-${prompt.id}`} rows="2" maxlength=${PROMPT_MAX_CHARS} value=${text} onInput=${(event) => type({ ...typed, text: event.target.value })}></textarea></div>
    <div class="row"><button type="submit" class="button button--primary button--small" data-act="prompt.reword">Show the new words</button>
      <button type="button" class="button button--small" onClick=${() => type(null)}>Cancel</button></div></form></li>`
}

/** @type {Part} */
function AskNew({ live, round }) {
  const [typed, type] = useTyped(live, `ask:${round.id}`)
  const text = typed?.text ?? ""
  const [open, setOpen] = useState(text !== "")
  const ask = (event) => {
    event.preventDefault()
    if (!text.trim()) return
    type(null)
    live.perform("prompt.ask", { round_id: round.id, text: text.trim() })
  }
  return html`<details open=${open} onToggle=${(event) => setOpen(event.target.open)}><summary data-opens="ask">Ask another question in this round</summary>
    <form class="stack stack--tight" onSubmit=${ask}>
      <div class="field"><label for=${`ask-${round.id}`}>The question</label>
        <textarea id=${`ask-${round.id}`} rows="2" required maxlength=${PROMPT_MAX_CHARS} value=${text} onInput=${(event) => type({ text: event.target.value })}></textarea></div>
      <button type="submit" class="button button--small">Ask it now</button></form></details>`
}
