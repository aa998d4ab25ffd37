// What the wall shows: letters to join, the question, or the notes.

import { html } from "htm/preact"
import { roundOf } from "../board/select.js"
import { isMounted } from "../interactions/index.js"
import { Icon } from "../lib/view.js"

const VIEWS = [["join", "Letters to join"], ["prompt", "The question"], ["notes", "The notes"]]
const MOUNTED = { notes: "What comes of it" }

/** @type {Part} */
export function WallChoice({ live, board, promptId }) {
  const view = board.wall?.view ?? null
  const hides = roundOf(board, promptId)?.who?.screens === "nothing"
  const names = isMounted(roundOf(board, promptId)) ? MOUNTED : {}
  return html`
    <section class="sheet" aria-labelledby="wall-title">
      <h2 class="desk__heading" id="wall-title"><${Icon} name="screen" />On the wall</h2>
      <div class="stack stack--tight" role="group" aria-labelledby="wall-title">${VIEWS.map(([key, label]) => html`
        <button type="button" key=${key} class="button button--small" aria-pressed=${view === key} disabled=${key !== "join" && (!promptId || (hides && key === "notes"))}
          onClick=${() => live.perform("wall.show", key === "join" ? { view: key } : { view: key, prompt_id: promptId })}>${names[key] ?? label}</button>`)}</div>
      ${hides && html`<p class="small quiet" data-slot="hides">In this step the wall shows the title and the instruction only.</p>`}
      ${!view && !hides && html`<p class="small quiet">Until you choose, the wall goes by itself: the letters first, then the open question, then its notes.</p>`}
    </section>`
}
