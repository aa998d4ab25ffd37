// How tensions change a board. Twin of retreat/log/nouns/tension.py and tension_hold.py.

const TENSION_KINDS = ["facts", "words", "values", "power"]
const UNSORTED = { kinds: [], left: "open" }

const put = (board, part, key, thing) => ({ [part]: { ...board[part], [key]: thing } })
const without = (board, part, key) => ({ [part]: Object.fromEntries(Object.entries(board[part] ?? {}).filter(([id]) => id !== key)) })

/** A missing thing is ignored: its reader never saw it. */
function changed(board, part, key, changes) {
  if (!Object.hasOwn(board[part] ?? {}, key)) return {}
  return put(board, part, key, { ...board[part][key], ...changes })
}

const told = (op) => ({ id: op.target_id, share: op.body.share, version: op.body.version, actor: op.actor, at: op.at })

/** @type {(stance: string) => Apply} */
const stated = (stance) => (board, op) => put(board, "sides", op.target_id, {
  round_id: op.body.round_id, tension_id: op.body.tension_id, stance, text: op.body.text,
  protects: op.body.protects ?? null, held: false, ...told(op),
})

/** @type {Apply} */
function reword(board, op) {
  const fresh = { text: op.body.text, version: op.body.version }
  return {
    ...changed(board, "tensions", op.target_id, fresh),
    ...changed(board, "sides", op.target_id, { ...fresh, protects: op.body.protects ?? null, held: false }),
  }
}

function sorted(board, { round_id, tension_id }) {
  const { of } = Object.hasOwn(board.sorted_tensions ?? {}, round_id) ? board.sorted_tensions[round_id] : { of: {} }
  return { of, now: Object.hasOwn(of, tension_id) ? of[tension_id] : UNSORTED }
}

/** @type {(changes: (now: any, body: any) => object) => Apply} */
const sort = (changes) => (board, op) => {
  const { round_id, tension_id } = op.body
  const { of, now } = sorted(board, op.body)
  return put(board, "sorted_tensions", round_id, { id: round_id, of: { ...of, [tension_id]: { ...now, ...changes(now, op.body) } } })
}

/** @type {Noun} */
export const NOUN = {
  parts: { tensions: {}, sides: {}, sorted_tensions: {}, holds: {} },
  texts: { tensions: ["text"], sides: ["text", "protects"] },
  appliers: {
    "tension.name": (board, op) => put(board, "tensions", op.target_id, { round_id: op.body.round_id, text: op.body.text, ...told(op) }),
    "tension.side": stated("side"),
    "tension.neither": stated("neither"),
    "tension.reword": reword,
    "tension.remove": (board, op) => ({
      ...changed(board, "tensions", op.target_id, { text: null, version: op.body.version }), ...without(board, "sides", op.target_id),
    }),
    "tension.mark": sort(({ kinds }, { about, applies }) =>
      ({ kinds: TENSION_KINDS.filter((each) => (each === about ? applies === "yes" : kinds.includes(each))) })),
    "tension.leave": sort((_now, { left }) => ({ left })),
    "tension.sign": (board, op) => ({
      ...put(board, "holds", op.target_id, { id: op.target_id, side_id: op.body.side_id, version: op.body.version, at: op.at }),
      ...changed(board, "sides", op.body.side_id, { held: true }),
    }),
    "tension.unsign": (board, op) => ({
      ...without(board, "holds", op.target_id), ...changed(board, "sides", op.body.side_id, { held: op.body.held }),
    }),
  },
}
