// The figures of a step and what stands beside each, with what is still on its way. Pure.

export const ACCOUNT_MAX_CHARS = 1_000
export const WHY_MAX_CHARS = 600
export const RELATIONS = { misses: "The figure does not see this", covers: "The figure counts this" }

const inOrder = (part) => Object.values(part ?? {}).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : 1))

/** Twin of `figures_of` in options.py. @param {Round} round @returns {{id: string, counts: string, number: string, period: string, source: string}[]} */
export const figuresOf = (round) => (round.options?.figures ?? []).map((line, place) => {
  const [counts, number, period, source] = line.split("|").map((part) => part.trim())
  return { id: `figure-${place + 1}`, counts, number, period, source }
})

/** Those of a round; one whose words are gone leaves no blank place. @param {Board} board  @param {Round} round */
export const pairsOf = (board, round) => inOrder(board.pairs).filter((pair) => pair.round_id === round.id && pair.account !== null)

/** The words of the note beside a figure; null where they were removed. @param {Board} board  @param {any} pair */
export const noteOf = (board, pair) => (pair.note_id && Object.hasOwn(board.notes, pair.note_id) ? board.notes[pair.note_id].text : null)

/** The board with what its reader has done and what is still on its way. @param {Board} board  @param {Entry[]} entries  @returns {Board} */
export function laid(board, entries) {
  return entries.filter((entry) => entry.kind.startsWith("figure.")).reduce((now, entry) => LAY[entry.kind]?.(now, entry) ?? now, board)
}

const put = (board, id, pair) => ({ ...board, pairs: { ...board.pairs, [id]: pair } })

const LAY = {
  "figure.pair": (board, { target_id, body, client_at }) => (board.pairs?.[target_id] ? board
    : put(board, target_id, { note_id: null, ...body, id: target_id, version: 0, actor: null, at: client_at })),
  "figure.reword": (board, { target_id, body, state }) => (state === "refused" || !board.pairs?.[target_id] ? board : put(board, target_id, { ...board.pairs[target_id], ...body })),
  "figure.remove": (board, { target_id, state }) => (state === "refused" ? board
    : { ...board, pairs: Object.fromEntries(Object.entries(board.pairs ?? {}).filter(([id]) => id !== target_id)) }),
}

const PAGE_CHARS = 700
const PAGE_ITEMS = 4

/** The pages of a wall: each figure with what stands beside it, on as many as that takes. @param {any[]} figures  @param {any[]} pairs  @param {(pair: any) => string | null} note */
export function pagesOf(figures, pairs, note) {
  return figures.flatMap((figure) => cut(pairs.filter((pair) => pair.figure_id === figure.id), note).map((beside) => ({ figure, beside })))
}

/** @returns {any[][]} one page at least, so that a figure that waits is seen */
function cut(pairs, note) {
  const pages = /** @type {any[][]} */ ([[]])
  let chars = 0
  for (const pair of pairs) {
    const length = (note(pair) ?? "").length + pair.account.length + pair.why.length
    const page = /** @type {any[]} */ (pages.at(-1))
    if (page.length && (chars + length > PAGE_CHARS || page.length === PAGE_ITEMS)) {
      pages.push([pair])
      chars = length
    } else {
      page.push(pair)
      chars += length
    }
  }
  return pages
}
