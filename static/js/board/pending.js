// The board as its reader should see it: the server's state with the reader's own unsent operations applied. Pure.

/** @type {Record<string, Lay>} */
const LAY = {
  "note.add": (notes, entry) => notes[entry.target_id] ? notes : {
    ...notes,
    [entry.target_id]: {
      id: entry.target_id, prompt_id: entry.body.prompt_id, text: entry.body.text,
      note_kind: entry.body.note_kind ?? "note", share: entry.body.share, table: null, seat: entry.body.seat ?? null, version: 0,
      written_at: entry.client_at, actor: null, at: entry.client_at, cluster_id: null, rank: null,
    },
  },
  "note.edit": (notes, entry) => over(notes, entry, { text: entry.body.text }),
  "note.share": (notes, entry) => over(notes, entry, { share: entry.body.share }),
  "note.remove": (notes, entry) => {
    const { [entry.target_id]: gone, ...rest } = notes
    return rest
  },
}

function over(notes, entry, changes) {
  const note = notes[entry.target_id]
  return note ? { ...notes, [entry.target_id]: { ...note, ...changes } } : notes
}

/**
 * @param {Board} board
 * @param {Entry[]} entries oldest first; a refused addition stays visible, a refused change is not applied
 * @returns {Board}
 */
export function withPending(board, entries) {
  let notes = board.notes
  for (const entry of entries) {
    if (entry.state === "refused" && entry.kind !== "note.add") continue
    notes = LAY[entry.kind]?.(notes, entry) ?? notes
  }
  return notes === board.notes ? board : { ...board, notes }
}

/** The newest waiting or refused operation on one thing. @param {Entry[]} entries  @param {string} id */
export function entryFor(entries, id) {
  return entries.filter((entry) => entry.target_id === id && entry.state !== "done").at(-1) ?? null
}
