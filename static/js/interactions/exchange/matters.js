// The matters of a board, what each column says of them, what was agreed and what differs. Pure. Twin of showing.py.

import { put } from "../parts/folding.js"
import { acted, added, inOrder, laidOver, paged, removed, reworded, roundsOf } from "../parts/laid.js"

/** Twin of facilitation/interactions/exchange/words.py. */
export const CELLS = { knows: "What we know", needs: "What we need", offers: "What we offer", counts: "What counts as evidence here" }

export const WORDS = { name: "text", label: "The words", max: 600 }
export const OUTCOME = [
  { name: "text", label: "What did you agree?", max: 600 },
  { name: "how", label: "How did you agree it?", hint: "For example: everybody at the table said yes.", max: 300, rows: 2, optional: true },
]

/** @param {Round | undefined} round @returns {[string, string][]} */
export const columnsOf = (round) => (round?.options?.columns ?? []).map((words, place) => [`column-${place + 1}`, words])
export const cellsOf = (round) => Object.keys(CELLS).filter((cell) => !round.options?.cells?.length || round.options.cells.includes(cell))

/** The column of the seat that the reader took last, where this step has it too. @param {Board} board  @param {Round} round @returns {string | null} */
export function ownColumn(board, round) {
  const latest = Object.values(board.exchange_seats ?? {}).sort((a, b) => (a.at < b.at ? -1 : 1)).at(-1)
  const words = latest && columnsOf(board.rounds[latest.id]).find(([id]) => id === latest.column)?.[1]
  return columnsOf(round).find(([, name]) => name === words)?.[0] ?? null
}

/** Of every round so far; what several steps list in the same words is one, with several places. @param {Board} board  @param {Round} round */
export function mattersOn(board, round) {
  const found = /** @type {Map<string, any>} */ (new Map())
  for (const one of roundsOf(board, "exchange")) {
    (one.options?.matters ?? []).forEach((text, at) => {
      const place = { round_id: one.id, matter_id: `matter-${at + 1}` }
      if (found.has(text)) found.get(text).places.push(place)
      else found.set(text, { id: place.matter_id, key: `${one.id}-${place.matter_id}`, text, version: 0, actor: null, named: false, places: [place] })
    })
  }
  const named = inOrder(board.matters).map((one) => ({ ...one, key: one.id, named: true, places: [{ round_id: one.round_id, matter_id: one.id }] }))
  const all = [...found.values(), ...named].map((one) => ({ ...one, ...saidOn(board, one, round) }))
  return all.filter((one) => one.text !== null || one.hasAny)
}

function saidOn(board, { places }, round) {
  const here = (part) => inOrder(board[part]).filter((one) => one.text !== null && places.some((place) => place.round_id === one.round_id && place.matter_id === one.matter_id))
  const nameOf = (one) => columnsOf(board.rounds[one.round_id]).find(([id]) => id === one.column)?.[1]
  const entries = here("entries")
  const outcomes = here("outcomes"), dissents = here("dissents")
  const columns = columnsOf(round).map(([id, words]) => ({ id, words, said: entries.filter((one) => nameOf(one) === words) }))
  return { columns, outcomes, dissents, hasAny: entries.length + outcomes.length + dissents.length > 0 }
}

/** Where something on a matter is written now: in the step that is open, if it lists the matter. */
export const placeIn = (matter, round) => matter.places.find((place) => place.round_id === round.id) ?? matter.places[0]

/** With what is still on its way. @param {Board} board  @param {Entry[]} entries */
export const laid = (board, entries) => laidOver(board, entries, LAY)

const LAY = {
  "exchange.sit": acted((board, { body, client_at }) => put(board, "exchange_seats", body.round_id, { id: body.round_id, column: body.column, at: client_at })),
  "exchange.matter": added("matters"),
  "exchange.say": added("entries"),
  "exchange.agree": added("outcomes", { how: null }),
  "exchange.differ": added("dissents"),
  "exchange.reword": reworded(["matters", "entries", "outcomes", "dissents"]),
  "exchange.remove": removed(["entries", "outcomes", "dissents"], ["matters"]),
}

const COLUMN_MOST = { chars: 1000, many: 4 }
const BELOW_MOST = { chars: 800, many: 4 }
const BARE = 6

/** The pages of a wall: each matter with its columns, then what was agreed and what differs; then matters without words. @param {any[]} matters @returns {any[]} */
export function pagesOf(matters) {
  const bare = matters.filter((one) => !one.hasAny)
  return [...matters.filter((one) => one.hasAny).flatMap(pagesOfOne), ...paged(bare, () => 1, { chars: BARE, many: BARE }).map((some) => ({ bare: some }))]
}

function pagesOfOne(matter) {
  const most = { ...COLUMN_MOST, chars: Math.round(COLUMN_MOST.chars / matter.columns.length) }
  const parts = matter.columns.map(({ said }) => paged(said, (one) => one.text.length + 40, most))
  const many = Math.max(0, ...parts.map((pages) => pages.length))
  const tables = Array.from({ length: many }, (_, page) => ({ matter, columns: matter.columns.map((column, at) => ({ ...column, said: parts[at][page] ?? [] })) }))
  const below = [...matter.outcomes.map((one) => ({ ...one, what: "outcome" })), ...matter.dissents.map((one) => ({ ...one, what: "differs" }))]
  return [...tables, ...paged(below, (one) => one.text.length + (one.how ?? "").length, BELOW_MOST).map((some) => ({ matter, below: some }))]
}
