// The board with what its reader has done and what is still on its way, and pieces in their order. Pure.

import { changed, found, put, without } from "./folding.js"

/** In the order in which they were written: never by support. @returns {any[]} */
export const inOrder = (part) => Object.values(part ?? {}).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : 1))

/** The steps of one interaction so far, in the order in which they opened. @param {Board} board  @param {string} interaction */
export const roundsOf = (board, interaction) => Object.values(board.rounds).filter((round) => round.interaction === interaction)
  .sort((a, b) => (`${a.opened_at} ${a.id}` < `${b.opened_at} ${b.id}` ? -1 : 1))

/**
 * What was refused is not laid over, only what was added stays in sight. What was accepted is, until the log brings it
 * back: a form that hangs on it would vanish for a moment, and its half-typed words lose the focus.
 * @param {Board} board  @param {Entry[]} entries  @param {Record<string, (board: Board, entry: Entry) => object>} lay by kind
 * @returns {Board}
 */
export const laidOver = (board, entries, lay) => entries.filter((entry) => Object.hasOwn(lay, entry.kind))
  .reduce((now, entry) => ({ ...now, ...lay[entry.kind](now, entry) }), board)

/** A new piece; `more` is what else its reader should see of it at once. */
export const added = (part, more = {}) => (board, { target_id, body, client_at }) => (found(board, part, target_id) ? {}
  : put(board, part, target_id, { ...more, ...body, id: target_id, version: 0, actor: null, at: client_at }))

const unlessRefused = (lay) => (board, entry) => (entry.state === "refused" ? {} : lay(board, entry))

/** Other words of a piece, wherever it stands. @param {string[]} parts */
export const reworded = (parts) => unlessRefused((board, { target_id, body }) => Object.assign({}, ...parts.map((part) => changed(board, part, target_id, body))))

/** A piece that goes; `emptied` are parts in which its place stays. @param {string[]} parts  @param {string[]} emptied */
export const removed = (parts, emptied = []) => unlessRefused((board, { target_id }) => Object.assign({},
  ...parts.map((part) => without(board, part, target_id)), ...emptied.map((part) => changed(board, part, target_id, { text: null }))))

export const acted = (lay) => unlessRefused(lay)

/** A day as people write it. @param {string | null | undefined} day */
export const dayWords = (day) => (day ? new Date(`${day}T12:00:00`).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" }) : "")

/** Things on pages of a wall, as many as fit: by how many letters they have and how many there are. @template T @param {T[]} things  @param {(thing: T) => number} length  @param {{chars: number, many: number}} most  @returns {T[][]} */
export function paged(things, length, { chars, many }) {
  const pages = /** @type {T[][]} */ ([])
  let so_far = 0
  for (const one of things) {
    const page = pages.at(-1)
    if (!page || page.length === many || so_far + length(one) > chars) {
      pages.push([one])
      so_far = length(one)
    } else {
      page.push(one)
      so_far += length(one)
    }
  }
  return pages
}
