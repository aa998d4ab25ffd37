// How a board changes by plan cards. Twin of retreat/log/nouns/plan.py.

import { changed, fields, put, told, without } from "../parts/folding.js"

const CARD = ["round_id", "text", "puzzle", "project", "plan_id", "table", "share"]
const PART = ["round_id", "plan_id", "stage", "text", "due", "share"]

/** @type {Noun} */
export const NOUN = {
  parts: { plans: {}, stages: {} },
  texts: { plans: ["text", "puzzle"], stages: ["text"] },
  appliers: {
    "plan.add": (board, op) => put(board, "plans", op.target_id, { ...fields(op.body, CARD), ...told(op) }),
    "plan.write": (board, op) => put(board, "stages", op.target_id, { ...fields(op.body, PART), ...told(op) }),
    "plan.reword": (board, { target_id, body }) => {
      const fresh = { text: body.text, version: body.version }
      return {
        ...changed(board, "plans", target_id, { ...fresh, puzzle: body.puzzle ?? null }),
        ...changed(board, "stages", target_id, { ...fresh, due: body.due ?? null }),
      }
    },
    "plan.remove": (board, { target_id, body }) => ({
      ...changed(board, "plans", target_id, { text: null, puzzle: null, version: body.version }), ...without(board, "stages", target_id),
    }),
  },
}
