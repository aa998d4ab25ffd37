// How signals change a board. Twin of retreat/log/nouns/signal.py and signal_hand.py.

const put = (board, part, id, thing) => ({ [part]: { ...board[part], [id]: { id, ...thing } } })

function without(board, part, id) {
  const { [id]: _gone, ...rest } = board[part] ?? {}
  return { [part]: rest }
}

/** @type {Apply} */
function seen({ pauses }, op) {
  return Object.hasOwn(pauses ?? {}, op.target_id) ? { pauses: { ...pauses, [op.target_id]: { ...pauses[op.target_id], seen_at: op.at } } } : {}
}

/** Whoever was called before has spoken: their hand goes down. @type {Apply} */
function call({ hands }, op) {
  const stay = Object.entries(hands ?? {}).filter(([id, hand]) => id === op.target_id || hand.round_id !== op.body.round_id || !hand.called_at)
  return { hands: Object.fromEntries(stay.map(([id, hand]) => [id, id === op.target_id ? { ...hand, called_at: op.at } : hand])) }
}

/** @type {Noun} */
export const NOUN = {
  parts: { dones: {}, pauses: {}, hands: {} },
  appliers: {
    "signal.done": (board, op) => put(board, "dones", op.target_id, { round_id: op.body.round_id, at: op.at }),
    "signal.undone": (board, op) => without(board, "dones", op.target_id),
    "signal.pause": (board, op) => put(board, "pauses", op.target_id, { round_id: op.body.round_id, at: op.at, seen_at: null }),
    "signal.seen": seen,
    "signal.raise": (board, op) => put(board, "hands", op.target_id, { round_id: op.body.round_id, actor: op.actor, at: op.at, called_at: null }),
    "signal.lower": (board, op) => without(board, "hands", op.target_id),
    "signal.call": call,
  },
}
