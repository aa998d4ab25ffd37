// The few ways in which a piece changes a board. Twin of retreat/log/folding.py. Pure.

export const put = (board, part, key, thing) => ({ [part]: { ...board[part], [key]: thing } })
export const without = (board, part, key) => ({ [part]: Object.fromEntries(Object.entries(board[part] ?? {}).filter(([id]) => id !== key)) })

/** A thing that is not there stays away: its reader never saw it. */
export function changed(board, part, key, changes) {
  if (!Object.hasOwn(board[part] ?? {}, key)) return {}
  return put(board, part, key, { ...board[part][key], ...changes })
}

/** One of a part, or nothing; an id may collide with a name that every object has. */
export const found = (board, part, key) => (Object.hasOwn(board[part] ?? {}, key) ? board[part][key] : null)

/** What every piece says of itself. @param {Operation} op */
export const told = (op) => ({ id: op.target_id, version: op.body.version, actor: op.actor, at: op.at })

/** These fields of a body, null where nothing is said. */
export const fields = (body, names) => Object.fromEntries(names.map((name) => [name, body[name] ?? null]))
