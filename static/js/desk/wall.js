// What the wall shows: the code to join with, the question, or the notes.

import { html } from "htm/preact"
import { prompts, roundOf } from "../board/select.js"
import { pinned } from "../board/wall.js"
import { isMounted, staysOf } from "../interactions/index.js"
import { Icon } from "../lib/view.js"

const VIEWS = [["join", "How to join"], ["prompt", "The question"], ["notes", "The notes"]]
const STAYS = { position: "Where people stood", sort: "What people put together", assumption: "The assumptions" }
const MOUNTED = { notes: "The answers" }

/** @type {Part} */
export function WallChoice({ live, board, promptId }) {
  const pin = pinned(board)
  const view = pin?.view ?? null
  const hides = roundOf(board, promptId)?.who?.screens === "nothing"
  const stays = staysOf(board, roundOf(board, promptId))
  const stayed = stays && stays.who?.screens !== "nothing" && prompts(board).find((each) => each.round_id === stays.id)
  const isStayed = !!stayed && view === "notes" && pin?.prompt_id === stayed.id
  const names = isMounted(roundOf(board, promptId)) ? MOUNTED : {}
  return html`
    <section class="sheet" aria-labelledby="wall-title">
      <h2 class="desk__heading" id="wall-title"><${Icon} name="screen" />On the wall</h2>
      <div class="stack stack--tight" role="group" aria-labelledby="wall-title">
        <button type="button" class="button button--small" data-view="follow" aria-pressed=${!pin} onClick=${() => live.perform("wall.show", { view: null })}>Follow the desk</button>
        ${VIEWS.map(([key, label]) => html`
        <button type="button" key=${key} data-view=${key} class="button button--small" aria-pressed=${view === key && !isStayed} disabled=${key !== "join" && (!promptId || (hides && key === "notes"))}
          onClick=${() => live.perform("wall.show", key === "join" ? { view: key } : { view: key, prompt_id: promptId })}>${names[key] ?? label}</button>`)}
        ${stayed && html`<button type="button" class="button button--small" data-view="stays" aria-pressed=${isStayed} onClick=${() => live.perform("wall.show", { view: "notes", prompt_id: stayed.id })}>${STAYS[stays.interaction]}</button>`}</div>
      ${hides && html`<p class="small quiet" data-slot="hides">In this step the wall shows the title and the instruction only.</p>`}
      ${!hides && html`<p class="small quiet">${pin ? "The wall stays like this until you open a round or choose “Follow the desk”." : "Until you choose, the wall changes automatically: first how to join, then the open question, then its notes."}</p>`}
    </section>`
}
