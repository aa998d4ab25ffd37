// How a board changes by pictures of paper. Twin of retreat/log/nouns/picture.py.

import { noteFrom } from "../../board/fold.js"

const put = (board, part, key, thing) => ({ [part]: { ...board[part], [key]: thing } })
const without = (board, part, key) => ({ [part]: Object.fromEntries(Object.entries(board[part] ?? {}).filter(([id]) => id !== key)) })

/** @type {Noun} */
export const NOUN = {
  parts: { pictures: {}, pictures_out: {} },
  texts: {},
  appliers: {
    "picture.add": (board, op) => ({ ...put(board, "pictures", op.target_id, { id: op.target_id, ...op.body }), ...without(board, "pictures_out", op.target_id) }),
    "picture.leave_out": (board, op) =>
      ({ ...without(board, "pictures", op.target_id), ...put(board, "pictures_out", op.target_id, { id: op.target_id, table: op.body.table, at: op.at }) }),
    "picture.remove": (board, op) => ({ ...without(board, "pictures", op.target_id), ...without(board, "pictures_out", op.target_id) }),
    "picture.note": (board, op) => put(board, "notes", op.target_id, noteFrom(op, op.body, op.target_id)),
  },
}
