// How a board changes by assumptions. Twin of retreat/log/nouns/assumption.py and assumption_depth.py.

const put = (board, part, key, thing) => ({ [part]: { ...board[part], [key]: thing } })
const without = (board, part, key) => ({ [part]: Object.fromEntries(Object.entries(board[part] ?? {}).filter(([id]) => id !== key)) })

/** A thing that is not there stays away: its reader never saw it. */
function changed(board, part, key, changes) {
  if (!Object.hasOwn(board[part] ?? {}, key)) return {}
  return put(board, part, key, { ...board[part][key], ...changes })
}

const told = (op) => ({
  id: op.target_id, share: op.body.share, version: op.body.version, from_table: op.body.from_table ?? null,
  actor: op.actor, at: "at" in op.body ? op.body.at : op.at,
})

/** @type {Apply} */
const named = (board, op) => put(board, "assumptions", op.target_id, { round_id: op.body.round_id, text: op.body.text, ...told(op) })

/** @type {(part: string) => Apply} */
const found = (part) => (board, op) => put(board, "findings", op.target_id, {
  round_id: op.body.round_id, assumption_id: op.body.assumption_id, part, text: op.body.text ?? null,
  who: op.body.who || null, by_when: op.body.by_when || null, outcome: op.body.outcome ?? null, ...told(op),
})

/** @type {Apply} */
const shown = (board, op) => (op.body.part === "assumption" ? named(board, op) : found(op.body.part)(board, op))

/** @type {Apply} */
function reword(board, op) {
  const fresh = { text: op.body.text, version: op.body.version }
  return {
    ...changed(board, "assumptions", op.target_id, fresh),
    ...changed(board, "findings", op.target_id, { ...fresh, who: op.body.who || null, by_when: op.body.by_when || null }),
  }
}

/** @type {Apply} */
function spread(board, op) {
  const { round_id, assumption_id, spread } = op.body
  const { of } = Object.hasOwn(board.depth_spreads ?? {}, round_id) ? board.depth_spreads[round_id] : { of: {} }
  return put(board, "depth_spreads", round_id, { id: round_id, of: { ...of, [assumption_id]: { spread, at: op.at } } })
}

/** @type {Noun} */
export const NOUN = {
  parts: { assumptions: {}, findings: {}, depths: {}, depth_spreads: {} },
  texts: { assumptions: ["text"], findings: ["text", "who", "by_when"] },
  appliers: {
    "assumption.name": named,
    "assumption.evidence": (board, op) => found(op.body.stance)(board, op),
    "assumption.test": found("test"),
    "assumption.outcome": found("outcome"),
    "assumption.reword": reword,
    "assumption.share": shown,
    "assumption.bring": shown,
    "assumption.remove": (board, op) => ({
      ...changed(board, "assumptions", op.target_id, { text: null, version: op.body.version }), ...without(board, "findings", op.target_id),
    }),
    "assumption.place": (board, op) => put(board, "depths", op.target_id, {
      round_id: op.body.round_id, assumption_id: op.body.assumption_id, depth: op.body.depth, id: op.target_id, at: op.at,
    }),
    "assumption.spread": spread,
  },
}
