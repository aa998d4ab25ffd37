// How a board changes by sorting. Twin of retreat/log/nouns/sort.py.

const put = (board, part, key, thing) => ({ [part]: { ...board[part], [key]: thing } })
const but = (things, id) => Object.fromEntries(Object.entries(things ?? {}).filter(([key]) => key !== id))

/** A thing that is not there stays away: its reader never saw it. */
function over(things, key, changes) {
  return Object.hasOwn(things ?? {}, key) ? { ...things, [key]: { ...things[key], ...changes(things[key]) } } : things ?? {}
}

const leave = (noteId) => ({ note_ids }) => ({ note_ids: note_ids.filter((each) => each !== noteId) })

/** @type {Apply} */
function sortPut(board, { target_id, body: { note_id, from_id } }) {
  const left = over(over(board.piles, from_id, leave(note_id)), target_id, leave(note_id))
  return { piles: over(left, target_id, ({ note_ids }) => ({ note_ids: [...note_ids, note_id] })) }
}

/** @type {Apply} */
function sortGather(board, { target_id: id, body, at }) {
  const { title, prompt_id, rank, version } = body
  const heading = { id, title, second: body.second || null, prompt_id, rank, version, at }
  return {
    ...put(board, "clusters", id, heading),
    notes: body.note_ids.reduce((notes, note) => over(notes, note, () => ({ cluster_id: id })), board.notes),
  }
}

/** @type {Apply} */
function sortUndo(board, { body: { gone, back, title, second: other, moved, dots } }) {
  const left = Object.entries(board.clusters).filter(([id]) => !gone.includes(id))
  const votes = Object.entries(board.votes).filter(([id]) => !Object.hasOwn(dots, id))
  return {
    clusters: Object.fromEntries(back ? [...left, [back.id, { ...back, title, second: other || null }]] : left),
    notes: moved.reduce((notes, { id, cluster_id, rank }) => over(notes, id, () => ({ cluster_id, rank })), board.notes),
    votes: Object.fromEntries([...votes, ...Object.entries(dots).filter(([, count]) => count)]),
  }
}

/** @type {Noun} */
export const NOUN = {
  parts: { piles: {}, sortings: {} },
  texts: { piles: ["title"] },
  appliers: {
    "sort.pile": (board, { target_id, actor, at, body: { round_id, title, share, version } }) =>
      put(board, "piles", target_id, { id: target_id, round_id, title, share, version, note_ids: [], actor, at }),
    "sort.name": (board, { target_id, body: { title, version } }) => ({ piles: over(board.piles, target_id, () => ({ title, version })) }),
    "sort.put": sortPut,
    "sort.take": (board, { target_id, body }) => ({ piles: over(board.piles, target_id, leave(body.note_id)) }),
    "sort.remove": (board, { target_id }) => ({ piles: but(board.piles, target_id) }),
    "sort.show": (board, { target_id, at, body }) => put(board, "sortings", target_id, { ...body, id: target_id, at }),
    "sort.gather": sortGather,
    "sort.undo": sortUndo,
  },
}
