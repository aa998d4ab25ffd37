// Seats that people speak from. Pure. Phones load it if a step has some.

import { roundOf } from "./select.js"

/** Seats to speak from, one's own first; older rounds have them among their options. @param {any} round  @returns {{id: string | null, words: string}[]} */
export const seatsOf = (round) => [
  { id: null, words: "myself" },
  ...(round?.speaking_as ?? round?.options?.seats ?? []).map((words, place) => ({ id: `seat-${place + 1}`, words })),
]

/** Who wrote a note and from which seat, as far as shown; or the table that brought it. @param {Board} board  @param {Note} note  @param {string | null} [actor] */
export function writerOf(board, note, actor = note.from_table ? `From ${note.from_table}` : note.actor) {
  const seat = note.seat && seatsOf(roundOf(board, note.prompt_id)).find((each) => each.id === note.seat)?.words
  return seat ? (actor ? `${actor}, as ${seat}` : `As ${seat}`) : actor
}
