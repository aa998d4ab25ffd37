// The board as a list: questions, headings, notes. The same board, for the keyboard and for screen readers.
// Headings are real headings. With the arrow keys, as in a tree: up and down, right opens or goes in, left closes or goes out.

import { html } from "htm/preact"
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks"
import { wallOf } from "../board/headings.js"
import { writerOf } from "../board/seats.js"
import { compare, notesOn, prompts, roundOf } from "../board/select.js"
import { isMounted, partOf } from "../interactions/index.js"
import { announce } from "../lib/dom.js"
import { counted } from "../lib/said.js"
import { titleOf } from "../lib/titles.js"
import { Kind, Lazy, Words } from "../lib/view.js"

/** @typedef {{note: (note: Note) => any, heading: (cluster: Cluster, notes: Note[], others: Cluster[]) => any, question: (prompt: Prompt) => any}} Acts */

const STOP = "[data-level]" // where the arrow keys go
const isTyped = (element) => element.matches("input, textarea, select")

/**
 * @param {{live: Live, board: Board, words: Wording, place: "desk" | "wall", level: number, acts?: Acts}} outline
 *   level: of the headings of questions; acts: what can be done here, nothing if left out
 */
export default function Outline({ live, board, words, place, level, acts }) {
  const [closed, setClosed] = useState(/** @type {Set<string>} */ (new Set()))
  const root = useRef(/** @type {HTMLElement | null} */ (null))
  const turn = (id, open) => setClosed((before) => {
    const now = new Set(before)
    if (open) now.delete(id)
    else now.add(id)
    return now
  })
  useFocusOnMoved(root)
  useToldOfOthers(live)
  const asked = prompts(board).filter((prompt) => place === "desk" || roundOf(board, prompt.id)?.who?.screens !== "nothing")
  const one = { live, board, words, place, closed, turn, acts, level }
  return html`<link rel="stylesheet" href="/static/css/outline.css" />
    <div class="outline" data-slot="outline" ref=${root} onKeyDown=${(event) => go(event, root.current, turn)}>
      <p class="small quiet">Arrow keys move through the list. Right opens a part, left closes it.${acts && " The Tab key goes on to what you can do with a heading or a note."}</p>
      ${asked.map((prompt) => html`<${Asked} key=${prompt.id} ...${one} prompt=${prompt} />`)}
      ${asked.length === 0 && html`<p>No question has been asked yet.</p>`}
    </div>`
}

/** One question with what it drew. @type {Part<any>} */
function Asked({ prompt, ...one }) {
  const { live, board, words, place, closed, acts } = one
  const round = roundOf(board, prompt.id)
  const notes = notesOn(board, prompt.id).filter((note) => place === "desk" || note.share === "everyone")
  const shown = notes.filter((note) => note.share === "everyone")
  const handedIn = notes.filter((note) => note.share !== "everyone")
  const { groups, loose } = wallOf(board, prompt.id, shown)
  const filled = groups.filter((group) => place === "desk" || group.notes.length)
  const isOpen = !closed.has(prompt.id)
  const lists = [
    ...filled.map(({ cluster, notes }) => ({ id: cluster.id, title: titleOf(cluster), notes, cluster, others: groups.map((group) => group.cluster) })),
    ...(loose.length ? [{ id: `${prompt.id}:loose`, title: "Not under a heading", notes: loose }] : []),
    ...(handedIn.length ? [{ id: `${prompt.id}:handed-in`, title: "Not shown to everyone", notes: handedIn }] : []),
  ]
  return html`<section class="outline__asked" data-asked=${prompt.id}>
    <${Head} ...${one} id=${prompt.id} at=${1} title=${`${prompt.text ?? "This question was removed."}`} beside=${isMounted(round) ? "" : counted(notes.length, "note")} />
    ${isOpen && (isMounted(round)
      ? html`<div class="outline__part"><${Lazy} key=${round?.id} from=${partOf(/** @type {Round} */ (round), place)} live=${live} board=${board} words=${words} round=${round} prompt=${prompt} /></div>`
      : html`<div class="outline__part">${acts && shown.length > 0 && acts.question(prompt)}${lists.map((list) => html`<${Listed} key=${list.id} ...${one} list=${list} />`)}
          ${lists.length === 0 && html`<p class="quiet">No note yet.</p>`}</div>`)}
  </section>`
}

