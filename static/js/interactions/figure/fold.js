// How a board changes by figures. Twin of retreat/log/nouns/figure.py.

const put = (board, key, pair) => ({ pairs: { ...board.pairs, [key]: pair } })

/** @type {Apply} */
function reword(board, { target_id, body: { account, why, version } }) {
  if (!Object.hasOwn(board.pairs ?? {}, target_id)) return {}
  return put(board, target_id, { ...board.pairs[target_id], account, why, version })
}

/** @type {Noun} */
export const NOUN = {
  parts: { pairs: {} },
  texts: { pairs: ["account", "why"] },
  appliers: {
    "figure.pair": (board, { target_id: id, actor, at, body }) => {
      const { round_id, figure_id, note_id, relation, account, why, share, version } = body
      return put(board, id, { id, round_id, figure_id, note_id, relation, account, why, share, version, actor, at })
    },
    "figure.reword": reword,
    "figure.remove": (board, { target_id }) => ({ pairs: Object.fromEntries(Object.entries(board.pairs ?? {}).filter(([id]) => id !== target_id)) }),
  },
}
