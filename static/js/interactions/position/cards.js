// The cards of a round, their names, and where its reader has placed them. Pure.

/** @param {any} round  @returns {{id: string, words: string}[]} */
export const cardsOf = (round) => round.options.cards.map((words, place) => ({ id: `card-${place + 1}`, words }))

/** @param {any} round  @returns {("before" | "after" | null)[]} */
export const momentsOf = (round) => (round.options.moments?.length ? round.options.moments : [null])

export const MOMENTS = { before: "Before", after: "After" }

/** The reader's latest placing in a round. @param {Board} board  @param {any} wanted */
export function placed(board, wanted) {
  const fits = (each) => Object.entries(wanted).every(([name, value]) => (each[name] ?? null) === value)
  return Object.values(board.positions).filter(fits).sort((a, b) => (a.at < b.at ? -1 : 1)).at(-1) ?? null
}

/** Where the reader placed a card of the same words before, in whatever round. @param {Board} board  @param {any} round  @param {{words: string}} card  @param {string | null} seat */
export function earlier(board, round, card, seat) {
  const rounds = Object.values(board.rounds).filter((each) => each.interaction === round.interaction && each.id !== round.id)
  const found = rounds.flatMap((each) => cardsOf(each).filter(({ words }) => words === card.words)
    .map(({ id }) => placed(board, { round_id: each.id, scale_id: id, seat, moment: "before" })))
  return found.filter(Boolean).at(-1) ?? null
}

/** Unsent changes of a placing. @param {Held[]} entries  @param {any} wanted */
export function onItsWay(entries, { scale_id, seat, moment }) {
  return entries.filter((entry) => entry.kind === "position.set" && entry.state !== "done"
    && entry.body.scale_id === scale_id && (entry.body.seat ?? null) === seat && (entry.body.moment ?? null) === moment).at(-1) ?? null
}
