// @ts-check
// The wall: read-only, for a projector. Shows the letters, the question, or its notes under their headings.

import { render } from "preact"
import { html } from "htm/preact"
import { openPrompts, prompts, notesOn, roundOf, wallOf } from "../board/select.js"
import { bootData } from "../lib/dom.js"
import { Icon, Kind, TimeLeft, spaced, useRoom } from "../lib/view.js"
import { Room } from "../models/room.js"

const boot = bootData()
const room = new Room(boot)
const root = /** @type {HTMLElement} */ (document.getElementById("wall"))

/** What everybody may read. */
const shownNotes = (board, promptId) => notesOn(board, promptId).filter((note) => note.share === "everyone")

/** What to show: the desk's choice, else what the moment asks for. */
function choose(board) {
  const open = openPrompts(board)
  const asked = open.length ? open : prompts(board)
  const newest = shownNotes(board, null).filter((note) => asked.some((prompt) => prompt.id === note.prompt_id)).at(-1)
  const prompt = board.prompts[board.wall?.prompt_id] ?? board.prompts[newest?.prompt_id] ?? asked[0] ?? null
  if (board.session?.state === "ended") return { view: "ended", prompt }
  if (board.wall?.view === "join" || !prompt) return { view: "join", prompt }
  if (board.wall?.view) return { view: board.wall.view, prompt }
  return { view: shownNotes(board, prompt.id).length ? "notes" : "prompt", prompt }
}

function Wall() {
  useRoom(room)
  const board = room.board
  const { view, prompt } = choose(board)
  const away = room.status === "away" || room.status === "signed_out"
  return html`
    ${view === "join" && html`<${Join} />`}
    ${view === "ended" && html`<section class="wall__middle"><h1>Thank you</h1><p>The session has ended.</p></section>`}
    ${view === "prompt" && html`<${Question} board=${board} prompt=${prompt} />`}
    ${view === "notes" && html`<${Notes} board=${board} prompt=${prompt} />`}
    ${view !== "join" && view !== "ended" && boot.join?.pass && html`<${Corner} />`}
    ${away && html`<p class="wall__away"><${Icon} name="care" />${room.status === "away" ? "Waiting for the server" : "This screen is no longer connected: open the wall again from the desk"}</p>`}`
}

function Join() {
  return html`
    <section class="wall__join">
      <div><h1>Come in</h1>
        <p class="wall__how">Scan the picture with your phone’s camera,<br />or go to <strong>${boot.join.short_url ?? boot.join.url}</strong></p>
        <p class="wall__how">and type the letters</p>
        <p class="letters wall__letters">${spaced(boot.join.pass)}</p>
        ${room.presence?.here > 0 && html`<p class="wall__count">${room.presence.here === 1 ? "1 person is here" : `${room.presence.here} people are here`}</p>`}</div>
      <img class="wall__qr" src=${boot.join.qr_svg_url} alt="Picture to scan with a phone’s camera" />
    </section>`
}

function Corner() {
  return html`<p class="wall__corner">Join at <strong>${boot.join.short_url ?? boot.join.url}</strong> <span class="letters">${spaced(boot.join.pass)}</span></p>`
}

/** The question; where its round asks several at once and the desk chose none, all of them. */
function Question({ board, prompt }) {
  const round = roundOf(board, prompt.id)
  const together = board.wall?.prompt_id ? [prompt] : openPrompts(board).filter((each) => each.round_id === prompt.round_id)
  const asked = together.length ? together : [prompt]
  return html`<section class="wall__middle">
    ${asked.length > 1 && html`<p class="wall__round">${round.title}</p>`}
    ${asked.map((each, place) => html`<h1 key=${each.id} class=${`wall__question ${asked.length > 1 ? "wall__question--one-of" : ""}`}>${asked.length > 1 && `${place + 1}. `}${each.text ?? "This question was taken out."}</h1>`)}
    ${round?.instruction && html`<p class="wall__how">${round.instruction}</p>`}
    <p class="wall__time"><${TimeLeft} round=${round} clock=${room.clock} /></p></section>`
}

function Notes({ board, prompt }) {
  const notes = shownNotes(board, prompt.id)
  const { groups, loose } = wallOf(board, prompt.id, notes)
  const round = roundOf(board, prompt.id)
  const item = (note) => html`<li class="note" key=${note.id} data-kind=${note.note_kind} data-note=${note.id}>
    ${note.note_kind !== "note" && html`<${Kind} name=${note.note_kind} words=${boot.words} />`}
    <p class="note__words">${note.text ?? "These words were taken out."}</p>
    ${note.actor && html`<p class="wall__who">${note.actor}</p>`}
    ${round?.state === "closed" && board.votes[note.id] > 0 && html`<p class="wall__dots">${"● ".repeat(Math.min(board.votes[note.id], 12))}<span class="visually-hidden">${board.votes[note.id]} dots</span></p>`}</li>`
  return html`
    <section class="wall__notes"><div class="wall__head"><h1>${prompt.text ?? "This question was taken out."}</h1><${TimeLeft} round=${round} clock=${room.clock} /></div>
      ${notes.length === 0 && html`<p class="wall__how">Notes appear here when they are shown to everyone.</p>`}
      <div class="wall__clusters">
        ${groups.filter((group) => group.notes.length).map((group) => html`<section class="wall__cluster" key=${group.cluster.id}><h2>${group.cluster.title ?? ""}</h2><ul class="plain-list">${group.notes.map(item)}</ul></section>`)}
      </div>
      ${loose.length > 0 && html`<ul class="plain-list wall__loose">${[...loose].reverse().map(item)}</ul>`}
    </section>`
}

// Shown the door: the session has ended, or this browser is signed out. The server's own page says which.
const LOOK_AGAIN_MS = 1_500
room.addEventListener("change", () => {
  if (room.status === "signed_out") setTimeout(() => location.reload(), LOOK_AGAIN_MS)
})

await room.start()
root.replaceChildren()
render(html`<${Wall} />`, root)
document.documentElement.dataset.ready = "yes"
