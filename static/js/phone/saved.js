// Says that what was just written has been saved. Without it a screen reader's last word is that it is being sent.

import { announce } from "../lib/dom.js"

const WRITES = /\.(add|mark|write|say|pair|name)$/

/** @param {Live} live  @param {Entry[]} first what was written before this was loaded */
export function saySaved(live, first) {
  /** @type {Map<string, string>} what it is about, by operation */
  const awaited = new Map(first.filter(({ kind, state }) => state === "waiting" && WRITES.test(kind)).map(({ op_id, target_id }) => [op_id, target_id]))
  const look = () => {
    const entries = new Map(live.outbox.entries.map((entry) => [entry.op_id, entry]))
    for (const { op_id, kind, state, target_id } of entries.values()) if (state === "waiting" && WRITES.test(kind)) awaited.set(op_id, target_id)
    let saved = 0
    for (const [op_id, target_id] of awaited) {
      const entry = entries.get(op_id)
      if (entry?.state === "waiting") continue
      awaited.delete(op_id)
      if (entry ? entry.state === "done" : isThere(live.board, target_id)) saved += 1
    }
    if (saved) announce("Saved.", { now: true })
  }
  live.addEventListener("change", look)
  look()
}

/** @param {Board} board  @param {string} id */
const isThere = (board, id) => Object.values(board).some((things) => things && typeof things === "object" && id in things)
