// How a board changes by a table of exchange. Twin of retreat/log/nouns/exchange.py.

import { changed, fields, put, told, without } from "../parts/folding.js"

/** @type {(part: string, names: string[]) => Apply} */
const said = (part, names) => (board, op) => put(board, part, op.target_id, { ...fields(op.body, ["round_id", "text", "share", ...names]), ...told(op) })

/** @type {Noun} */
export const NOUN = {
  parts: { matters: {}, entries: {}, outcomes: {}, dissents: {}, exchange_seats: {} },
  texts: { matters: ["text"], entries: ["text"], outcomes: ["text", "how"], dissents: ["text"] },
  appliers: {
    "exchange.sit": (board, op) => put(board, "exchange_seats", op.body.round_id, { id: op.body.round_id, column: op.body.column, at: op.at }),
    "exchange.matter": said("matters", []),
    "exchange.say": said("entries", ["matter_id", "column", "cell"]),
    "exchange.agree": said("outcomes", ["matter_id", "how"]),
    "exchange.differ": said("dissents", ["matter_id"]),
    "exchange.reword": (board, { target_id, body }) => {
      const fresh = { text: body.text, version: body.version }
      return {
        ...changed(board, "matters", target_id, fresh), ...changed(board, "entries", target_id, fresh),
        ...changed(board, "outcomes", target_id, { ...fresh, how: body.how ?? null }), ...changed(board, "dissents", target_id, fresh),
      }
    },
    "exchange.remove": (board, { target_id, body }) => ({
      ...changed(board, "matters", target_id, { text: null, version: body.version }), ...without(board, "entries", target_id),
      ...without(board, "outcomes", target_id), ...without(board, "dissents", target_id),
    }),
  },
}
