// How a board changes by yesterday's headings. Twin of retreat/log/nouns/yesterday.py.

import { changed, fields, put, told, without } from "../parts/folding.js"

/** @type {(part: string, names: string[]) => Apply} */
const said = (part, names) => (board, op) => put(board, part, op.target_id, { ...fields(op.body, ["round_id", "text", "share", ...names]), ...told(op) })

/** @type {Noun} */
export const NOUN = {
  parts: { heads: {}, challenges: {} },
  texts: { heads: ["text"], challenges: ["text"] },
  appliers: {
    "yesterday.head": said("heads", ["overnight_id"]),
    "yesterday.write": said("challenges", ["head_id", "stance"]),
    "yesterday.reword": (board, { target_id, body }) => {
      const fresh = { text: body.text, version: body.version }
      return { ...changed(board, "heads", target_id, fresh), ...changed(board, "challenges", target_id, fresh) }
    },
    "yesterday.remove": (board, { target_id, body }) => ({
      ...changed(board, "heads", target_id, { text: null, version: body.version }), ...without(board, "challenges", target_id),
    }),
  },
}
