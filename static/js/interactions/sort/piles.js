// The piles of a reader and what lies on them, with what is still on its way. Pure.

import { notesOn } from "../../board/select.js"

const inOrder = (part) => Object.values(part ?? {}).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : 1))

/** A table sorts together; everybody else alone, for the facilitators to see. @param {Round} round  @param {string[]} channels the reader's */
export const shareOf = (round, channels) => (round.group === "tables" && channels.some((channel) => channel.startsWith("table:")) ? "table" : "facilitators")

/** One's own piles, or those of one's table. @param {Board} board  @param {Round} round  @param {Set<string>} mine  @param {string} share */
export const pilesOf = (board, round, mine, share) => inOrder(board.piles)
  .filter((pile) => pile.round_id === round.id && pile.title !== null && (share === "table" ? pile.share === "table" : mine.has(pile.id)))

/** What can be sorted: what everybody reads; at a table also what that table reads. @param {Board} board  @param {string} share */
export const notesFor = (board, share) => notesOn(board, null).filter((note) => note.share === "everyone" || (share === "table" && note.share === "table"))

/** Notes by pile, in the order in which they were put there; the others lie on none. @param {Board} board  @param {Note[]} notes  @param {any[]} piles */
export function laidOut(board, notes, piles) {
  const known = new Map(notes.map((note) => [note.id, note]))
  const groups = piles.map((pile) => ({ pile, notes: pile.note_ids.map((id) => known.get(id)).filter(Boolean) }))
  const lying = new Set(piles.flatMap((pile) => pile.note_ids))
  return { groups, loose: notes.filter((note) => !lying.has(note.id)) }
}

/** The pile of these on which a note lies. @param {any[]} piles  @param {string} noteId */
export const lieOn = (piles, noteId) => piles.find((pile) => pile.note_ids.includes(noteId)) ?? null

/** The board with what its reader has done and what is still on its way. @param {Board} board  @param {Entry[]} entries  @returns {Board} */
export function laid(board, entries) {
  return entries.filter((entry) => entry.kind.startsWith("sort.") && entry.state === "waiting").reduce((now, entry) => LAY[entry.kind]?.(now, entry) ?? now, board)
}

const put = (board, id, pile) => ({ ...board, piles: { ...board.piles, [id]: pile } })
const over = (board, id, changes) => (board.piles?.[id] ? put(board, id, { ...board.piles[id], ...changes(board.piles[id]) }) : board)
const but = (noteId) => ({ note_ids }) => ({ note_ids: note_ids.filter((each) => each !== noteId) })

const LAY = {
  "sort.pile": (board, { target_id, body, client_at }) => (board.piles?.[target_id] ? board
    : put(board, target_id, { id: target_id, ...body, note_ids: [], version: 0, actor: null, at: client_at })),
  "sort.name": (board, { target_id, body }) => over(board, target_id, () => ({ title: body.title })),
  "sort.remove": (board, { target_id }) => ({ ...board, piles: Object.fromEntries(Object.entries(board.piles ?? {}).filter(([id]) => id !== target_id)) }),
  "sort.take": (board, { target_id, body }) => over(board, target_id, but(body.note_id)),
  "sort.put": (board, { target_id, body }) => {
    const whose = board.piles?.[target_id]
    if (!whose) return board
    const same = Object.values(board.piles).filter((pile) => pile.round_id === whose.round_id && pile.share === whose.share && pile.note_ids.includes(body.note_id))
    const left = same.reduce((now, pile) => over(now, pile.id, but(body.note_id)), board)
    return over(left, target_id, ({ note_ids }) => ({ note_ids: [...note_ids, body.note_id] }))
  },
}
