// What a participant sees: the question, their own notes, and what others share.

import { html } from "htm/preact"
import { useEffect, useRef, useState } from "preact/hooks"
import { entryFor } from "../board/pending.js"
import { dotsLeft, notesOn, openPrompts, prompts, roundOf, wallOf } from "../board/select.js"
import { Icon, TimeLeft, useRoom } from "../lib/view.js"
import { Composer } from "./composer.js"
import { BULB, LightBulb } from "./lightbulb.js"
import { Dot, OwnNote, OthersNote } from "./notes.js"
import { Ended, NotKept, SignedOut, Unsent, Waiting } from "./states.js"

const QUIET_MS = 5_000 // a short break in the line is nobody's business

/** @type {Part} */
export function Phone({ room, words, begin }) {
  useRoom(room)
  const [chosen, choose] = useState(/** @type {string | null} */ (begin))
  const board = room.view
  const open = openPrompts(board)
  const prompt = open.find((each) => each.id === chosen) ?? open[0] ?? null
  const met = useRef(new Set()).current // questions looked at, or come with one
  const meet = () => open.forEach((each) => met.add(each.id))
  if (!open.some((each) => met.has(each.id))) meet()
  if (prompt) met.add(prompt.id)
  const fresh = open.find((each) => !met.has(each.id))
  const goOn = fresh && (() => { meet(); choose(fresh.id) })
  useEffect(() => { if (prompt && chosen !== prompt.id) choose(prompt.id) }, [prompt?.id])

  if (room.status === "signed_out") return html`<${SignedOut} room=${room} board=${board} />`
  if (board.session?.state === "ended") return html`<${Ended} room=${room} board=${board} words=${words} /><${OwnElse} room=${room} board=${board} />`
  return html`
    <${Line} room=${room} />
    ${prompt
      ? html`<${Question} room=${room} board=${board} words=${words} prompt=${prompt} open=${open} goOn=${goOn} choose=${choose} />`
      : html`<${Waiting} board=${board} />`}
    <${Unsent} room=${room} board=${board} open=${open} prompt=${prompt} />
    <${Own} room=${room} board=${board} words=${words} prompt=${prompt} />
    <${OwnElse} room=${room} board=${board} />
    <${Others} room=${room} board=${board} words=${words} prompt=${prompt} />
    ${(prompt || bulbToSee(room)) && room.boot.notes_kept === "yes" && html`<${LightBulb} room=${room} words=${words} prompt=${prompt ?? prompts(board).at(-1)} />`}
  `
}

/** A light bulb that is being written, or was refused, stays in sight between two questions. */
function bulbToSee(room) {
  return room.typed.get(BULB).text || room.outbox.entries.some((entry) => entry.kind === "lightbulb.mark" && entry.state === "refused")
}

/** One quiet word on the connection; a banner only when the line has been gone for a while. @type {Part} */
function Line({ room }) {
  const up = room.status === "live" || room.status === "asking"
  const [gone, setGone] = useState(false)
  useEffect(() => {
    if (up) return setGone(false)
    const timer = setTimeout(() => setGone(true), QUIET_MS)
    return () => clearTimeout(timer)
  }, [up])
  if (!gone) return null
  return html`<div class="message message--care" data-slot="offline"><${Icon} name="phone" /><p>
    <strong>No connection just now.</strong> What you write is kept on this phone and sent when the connection is back.
    ${room.store.lasting ? " You may go on writing; only do not reload this page until then." : " Please keep this page open until then."}</p></div>`
}

/** @type {Part} */
function Question({ room, board, words, prompt, open, goOn, choose }) {
  const round = /** @type {Round} */ (roundOf(board, prompt.id))
  const place = open.indexOf(prompt)
  return html`
    ${goOn && html`<div class="message"><${Icon} name="clock" /><p>There is a new question. What you wrote here is kept. <button type="button" class="button button--small" onClick=${goOn}>Go to it</button></p></div>`}
    <section class="question" aria-labelledby="question-words">
      <p class="question__round"><span>${round.title}</span><${TimeLeft} round=${round} clock=${room.clock} /></p>
      <h1 class="question__words" id="question-words">${prompt.text ?? "This question was taken out."}</h1>
      ${round.instruction && html`<p class="quiet">${round.instruction}</p>`}
      ${round.vote_budget > 0 && html`<p class="quiet">Your dots: ${dotsLeft(board, round, room.dots)} of ${round.vote_budget} left, for the notes or headings below that matter most to you.</p>`}
      ${open.length > 1 && html`<nav class="question__steps" aria-label="Questions">
        <button type="button" class="button button--small" disabled=${place === 0} onClick=${() => choose(open[place - 1].id)}>Back</button>
        <span>Question ${place + 1} of ${open.length}</span>
        <button type="button" class="button button--small" disabled=${place === open.length - 1} onClick=${() => choose(open[place + 1].id)}>Next</button>
      </nav>`}
    </section>
    ${room.boot.notes_kept === "yes"
      ? html`<${Composer} key=${prompt.id} room=${room} words=${words} prompt=${prompt} round=${round} />`
      : html`<${NotKept} room=${room} />`}
  `
}

