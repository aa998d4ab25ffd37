// Yesterday's headings on a board, each with what people say of it. Pure. Twin of showing.py.

import { added, inOrder, laidOver, removed, reworded } from "../parts/laid.js"

/** Twin of facilitation/interactions/yesterday/words.py. */
export const SAID = { challenge: "What does not fit", name: "A better name" }
export const HEAD = { name: "text", label: "What is the heading called?", max: 200, line: true }
export const WORDS = { name: "text", label: "The words", max: 600 }

/** @param {Board} board */
export function headsOn(board) {
  const said = (id) => inOrder(board.challenges).filter((one) => (one.head_id ?? null) === id && one.text !== null)
  const heads = inOrder(board.heads).map((one) => ({ ...one, said: said(one.id) })).filter((one) => one.text !== null || one.said.length)
  return { heads, missing: said(null) }
}

/** With what is still on its way. @param {Board} board  @param {Entry[]} entries */
export const laid = (board, entries) => laidOver(board, entries, LAY)

const LAY = {
  "yesterday.head": added("heads", { overnight_id: null }),
  "yesterday.write": added("challenges", { head_id: null }),
  "yesterday.reword": reworded(["heads", "challenges"]),
  "yesterday.remove": removed(["challenges"], ["heads"]),
}
