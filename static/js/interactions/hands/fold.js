// How shows of hands change a board. Twin of retreat/log/nouns/hands.py.

/** @param {string} target  @param {any} body */
const keyOf = (target, { round_id, table_id, side }) => [round_id, table_id ?? "-", target, side ?? "-"].join(" ")

/** @type {Apply} */
function count({ raised }, op) {
  const key = keyOf(op.target_id, op.body)
  const { [key]: _before, ...rest } = raised ?? {}
  return { raised: op.body.count === null ? rest : { ...rest, [key]: { id: key, on_id: op.target_id, ...op.body, at: op.at } } }
}

/** @type {Noun} */
export const NOUN = { parts: { raised: {} }, appliers: { "hands.count": count } }
