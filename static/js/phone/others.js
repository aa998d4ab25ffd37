// What others wrote, and the dots on it. Loaded once there is some, so that the page stays small.

import { html } from "htm/preact"
import { wallOf } from "../board/headings.js"
import { writerOf } from "../board/seats.js"
import { dotsLeft, isNow, mayOf, notesOn, prompts, roundOf } from "../board/select.js"
import { Hands } from "../lib/hands.js"
import { isSamePress } from "../lib/twice.js"
import { Titles } from "../lib/titles.js"
import { Icon, Kind, Lazy, Share, Words } from "../lib/view.js"
import { tables } from "./composer.js"

const AT_OURS = "at your table"

/** What others share on the question in sight, else on the latest that has any; on the rest behind a fold. @type {Part<Unasked>} */
export function Others({ live, board, words, prompt }) {
  const others = (each) => notesOn(board, each.id).filter((note) => !live.mine.has(note.id))
  const noted = prompts(board).filter((each) => others(each).length).reverse()
  const here = prompt ?? noted.find((each) => !isNow(roundOf(board, each.id))) ?? noted[0]
  const before = noted.filter((each) => each.id !== here?.id)
  const on = (each) => html`<${OthersOn} key=${each.id} live=${live} board=${board} words=${words} prompt=${each} others=${others(each)} named=${each !== prompt} />`
  return html`
    ${noted.includes(here) && html`<section class="stack stack--tight" aria-labelledby="others"><h2 class="phone__heading" id="others">From others</h2>${on(here)}</section>`}
    ${before.length > 0 && html`<details><summary>From others on other questions</summary>${before.map(on)}</details>`}
  `
}

/** @type {Part} */
function OthersOn({ live, board, words, prompt, others, named }) {
  const { groups, loose } = wallOf(board, prompt.id, others)
  const round = roundOf(board, prompt.id)
  const item = (note) => html`<${OthersNote} key=${note.id} live=${live} board=${board} note=${note} words=${words} round=${round} />`
  return html`
    <div class="stack stack--tight">
      ${named && html`<p class="quiet">${prompt.text ?? "This question was removed."}</p>`}
      ${groups.filter((group) => group.notes.length).map((group) => html`
        <div key=${group.cluster.id} class="stack stack--tight"><h3><${Titles} cluster=${group.cluster} /></h3>
          <${Hands} board=${board} round=${round} id=${group.cluster.id} table=${AT_OURS} />
          <p><${Dot} live=${live} round=${round} target_id=${group.cluster.id} on=" to this heading" /></p>
          <ul class="plain-list">${group.notes.map(item)}</ul></div>`)}
      ${loose.length > 0 && html`${loose.length < others.length && html`<h3>Other notes</h3>`}
        <ul class="plain-list">${loose.map(item).reverse()}</ul>`}
    </div>`
}

/** @type {Part} */
function OthersNote({ live, board, note, words, round }) {
  const dots = board.votes[note.id] ?? 0
  return html`
    <li class="note" data-kind=${note.note_kind} data-note=${note.id}>
      ${note.note_kind !== "note" && html`<${Kind} name=${note.note_kind} words=${words} />`}
      <${Words} text=${note.text} />
      <p class="note__foot">${note.share !== "everyone" && html`<${Share} name=${note.share} words=${words} />`}
        ${writerOf(board, note) && html`<span data-slot="writer">${writerOf(board, note)}</span>`}
        ${note.picture_id && html`<span data-slot="from_paper"><${Icon} name="camera" />From paper</span>`}
        ${round?.state === "closed" && dots > 0 && html`<span><${Icon} name="dot" />${dots === 1 ? "1 dot" : `${dots} dots`}</span>`}<${Hands} board=${board} round=${round} id=${note.id} table=${AT_OURS} /></p>
      ${note.share === "table" && html`<${Lazy} from=${tables} name="Bring" live=${live} board=${board} note=${note} />`}
      <${Dot} live=${live} round=${round} target_id=${note.id} />
    </li>`
}

/** A dot on a note or on a heading, given and taken back by one button; only in a round that has dots. @type {Part} */
function Dot({ live, round, target_id, on = "" }) {
  if (round?.state !== "open" || !(round.vote_budget > 0) || mayOf(round) !== "do") return null
  const given = live.dots.has(target_id)
  if (!given && live.boot.notes_kept !== "yes") return null // whose notes are not kept gives none, so that all counts agree
  const refused = !given && live.outbox.entries.find((e) => e.kind === "vote.cast" && e.target_id === target_id && e.state === "refused")
  const none = !given && !refused && dotsLeft(live.board, round, live.dots) === 0
  const toggle = (event) => {
    if (isSamePress(event, target_id) || none) return
    if (refused) live.dismiss(refused.op_id)
    else live.perform(given ? "vote.retract" : "vote.cast", {}, { target_id })
  }
  return html`<button type="button" class="button button--small" aria-pressed=${given} aria-disabled=${none} onClick=${toggle}>
    <${Icon} name="dot" />${none ? "No dots left" : given ? "Take my dot back" : "Give a dot" + on}</button>
    ${refused && html`<p class="small" role="status">${refused.message}</p>`}`
}