/** @type {Part<Unasked>} */
function Own({ room, board, words, prompt }) {
  const own = notesOn(board, null).filter((note) => room.mine.has(note.id))
  if (!own.length) return null
  // What is not yet saved, or was refused, or is being changed, never hides behind a fold.
  const inSight = (note) => note.prompt_id === prompt?.id || entryFor(room.outbox.entries, note.id) !== null || room.typed.get(`edit:${note.id}`).seen
  const here = own.filter(inSight).reverse()
  const before = own.filter((note) => !inSight(note)).reverse()
  const item = (note) => html`<${OwnNote} key=${note.id} room=${room} board=${board} note=${note} words=${words} />`
  return html`
    ${here.length > 0 && html`<section class="stack stack--tight"><h2 class="phone__heading">Your notes</h2><ul class="plain-list">${here.map(item)}</ul></section>`}
    ${before.length > 0 && html`<details><summary>Your notes${prompt && " on other questions"} (${before.length})</summary><ul class="plain-list">${before.map(item)}</ul></details>`}
  `
}

/** Light bulbs and notes that were set aside, to take back. @type {Part} */
function OwnElse({ room, board }) {
  const [part, load] = useState(/** @type {any} */ ({}))
  const bulbs = Object.values(board.lightbulbs).filter((bulb) => room.mine.has(bulb.id))
  const any = bulbs.length + room.setAside.length > 0
  useEffect(() => { if (any) import("./take_back.js").then(load, () => {}) }, [any])
  return any && part.TakeBack && html`<${part.TakeBack} room=${room} bulbs=${bulbs} />`
}

/** What others share on the question in sight, else on the latest that has any; on the rest behind a fold. @type {Part<Unasked>} */
function Others({ room, board, words, prompt }) {
  const others = (each) => notesOn(board, each.id).filter((note) => !room.mine.has(note.id))
  const noted = prompts(board).filter((each) => others(each).length).reverse()
  const here = prompt ?? noted[0]
  const before = noted.filter((each) => each.id !== here?.id)
  const on = (each) => html`<${OthersOn} key=${each.id} room=${room} board=${board} words=${words} prompt=${each} others=${others(each)} named=${each !== prompt} />`
  return html`
    ${noted.includes(here) && html`<section class="stack stack--tight" aria-labelledby="others"><h2 class="phone__heading" id="others">From others</h2>${on(here)}</section>`}
    ${before.length > 0 && html`<details><summary>From others on other questions</summary>${before.map(on)}</details>`}
  `
}

/** @type {Part} */
function OthersOn({ room, board, words, prompt, others, named }) {
  const { groups, loose } = wallOf(board, prompt.id, others)
  const round = roundOf(board, prompt.id)
  const item = (note) => html`<${OthersNote} key=${note.id} room=${room} board=${board} note=${note} words=${words} round=${round} />`
  return html`
    <div class="stack stack--tight">
      ${named && html`<p class="quiet">On: ${prompt.text ?? "an earlier question"}</p>`}
      ${groups.filter((group) => group.notes.length).map((group) => html`
        <div key=${group.cluster.id} class="stack stack--tight"><h3>${group.cluster.title ?? "Heading taken out"}</h3>
          <p><${Dot} room=${room} round=${round} target_id=${group.cluster.id} on=" to this heading" /></p>
          <ul class="plain-list">${group.notes.map(item)}</ul></div>`)}
      ${loose.length > 0 && html`${loose.length < others.length && html`<h3>Other notes</h3>`}
        <ul class="plain-list">${loose.map(item).reverse()}</ul>`}
    </div>`
}
