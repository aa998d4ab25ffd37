// What people signalled in a round. Pure.

import { compare } from "../../board/select.js"

const OFFERED = ["done", "hand", "pause"] // the time left is no signal

/** What a step offers on phones. @param {Round | null | undefined} round @returns {string[]} */
export const offersOf = (round) => round?.options?.signals ?? []

/** Whether a step offers any signal. @param {Round | null | undefined} round */
export const offersSignals = (round) => offersOf(round).some((one) => OFFERED.includes(one))

/** Of one part of the board, in a round, in the order of their time. @param {Board} board  @param {"dones" | "hands" | "pauses"} part  @param {Round} round @returns {any[]} */
const inRound = (board, part, round) => Object.values(board[part] ?? {}).filter((one) => one.round_id === round.id)
  .sort((a, b) => compare(a.at, b.at) || compare(a.id, b.id))

/** Who is called to speak, and who waits, in order. Twin of `signals_of` in phone_signals.py. @param {Board} board  @param {Round} round */
export function handsIn(board, round) {
  const hands = inRound(board, "hands", round)
  return { called: hands.find((one) => one.called_at) ?? null, waiting: hands.filter((one) => !one.called_at) }
}

/** @param {Board} board  @param {Round} round */
export const donesIn = (board, round) => inRound(board, "dones", round)

/** @param {Board} board  @param {Round} round */
export const pausesIn = (board, round) => inRound(board, "pauses", round)
