// On the desk: how often notes were put together, each sorting as it is, and a proposal for headings.

import { html } from "htm/preact"
import { useEffect, useState } from "preact/hooks"
import { clustersOn } from "../../board/headings.js"
import { rankBetween } from "../../board/rank.js"
import { act, Undo } from "../../desk/notes/undo.js"
import { counted } from "../../lib/said.js"
import { SetAside } from "./aside.js"
import { Matrix, Pairs, Sheet, wordsOf } from "./picture.js"

const SOON_MS = 400
const AGAIN_MS = 10_000 // tables sort among themselves: nobody sends the desk what they do

const NOTHING = /** @type {any} */ ({ sortings: 0, pairs: [], groups: [], matrix: [], each: [] })

/** @type {Part} */
export default function Sorting({ live, board, round }) {
  const told = useTold(live, board, round)
  const pairs = told.pairs.map(([one_id, other_id, together, of]) => ({ one_id, other_id, together, of }))
  const shown = board.sortings?.[round.id]
  const busy = live.outbox.entries.some((entry) => entry.kind === "sort.show" && entry.state === "waiting")
  return html`<${Sheet} /><div class="stack" data-slot="sorting" data-sortings=${told.sortings}>
    <${Undo} live=${live} />
    ${told.sortings === 0 ? html`<div class="empty"><h3 class="empty__title">Nobody has put a note on a pile yet</h3><p>What people and tables sort on their phones appears here, without names.</p></div>` : html`
      <p class="small quiet">${counted(told.sortings, "sorting")} so far. How often two notes were put together is one reading of them, not a result.</p>
      <div class="row"><button type="button" class="button button--primary" data-act="sort.show" aria-disabled=${busy} onClick=${() => busy || live.perform("sort.show", {}, { target_id: round.id })}>${shown ? "Update what is shown" : "Show what was put together"}</button>
        <p class="small quiet" data-state=${shown ? "shown" : "unshown"}>${shown ? "The wall and the phones show the pairs as they were when you pressed." : "The wall and the phones show pairs of notes that at least five people or tables sorted. Piles and names are not shown."}</p></div>
      <${Proposal} live=${live} board=${board} groups=${told.groups} />
      <section class="stack"><h3>Put together most often</h3><${Matrix} board=${board} pairs=${pairs} ids=${told.matrix} />
        <details><summary>As a list</summary><${Pairs} board=${board} pairs=${pairs} none="No two notes lie on one pile yet." /></details></section>
      <${Each} live=${live} board=${board} each=${told.each} />`}</div>`
}

/** What the server works out over all sortings. */
function useTold(live, board, round) {
  const [told, tell] = useState(NOTHING)
  const known = JSON.stringify(Object.values(board.piles ?? {}).map((pile) => [pile.id, pile.note_ids]))
  useEffect(() => {
    let isOld = false
    const ask = async () => {
      const answer = await fetch(`/desk/sessions/${live.boot.session_id}/rounds/${round.id}`)
      const found = answer.ok && (await answer.json())
      if (found && !isOld) tell(found)
    }
    const soon = setTimeout(() => ask().catch(() => {}), SOON_MS)
    const again = setInterval(() => { if (document.visibilityState === "visible") ask().catch(() => {}) }, AGAIN_MS)
    return () => { isOld = true; clearTimeout(soon); clearInterval(again) }
  }, [known, round.id])
  return told
}

/** Headings that the sortings suggest, with all their notes; taken in one press, and undone in one. */
function Proposal({ live, board, groups }) {
  const found = groups.map((ids) => ids.filter((id) => wordsOf(board, id))).filter((ids) => ids.length > 1)
  if (!found.length) return html`<p class="quiet" data-code="no_proposal">So far no notes were put together by more than half of those who sorted them.</p>`
  const take = () => {
    let last = clustersOn(board, null).at(-1)?.rank ?? null
    act(live, "the proposed headings", found.map((note_ids, place) => {
      last = rankBetween(last, null)
      return ["sort.gather", { title: `Put together ${place + 1}`, prompt_id: sharedPrompt(board, note_ids), rank: last, note_ids }, {}]
    }))
  }
  const isTaken = found.every((ids) => ids.every((id) => board.notes[id].cluster_id && board.notes[id].cluster_id === board.notes[ids[0]].cluster_id))
  return html`<section class="sheet stack" data-slot="proposal"><h3>A proposal for headings</h3>
    <p class="small quiet">In each group, more than half of those who sorted two of the notes put them together, on average over all its pairs. You give the headings their titles.</p>
    <ol class="sort__piles">${found.map((ids, place) => html`<li key=${ids[0]} class="sort__pile"><strong>Group ${place + 1}</strong><ul>${ids.map((id) => html`<li key=${id}>${wordsOf(board, id)}</li>`)}</ul></li>`)}</ol>
    ${isTaken ? html`<p data-state="taken">These groups lie under headings. Rename them in the notes.</p>` : html`<p><button type="button" class="button" data-act="sort.gather" onClick=${take}>Make these headings</button></p>`}</section>`
}

/** The question that all of them answer; null where they answer several. @param {Board} board  @param {string[]} ids */
const sharedPrompt = (board, ids) => {
  const asked = new Set(ids.map((id) => board.notes[id].prompt_id))
  return asked.size === 1 ? [...asked][0] : null
}

/** Sortings differ, and stay beside each other. @type {Part<{each: string[][]}>} */
function Each({ live, board, each }) {
  const found = each.map((ids) => ids.map((id) => board.piles?.[id]).filter((pile) => pile && pile.title !== null)).filter((piles) => piles.length)
  if (!found.length) return null
  return html`<details data-slot="each"><summary>Each sorting as it is (${found.length})</summary>${found.map((piles, place) => html`
    <section key=${piles[0].id} class="stack stack--tight" data-sorting=${place + 1}><h3>Sorting ${place + 1}</h3>
      <div class="sort__piles">${piles.map((pile) => html`<section key=${pile.id} class="sort__pile" data-pile=${pile.id}><h4 class="sort__title">${pile.title}</h4>
        <ul>${pile.note_ids.map((id) => html`<li key=${id}>${wordsOf(board, id) ?? "These words were removed."}</li>`)}</ul>
        <${SetAside} live=${live} pile=${pile} /></section>`)}</div></section>`)}</details>`
}
