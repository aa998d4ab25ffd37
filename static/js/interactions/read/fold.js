// How a board changes by close reading. Twin of retreat/log/nouns/read.py and read_text.py.

const put = (board, part, key, thing) => ({ [part]: { ...board[part], [key]: thing } })
const without = (board, part, key) => ({ [part]: Object.fromEntries(Object.entries(board[part] ?? {}).filter(([id]) => id !== key)) })
const told = (part) => (board, op) => put(board, part, op.target_id, { ...op.body, id: op.target_id, at: op.at })

/** @type {Apply} */
function lay(board, op) {
  const { round_id, table_id, title, text, lines } = op.body
  const before = Object.hasOwn(board.narratives ?? {}, op.target_id) ? board.narratives[op.target_id].laid : []
  return put(board, "narratives", op.target_id, { id: op.target_id, title, text, lines, laid: [...before, { round_id, table_id, at: op.at }] })
}

/** @type {Apply} */
function write(board, op) {
  const { round_id, narrative_id, form, place, first_id, text, why, quote, share, version } = op.body
  return put(board, "readings", op.target_id, {
    id: op.target_id, round_id, narrative_id, form, place, first_id, text, why, quote, share, version, actor: op.actor, at: op.at,
  })
}

/** @type {Noun} */
export const NOUN = {
  parts: { narratives: {}, readings: {}, marks: {}, heats: {} },
  texts: { narratives: ["title", "text"], readings: ["text", "why", "quote"] },
  appliers: {
    "read.lay": lay,
    "read.write": write,
    "read.remove": (board, op) => without(board, "readings", op.target_id),
    "read.mark": told("marks"),
    "read.unmark": (board, op) => without(board, "marks", op.target_id),
    "read.show": told("heats"),
  },
}
