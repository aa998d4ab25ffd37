// How a board changes by read-backs. Twin of retreat/log/nouns/readback.py.

const CORRECTED = "corrected"

const put = (board, part, key, thing) => ({ [part]: { ...board[part], [key]: thing } })
const without = (board, part, key) => ({ [part]: Object.fromEntries(Object.entries(board[part] ?? {}).filter(([id]) => id !== key)) })
const own = (part, key) => (key !== null && Object.hasOwn(part ?? {}, key) ? part[key] : null)

/** A thing that is not there stays away: its reader never saw it. */
function changed(board, part, key, changes) {
  const thing = own(board[part], key)
  return thing ? put(board, part, key, { ...thing, ...changes }) : {}
}

/** A line that is read back again is asked again; what somebody objected to stays objected to. */
const lineOf = (board, id, readback_id, place) => ({ id, readback_id, place, answer: null, seen: null, objected: own(board.lines, id)?.objected ?? false })

/** @type {Apply} */
function lines(board, op) {
  const told = op.body.lines.map((id, place) => [id, lineOf(board, id, op.target_id, place + 1)])
  return { lines: { ...board.lines, ...Object.fromEntries(told) } }
}

/** @type {Apply} */
function write(board, op) {
  const { line_id, readback_id, text, share, version, seen } = op.body
  const kept = put(board, "gists", op.target_id, { id: op.target_id, line_id, text, share, version, at: op.at })
  if (line_id !== null) return { ...kept, ...changed(board, "lines", line_id, { answer: CORRECTED, seen }) }
  if (readback_id === null) return kept
  return { ...kept, ...put(board, "lines", op.target_id, lineOf(board, op.target_id, readback_id, Object.keys(board.lines ?? {}).length + 1)) }
}

/** Without the last correction of a line, nobody has answered it. @type {Apply} */
function remove(board, op) {
  const { lines: stay } = /** @type {any} */ (without(board, "lines", op.target_id))
  const kept = { ...without(board, "gists", op.target_id), lines: stay }
  const line = own(board.lines, own(board.gists, op.target_id)?.line_id ?? null)
  const others = Object.values(board.gists ?? {}).some((one) => one.line_id === line?.id && one.id !== op.target_id)
  if (!line || others || line.answer !== CORRECTED) return kept
  return { ...kept, lines: { ...stay, [line.id]: { ...line, answer: null, seen: null } } }
}

/** @type {Noun} */
export const NOUN = {
  parts: { readbacks: {}, lines: {}, objections: {}, gists: {} },
  texts: { gists: ["text"] },
  appliers: {
    "readback.open": (board, op) =>
      put(board, "readbacks", op.target_id, { id: op.target_id, table_id: op.body.table_id, minutes: op.body.minutes, at: op.at }),
    "readback.lines": lines,
    "readback.answer": (board, op) => changed(board, "lines", op.target_id, { answer: op.body.answer, seen: op.body.seen }),
    "readback.object": (board, op) => ({
      ...put(board, "objections", op.target_id, { id: op.target_id, line_id: op.body.line_id }),
      ...changed(board, "lines", op.body.line_id, { objected: true }),
    }),
    "readback.unobject": (board, op) => ({
      ...without(board, "objections", op.target_id),
      ...changed(board, "lines", op.body.line_id, { objected: op.body.objected }),
    }),
    "readback.write": write,
    "readback.reword": (board, op) => changed(board, "gists", op.target_id, { text: op.body.text, version: op.body.version }),
    "readback.remove": remove,
  },
}
