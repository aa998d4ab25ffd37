// The wall: read-only, for a projector. Shows the letters, the question, or its notes under their headings.

import { render } from "preact"
import { html } from "htm/preact"
import { useLayoutEffect } from "preact/hooks"
import { byDots, wallOf } from "../board/headings.js"
import { writerOf } from "../board/seats.js"
import { gatheredNow, isNow, openPrompts, prompts, notesOn, roundOf } from "../board/select.js"
import { pinned } from "../board/wall.js"
import { breakEnds } from "../interactions/gather/ends.js"
import { isMounted, partOf, signalsOf, staysOf } from "../interactions/index.js"
import { announce, bootData } from "../lib/dom.js"
import { Hands } from "../lib/hands.js"
import { counted, spaced } from "../lib/said.js"
import { Titles } from "../lib/titles.js"
import { Icon, Kind, Lazy, TimeLeft, useRoom } from "../lib/view.js"
import { Live } from "../live/session.js"
import { Pager, usePages } from "./pages.js"

/** @type {Boot} */
const boot = bootData()
const live = new Live(boot)
const root = /** @type {HTMLElement} */ (document.getElementById("wall"))
const DOTS_MAX = 12
const AS_LIST = new URLSearchParams(location.search).has("outline") // for readers who cannot use the picture
const outline = () => import("../outline/outline.js")

live.addEventListener("ops", (event) => {
  const added = AS_LIST ? /** @type {CustomEvent} */ (event).detail.filter((op) => op.kind === "note.add").length : 0
  if (added) announce((count) => `${counted(count, "new note")}.`, { count: added })
  const next = /** @type {CustomEvent} */ (event).detail.find((op) => op.kind === "session.next")
  if (next) location.assign(`/desk/sessions/${encodeURIComponent(next.target_id)}/wall${AS_LIST ? "?outline" : ""}`)
})
const LONG_QUESTION_CHARS = 110

/** What everybody may read. @param {Board} board  @param {string | null} promptId */
const shownNotes = (board, promptId) => notesOn(board, promptId).filter((note) => note.share === "everyone")

/**
 * What to show: the desk's choice, or what fits the moment. A step's result stays through the next one, which is
 * for looking at it, and no longer. @param {Board} board  @returns {{view: string, prompt: any, stays?: any}}
 */
function choose(board) {
  const pin = pinned(board)
  const prompt = board.prompts[pin?.prompt_id ?? ""] ?? promptOfTheMoment(board)
  if (board.session?.state === "ended") return { view: "ended", prompt }
  if (!pin && gatheredNow(board)?.to === "break") return { view: "break", prompt }
  if (pin?.view === "join" || !prompt) return { view: "join", prompt }
  const round = roundOf(board, prompt.id)
  if (round?.who?.screens === "nothing") return { view: "title", prompt }
  const mounted = isMounted(round) ? "mounted" : null
  if (pin?.view) return { view: (pin.view === "notes" && mounted) || pin.view, prompt }
  if (mounted) return { view: mounted, prompt }
  const stays = leftBy(board, round)
  if (stays && round?.state === "open") return { view: "stays", prompt, stays }
  if (shownNotes(board, prompt.id).length) return { view: "notes", prompt }
  return stays ? { view: "stays", prompt, stays } : { view: "prompt", prompt }
}

/** The previous step, if its result stays visible. @param {Board} board  @param {Round | null} round */
function leftBy(board, round) {
  const stays = staysOf(board, round)
  const between = Object.values(board.rounds).some(({ opened_at }) => round && stays && stays.opened_at < opened_at && opened_at < round.opened_at)
  return stays?.who?.screens === "nothing" || between ? null : stays
}

/**
 * Of question and notes, the later one. When a round has closed, notes on any of its questions are later than these;
 * without notes it is still that round's question, not one of an earlier round.
 * @param {Board} board
 */
function promptOfTheMoment(board) {
  const planned = prompts(board).filter((each) => !isNow(roundOf(board, each.id)))
  const all = planned.length ? planned : prompts(board) // what was asked in between is over when its round is
  const open = openPrompts(board)
  const asked = open.length ? open : all.filter((each) => each.round_id === all.at(-1)?.round_id)
  const question = (open.length ? asked.at(-1) : asked[0]) ?? null
  const answered = open.length ? asked : all
  const newest = shownNotes(board, null).filter((note) => answered.some((each) => each.id === note.prompt_id)).at(-1)
  if (!newest || !question) return asked[0] ?? null
  return question.at > newest.at ? question : board.prompts[newest.prompt_id]
}

