// The plan cards of a board: four parts, each with its wordings, and the card before. Pure. Twin of showing.py.

import { found } from "../parts/folding.js"
import { added, inOrder, laidOver, removed, reworded } from "../parts/laid.js"

/** Twins of facilitation/interactions/plan/words.py. */
export const STAGES = { plan: "Plan", act: "Act", observe: "Observe", reflect: "Reflect" }
export const ASKS = {
  plan: "What small change will you try, and who must agree?",
  act: "What did you do, or what will you do first?",
  observe: "What will you watch, and what have you seen?",
  reflect: "What did you learn, and what surprised you?",
}
export const CARD = [
  { name: "text", label: "What is your local project called?", max: 200, line: true },
  { name: "puzzle", label: "What puzzles you?", max: 400, rows: 2, optional: true },
]
export const partBoxes = (stage) => [{ name: "text", label: ASKS[stage], max: 800 }, { name: "due", label: "Which day is it for?", day: true, optional: true }]

const CYCLES_MAX = 100

/** @param {Round | undefined} round @returns {[string, string][]} */
export const projectsOf = (round) => (round?.options?.projects ?? []).map((words, place) => [`project-${place + 1}`, words])

/** Of every round so far: a later one goes on with them. @param {Board} board  @param {string[]} channels the reader's own */
export function plansOn(board, channels) {
  const written = new Set(Object.values(board.stages ?? {}).filter(({ text }) => text !== null).map(({ plan_id }) => plan_id))
  return inOrder(board.plans).filter((one) => one.text !== null || written.has(one.id)).map((one) => ({ ...one, ...of(board, one, channels) }))
}

function of(board, card, channels) {
  const wordings = (id, stage) => inOrder(board.stages).filter((one) => one.plan_id === id && one.stage === stage && one.text !== null)
  const parts = Object.keys(STAGES).map((stage) => { const all = wordings(card.id, stage); return { stage, now: all.at(-1) ?? null, earlier: all.slice(0, -1).reverse() } })
  const goesOn = Object.values(board.plans).some((one) => one.plan_id === card.id && one.text !== null)
  return {
    parts, cycle: cycleOf(board, card),
    startsFrom: card.plan_id ? wordings(card.plan_id, "reflect").at(-1)?.text ?? null : null,
    of: projectsOf(board.rounds[card.round_id]).find(([id]) => id === card.project)?.[1] ?? null,
    canGoOn: parts[3].now !== null && !goesOn,
    isTheirs: !card.table || channels.includes(`table:${card.table}`),
  }
}

function cycleOf(board, card) {
  let cycle = 1
  for (let earlier = card.plan_id; earlier && cycle < CYCLES_MAX; earlier = found(board, "plans", earlier)?.plan_id) cycle += 1
  return cycle
}

/** With what is still on its way. @param {Board} board  @param {Entry[]} entries */
export const laid = (board, entries) => laidOver(board, entries, LAY)

const LAY = {
  "plan.add": added("plans", { puzzle: null, project: null, plan_id: null, table: null }),
  "plan.write": added("stages", { due: null }),
  "plan.reword": reworded(["plans", "stages"]),
  "plan.remove": removed(["stages"], ["plans"]),
}
