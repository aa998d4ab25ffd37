// How a board changes by undertakings. Twin of retreat/log/nouns/undertaking.py.

import { changed, fields, found, put, told, without } from "../parts/folding.js"

const on = (op, names) => ({ undertaking_id: op.body.undertaking_id, text: op.body.text, ...fields(op.body, names), ...told(op) })

const others = (board, { ask_id, offer_id }) => (found(board, "joins", ask_id)?.offers ?? []).filter((one) => one !== offer_id)

/** @type {Apply} */
function reword(board, { target_id, body }) {
  const fresh = { text: body.text, version: body.version }
  return {
    ...changed(board, "undertakings", target_id, { ...fresh, ...fields(body, ["known_by", "due"]) }),
    ...changed(board, "owners", target_id, fresh),
    ...changed(board, "became", target_id, fresh),
  }
}

/** @type {Noun} */
export const NOUN = {
  parts: { undertakings: {}, owners: {}, became: {}, proposals: {}, joins: {} },
  texts: { undertakings: ["text", "known_by"], owners: ["text"], became: ["text"], proposals: ["text"] },
  appliers: {
    "undertaking.add": (board, op) => put(board, "undertakings", op.target_id, {
      round_id: op.body.round_id, ...fields(op.body, ["sort", "text", "known_by", "due", "owner", "share"]), ...told(op),
    }),
    "undertaking.take": (board, op) => put(board, "owners", op.target_id, on(op, ["owner"])),
    "undertaking.propose": (board, op) => put(board, "proposals", op.target_id, on(op, [])),
    "undertaking.decline": (board, op) => without(board, "proposals", op.target_id),
    "undertaking.tell": (board, op) => put(board, "became", op.target_id, on(op, ["became", "due"])),
    "undertaking.join": (board, { body }) => put(board, "joins", body.ask_id, { id: body.ask_id, offers: [...others(board, body), body.offer_id] }),
    "undertaking.unjoin": (board, { body }) => put(board, "joins", body.ask_id, { id: body.ask_id, offers: others(board, body) }),
    "undertaking.reword": reword,
    "undertaking.remove": (board, { target_id, body }) => ({
      ...changed(board, "undertakings", target_id, { text: null, known_by: null, version: body.version }),
      ...without(board, "owners", target_id), ...without(board, "became", target_id), ...without(board, "proposals", target_id),
    }),
  },
}