function Wall() {
  useRoom(live)
  const board = live.board
  const { view, prompt, stays } = choose(board)
  const round = prompt && roundOf(board, prompt.id)
  useLayoutEffect(() => { document.documentElement.dataset.wall = view }, [view])
  const away = live.status === "away" || live.status === "signed_out"
  return html`
    ${view === "join" && html`<${Join} />`}
    ${view === "ended" && html`<section class="wall__middle"><h1>Thank you</h1><p class="wall__how">The session has ended.</p></section>`}
    ${view === "break" && html`<section class="wall__middle" data-gathered="break"><h1 class="wall__question">${breakEnds(gatheredNow(board)) ? `A break until ${breakEnds(gatheredNow(board))}` : "A break"}</h1></section>`}
    ${view === "prompt" && html`<${Question} board=${board} prompt=${prompt} />`}
    ${view === "title" && html`<${Title} round=${round} />`}
    ${view === "notes" && html`<${Notes} board=${board} prompt=${prompt} />`}
    ${view === "mounted" && html`<${Lazy} key=${prompt.id} from=${partOf(round, "wall")} live=${live} board=${board} prompt=${prompt} round=${round} />`}
    ${view === "stays" && html`<div class="wall__both" data-beside=${shownNotes(board, prompt.id).length > 0}>
      <${Lazy} key=${prompt.id} from=${partOf(stays, "wall")} live=${live} board=${board} prompt=${prompt} round=${stays} narrow=${shownNotes(board, prompt.id).length > 0} />
      ${shownNotes(board, prompt.id).length > 0 && html`<${Beside} board=${board} prompt=${prompt} />`}</div>`}
    ${["prompt", "title", "break", "mounted", "stays"].includes(view) && (boot.join?.pass || signalsOf(round, "wall")) && html`<${Corner}><${Signals} board=${board} round=${round} /><//>`}
    ${away && html`<p class="wall__away"><${Icon} name="care" />${live.status === "away" ? "Waiting for the server" : "This screen is no longer connected: open the wall again from the desk"}</p>`}`
}

/** @type {Part} */
function Signals({ board, round }) {
  const from = round?.who?.screens === "nothing" ? null : signalsOf(round, "wall")
  return from && html`<${Lazy} from=${from} board=${board} round=${round} />`
}

/** What the wall may show, as a list: it scrolls, and nothing turns by itself. */
function AsList() {
  useRoom(live)
  return html`<section class="wall__outline"><h1>${boot.title}</h1>
    <${Lazy} from=${outline} live=${live} board=${live.board} words=${boot.words} place="wall" level=${2} /></section>`
}

function Join() {
  const { pass, url, short_url, qr_svg_url } = /** @type {NonNullable<Boot["join"]>} */ (boot.join) // there is a code until the end
  const here = live.presence?.here ?? 0
  return html`
    <section class="wall__join">
      <div><p class="wall__round" data-slot="welcome">${boot.event_title}${boot.title !== boot.event_title && ` · ${boot.title}`}</p>
        <h1>Come in</h1>
        <p class="wall__how">Scan the picture with your phone’s camera,<br />or go to <strong>${short_url ?? url}</strong></p>
        <p class="wall__how">and type this code</p>
        <p class="letters wall__letters">${spaced(pass)}</p>
        ${(boot.without_sound || boot.quiet_table) && html`<p class="wall__count" data-slot="sound">${boot.without_sound ? "Nothing is recorded in this session" : `${boot.quiet_table} is without sound, and anyone can move there`}</p>`}
        ${here > 0 && html`<p class="wall__count">${here === 1 ? "1 person is here" : `${here} people are here`}</p>`}</div>
      <img class="wall__qr" src=${qr_svg_url} alt="Picture to scan with a phone’s camera" />
    </section>`
}

/** How to come in late, and which page this is; always of the same height. @type {Part} */
function Corner({ children }) {
  return html`<div class="wall__corner">${boot.join?.pass && html`<p>Join at <strong>${boot.join.short_url ?? boot.join.url}</strong></p>`}
    ${children}${boot.join?.pass && html`<span class="letters">${spaced(boot.join.pass)}</span>`}</div>`
}

/** The question, or all of the round's questions if the desk chose none. @type {Part} */
function Question({ board, prompt }) {
  const round = roundOf(board, prompt.id)
  const asked = pinned(board)?.prompt_id ? [prompt] : prompts(board).filter((each) => each.round_id === prompt.round_id)
  return html`<section class="wall__middle">
    ${asked.length > 1 && html`<p class="wall__round">${round?.title}</p>`}
    ${asked.map((each, place) => html`<h1 key=${each.id} class=${`wall__question ${asked.length > 1 ? "wall__question--one-of" : ""}`}>${asked.length > 1 && `${place + 1}. `}${each.text ?? "This question was removed."}</h1>`)}
    ${round?.instruction && html`<p class="wall__how">${round.instruction}</p>`}
    <p class="wall__time"><${TimeLeft} round=${round} clock=${live.clock} /></p></section>`
}

/** A step that the hall may not see. @type {Part} */
function Title({ round }) {
  return html`<section class="wall__middle" data-slot="title"><h1 class="wall__question">${round.title}</h1>
    ${round.instruction && html`<p class="wall__how">${round.instruction}</p>`}
    <p class="wall__time"><${TimeLeft} round=${round} clock=${live.clock} /></p></section>`
}

/** @type {Part} */
function Notes({ board, prompt }) {
  const notes = shownNotes(board, prompt.id)
  const round = roundOf(board, prompt.id)
  const laid = wallOf(board, prompt.id, notes)
  const newest = { ...laid, loose: laid.loose.reverse() }
  const { groups, loose } = pinned(board)?.order && round?.state === "closed" ? byDots(board, newest) : newest
  const pages = usePages(prompt.id)
  const filled = groups.filter((group) => group.notes.length)
  const item = (note) => html`<${Note} key=${note.id} board=${board} note=${note} dots=${dotsOn(board, round, note.id)} />`
  return html`
    <section class="wall__notes"><div class="wall__head"><h1 class=${(prompt.text ?? "").length > LONG_QUESTION_CHARS ? "wall__question--long" : ""}>${prompt.text ?? "This question was removed."}</h1><${TimeLeft} round=${round} clock=${live.clock} /></div>
      ${notes.length === 0 && html`<p class="wall__how">Notes appear here when they are shown to everyone.</p>`}
      <div class="wall__sheet" ref=${pages.sheet}><div class=${`wall__flow wall__flow--${pages.page % 2 ? "odd" : "even"}`} style=${{ transform: `translateX(calc(${-pages.page} * (100% + var(--wall-gap))))` }}>
        ${filled.map(({ cluster, notes }) => html`<section class="wall__cluster" key=${cluster.id}>
          <h2><${Titles} cluster=${cluster} /> <${Dots} count=${dotsOn(board, round, cluster.id)} /></h2><${Hands} board=${board} round=${round} id=${cluster.id} /><ul class="wall__list">${notes.map(item)}</ul></section>`)}
        ${loose.length > 0 && html`<ul class="wall__list">${loose.map(item)}</ul>`}
      </div></div>
    </section>
    <${Corner}><${Signals} board=${board} round=${round} /><${Pager} ...${pages} /><//>`
}

