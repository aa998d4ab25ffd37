// A show of hands, said beside what it was for; never added to dots or places.

import { html } from "htm/preact"
import { Icon } from "./view.js"

const MIDDLE = "in the middle"

/** Whether hands can be counted in a round. @param {any} round */
export const takesHands = (round) => round?.vote_budget > 0 || round?.interaction === "position"

/** Where on the line, in words. @param {any} round  @param {string | null} side */
export const sideOf = (round, side) => ({ low: round.options?.ends?.[0], high: round.options?.ends?.[1], middle: MIDDLE })[side ?? ""] ?? ""

/** The counts of a round, or of one thing in it, oldest first. @param {Board} board  @param {any} round  @param {string} [id]  @returns {any[]} */
export const countsIn = (board, round, id) => Object.values(board.raised ?? {})
  .filter((one) => one.round_id === round?.id && (!id || one.on_id === id)).sort((a, b) => (a.at < b.at ? -1 : 1))

/** One count in words. @param {any} round  @param {any} one  @param {string} table what a table is called here */
export const saidOf = (round, one, table) => [one.count, one.side && `(${sideOf(round, one.side)})`, one.table_id && table].filter((each) => each !== null && each !== "").join(" ")

/** @param {{board: Board, round: any, id: string, table?: string}} props */
export function Hands({ board, round, id, table = "at a table" }) {
  const found = countsIn(board, round, id)
  if (!found.length) return null
  return html`<span class="hands" data-slot="hands"><${Icon} name="hand" /><span>By show of hands: ${found.map((one) => saidOf(round, one, table)).join(", ")}</span></span>`
}
