// How positions change a board. Twin of retreat/log/nouns/position.py.

/** @type {(part: string) => Apply} */
const kept = (part) => (board, op) =>
  ({ [part]: { ...board[part], [op.target_id]: { ...op.body, id: op.target_id, at: op.at } } })

/** @type {Apply} */
function removed(board, op) {
  const { [op.target_id]: _gone, ...rest } = board.positions
  return { positions: rest }
}

/** @type {Noun} */
export const NOUN = {
  parts: { positions: {}, spreads: {} },
  appliers: { "position.remove": removed, "position.set": kept("positions"), "positions.show": kept("spreads") },
}