/** What is written about the result of the step before, next to that result: under its headings, then the newest first. @type {Part} */
function Beside({ board, prompt }) {
  const pages = usePages(prompt.id)
  const round = roundOf(board, prompt.id)
  const { groups, loose } = wallOf(board, prompt.id, shownNotes(board, prompt.id))
  const item = (note) => html`<${Note} key=${note.id} board=${board} note=${note} dots=${dotsOn(board, round, note.id)} />`
  return html`<section class="wall__beside" data-slot="beside">
    <div class="wall__sheet" ref=${pages.sheet}><div class=${`wall__flow wall__flow--${pages.page % 2 ? "odd" : "even"}`} style=${{ transform: `translateX(calc(${-pages.page} * (100% + var(--wall-gap))))` }}>
      ${groups.filter(({ notes }) => notes.length).map(({ cluster, notes }) => html`<section class="wall__cluster" key=${cluster.id}>
        <h2><${Titles} cluster=${cluster} /> <${Dots} count=${dotsOn(board, round, cluster.id)} /></h2><${Hands} board=${board} round=${round} id=${cluster.id} /><ul class="wall__list">${notes.map(item)}</ul></section>`)}
      ${loose.length > 0 && html`<ul class="wall__list">${loose.reverse().map(item)}</ul>`}</div></div>
    <${Pager} ...${pages} /></section>`
}

/** @type {Part<{dots: number}>} */
function Note({ board, note, dots }) {
  return html`<li class="note" data-kind=${note.note_kind} data-note=${note.id}>
    ${note.note_kind !== "note" && html`<${Kind} name=${note.note_kind} words=${boot.words} />`}
    <p class="note__words">${note.text}</p>
    ${writerOf(board, note) && html`<p class="wall__who" data-slot="writer">${writerOf(board, note)}</p>`}
    <${Dots} count=${dots} /><${Hands} board=${board} round=${roundOf(board, note.prompt_id)} id=${note.id} /></li>`
}

/** Dots are shown when their round is over, so that early ones influence nobody. @param {Board} board  @param {Round | null} round  @param {string} id */
const dotsOn = (board, round, id) => (round?.state === "closed" ? board.votes[id] ?? 0 : 0)

/** @type {Part<{count: number}>} */
function Dots({ count }) {
  if (!count) return null
  return html`<span class="wall__dots"><span aria-hidden="true">${"● ".repeat(Math.min(count, DOTS_MAX))}${count > DOTS_MAX ? count : ""}</span><span class="visually-hidden">${count === 1 ? "1 dot" : `${count} dots`}</span></span>`
}

// Disconnected: the session has ended, or this browser is signed out. The server's own page says which.
const LOOK_AGAIN_MS = 1_500
live.addEventListener("change", () => {
  if (live.status === "signed_out") setTimeout(() => location.reload(), LOOK_AGAIN_MS)
})

await live.start()
root.replaceChildren()
render(AS_LIST ? html`<${AsList} />` : html`<${Wall} />`, root)
document.documentElement.dataset.ready = "yes"