/** Notes under one heading. @type {Part<any>} */
function Listed({ list, ...one }) {
  const { board, words, closed, acts } = one
  return html`<section data-list=${list.id}>
    <${Head} ...${one} id=${list.id} at=${2} title=${list.title} beside=${counted(list.notes.length, "note")} />
    ${list.cluster && acts?.heading(list.cluster, list.notes, list.others)}
    ${!closed.has(list.id) && html`<ul class="outline__notes">${list.notes.sort((a, b) => compare(a.rank ?? "", b.rank ?? "") || compare(a.at, b.at)).map((note) => html`
      <li key=${note.id} tabindex="-1" class="outline__note" data-level="3" data-note=${note.id}>
        ${note.note_kind !== "note" && html`<${Kind} name=${note.note_kind} words=${words} />`}<${Words} text=${note.text} />
        ${writerOf(board, note) && html`<p class="small quiet" data-slot="writer">${writerOf(board, note)}</p>`}
        ${acts && html`<div class="row">${acts.note(note)}</div>`}</li>`)}</ul>`}
  </section>`
}

/** A heading that opens and closes what is under it. @type {Part<any>} */
function Head({ id, at, title, beside, closed, turn, level }) {
  const Heading = `h${level + at - 1}`
  const isOpen = !closed.has(id)
  return html`<${Heading} class="outline__head"><button type="button" class="outline__turn" data-level=${at} data-id=${id} aria-expanded=${isOpen} onClick=${() => turn(id, !isOpen)}>${title}</button>${beside && html`<span class="small quiet">${beside}</span>`}<//>`
}

/** @param {KeyboardEvent} event  @param {HTMLElement | null} root  @param {(id: string, open: boolean) => void} turn */
function go(event, root, turn) {
  const here = /** @type {HTMLElement} */ (event.target)
  if (!root || isTyped(here) || event.altKey || event.ctrlKey || event.metaKey || here.closest(".menu[open]")) return
  const stops = /** @type {HTMLElement[]} */ ([...root.querySelectorAll(STOP)])
  const stop = here.closest(STOP) ?? here.closest("[data-list]")?.querySelector(STOP) // a heading's own buttons are beside it
  const now = stop ? stops.indexOf(/** @type {HTMLElement} */ (stop)) : -1
  const levelOf = (stop) => Number(stop.dataset.level)
  const isOpen = stops[now]?.getAttribute("aria-expanded")
  const out = () => stops.slice(0, now).filter((stop) => levelOf(stop) < levelOf(stops[now])).at(-1)
  const inside = () => (stops[now + 1] && levelOf(stops[now + 1]) > levelOf(stops[now]) ? stops[now + 1] : undefined)
  const steps = {
    ArrowDown: () => stops[now + 1], ArrowUp: () => stops[now - 1], Home: () => stops[0], End: () => stops.at(-1),
    ArrowRight: () => (isOpen === "false" ? void turn(stops[now].dataset.id ?? "", true) : isOpen && inside()),
    ArrowLeft: () => (isOpen === "true" ? void turn(stops[now].dataset.id ?? "", false) : out()),
  }
  if (now < 0 || !Object.hasOwn(steps, event.key)) return
  event.preventDefault()
  const to = steps[event.key]()
  if (to) to.focus()
}

const LAYS_OUT = new Set(["note.move", "cluster.add", "cluster.rename", "cluster.merge", "sort.gather", "sort.undo"])

/** What others did to headings is said once for all of it: a list does not show by itself that it was put in order. @param {Live} live */
function useToldOfOthers(live) {
  useEffect(() => {
    const heard = (event) => {
      const count = event.detail.filter((op) => LAYS_OUT.has(op.kind) && !live.outbox.entries.some((entry) => entry.op_id === op.op_id)).length
      if (count) announce((all) => `Somebody else has made ${counted(all, "change")} to the headings.`, { count, about: "headings" })
    }
    live.addEventListener("ops", heard)
    return () => live.removeEventListener("ops", heard)
  }, [live])
}

/** A note that was moved from its menu is drawn elsewhere: the focus goes there with it. */
function useFocusOnMoved(root) {
  const last = useRef("")
  useLayoutEffect(() => {
    const lost = (document.activeElement ?? document.body) === document.body
    if (lost && last.current) root.current?.querySelector(`[data-note="${CSS.escape(last.current)}"]`)?.focus()
    const remember = (event) => { last.current = event.target.closest?.("[data-note]")?.dataset.note ?? "" }
    root.current?.addEventListener("focusin", remember)
    return () => root.current?.removeEventListener("focusin", remember)
  })
}
