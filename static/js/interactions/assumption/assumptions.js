// The assumptions of a board and what stands on each, in the order in which it was written. Pure.

/** Twins of facilitation/interactions/assumption/words.py. */
export const DEPTHS = { ground: "On the ground", stone: "Under the stone", bedrock: "Bedrock" }
export const DEPTH_HINTS = { ground: "we can see it", stone: "we assume it", bedrock: "nobody questions it" }
export const PARTS = { for: "Evidence for", against: "Evidence against", test: "A test", outcome: "What became of it" }
export const OUTCOMES = { not_yet_tried: "Not yet tried", held_up: "It held up", did_not: "It did not hold up", changed: "It changed" }
export const OUTCOME_ICONS = { not_yet_tried: "clock", held_up: "tick", did_not: "kind-dissent", changed: "move" }
export const TEXT_MAX_CHARS = 600
export const WHO_MAX_CHARS = 120
export const BY_WHEN_MAX_CHARS = 80
export const SHARES = ["me", "facilitators", "table", "everyone"]

const inOrder = (part) => Object.values(part ?? {}).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : 1))
const opened = (round) => `${round.opened_at} ${round.id}`

/** Of every round so far: a later one goes on with them. What several steps list in the same words is one, with several places. @param {Board} board */
export function assumptionsOn(board) {
  const found = /** @type {Map<string, any>} */ (new Map())
  const rounds = Object.values(board.rounds).filter((round) => round.interaction === "assumption")
  for (const round of rounds.sort((a, b) => (opened(a) < opened(b) ? -1 : 1))) {
    (round.options?.assumptions ?? []).forEach((text, at) => {
      const place = { round_id: round.id, assumption_id: `assumption-${at + 1}` }
      if (found.has(text)) found.get(text).places.push(place)
      else found.set(text, { id: place.assumption_id, key: `${round.id}-${place.assumption_id}`, text, version: 0, actor: null, share: "everyone", from_table: null, named: false, round_id: round.id, places: [place] })
    })
  }
  const named = inOrder(board.assumptions).map((one) => ({ ...one, key: one.id, named: true, places: [{ round_id: one.round_id, assumption_id: one.id }] }))
  const all = [...found.values(), ...named].map((one) => ({ ...one, ...saidOn(board, one), spread: spreadOf(board, one) }))
  return all.filter((one) => one.text !== null || one.said.length)
}

const isOn = (one, { places }) => places.some((place) => place.round_id === one.round_id && place.assumption_id === one.assumption_id)

function saidOn(board, one) {
  const said = inOrder(board.findings).filter((each) => each.text !== null && isOn(each, one))
  const last = said.filter(({ part }) => part === "outcome").at(-1)
  return { said, outcome: last?.outcome ?? "not_yet_tried" }
}

function spreadOf(board, { places }) {
  const told = places.map(({ round_id, assumption_id }) => board.depth_spreads?.[round_id]?.of[assumption_id]).filter(Boolean)
  return told.sort((a, b) => (a.at < b.at ? -1 : 1)).at(-1)?.spread ?? null
}

/** Where its reader placed it last. @param {Board} board  @param {Set<string>} mine  @param {any} one */
export const depthOf = (board, mine, one) => inOrder(board.depths).filter((each) => mine.has(each.id) && isOn(each, one)).at(-1)?.depth ?? null

/** Notes of its reader's own, of which an assumption can be made. @param {Board} board  @param {Set<string>} mine */
export const ownNotes = (board, mine) => inOrder(board.notes).filter((note) => mine.has(note.id) && note.text !== null)

/** The board with what its reader has done and what is still on its way. @param {Board} board  @param {Entry[]} entries @returns {Board} */
export function laid(board, entries) {
  return entries.filter((entry) => entry.kind.startsWith("assumption.")).reduce((now, entry) => LAY[entry.kind]?.(now, entry) ?? now, board)
}

const put = (board, part, id, thing) => ({ ...board, [part]: { ...board[part], [id]: thing } })
const over = (board, part, id, changes) => (board[part]?.[id] ? put(board, part, id, { ...board[part][id], ...changes }) : board)
const without = (board, part, id) => ({ ...board, [part]: Object.fromEntries(Object.entries(board[part] ?? {}).filter(([key]) => key !== id)) })
const EMPTY = { text: "", who: null, by_when: null, outcome: null, from_table: null, version: 0, actor: null }
const added = (board, name, part, { target_id, body, client_at }) => (board[name]?.[target_id] ? board
  : put(board, name, target_id, { ...EMPTY, id: target_id, part, ...body, at: client_at }))
/** What was refused is not laid over, only what was added stays in sight. */
const unlessRefused = (lay) => (board, entry) => (entry.state === "refused" ? board : lay(board, entry))
const both = (board, id, changes) => over(over(board, "assumptions", id, changes), "findings", id, changes)

const LAY = {
  "assumption.name": (board, entry) => added(board, "assumptions", "assumption", entry),
  "assumption.evidence": (board, entry) => added(board, "findings", entry.body.stance, entry),
  "assumption.test": (board, entry) => added(board, "findings", "test", entry),
  "assumption.outcome": (board, entry) => added(board, "findings", "outcome", entry),
  "assumption.reword": unlessRefused((board, { target_id, body }) => both(board, target_id, body)),
  "assumption.share": unlessRefused((board, { target_id, body }) => both(board, target_id, body)),
  "assumption.bring": unlessRefused((board, { target_id }) => both(board, target_id, { share: "everyone" })),
  "assumption.remove": unlessRefused((board, { target_id }) => without(over(board, "assumptions", target_id, { text: null }), "findings", target_id)),
  "assumption.place": unlessRefused((board, { target_id, body, client_at }) => put(board, "depths", target_id, { id: target_id, at: client_at, ...body })),
}

const PAGE_CHARS = 620
const PAGE_ITEMS = 4
const BESIDE = 0.5 // how much of that fits beside a spread, on the first page
const PAGE_ASSUMPTIONS = 4

/** The pages of a wall: what everyone may read, each assumption on one page or more; and after them those with nothing on them yet. @param {any[]} assumptions @returns {any[]} */
export function pagesOf(assumptions) {
  const shown = assumptions.filter((one) => one.share === "everyone")
  const isBare = (one) => !one.said.length && !one.spread
  const bare = shown.filter(isBare)
  const lists = Array.from({ length: Math.ceil(bare.length / PAGE_ASSUMPTIONS) }, (_, page) => ({ bare: bare.slice(page * PAGE_ASSUMPTIONS, (page + 1) * PAGE_ASSUMPTIONS) }))
  return [...shown.filter((one) => !isBare(one)).flatMap((one) => cut(one.said, one.spread ? BESIDE : 1).map((said, page) => ({ one, said, first: page === 0 }))), ...lists]
}

/** @param {any[]} said  @param {number} first how much room there is on the first page  @returns {any[][]} */
function cut(said, first) {
  const pages = /** @type {any[][]} */ ([[]])
  let chars = 0
  for (const one of said.filter(({ share }) => share === "everyone")) {
    const length = one.text.length + (one.who ?? "").length + (one.by_when ?? "").length
    const page = /** @type {any[]} */ (pages.at(-1)), room = pages.length === 1 ? first : 1
    if (page.length && (chars + length > PAGE_CHARS * room || page.length === PAGE_ITEMS * room)) {
      pages.push([one])
      chars = length
    } else {
      page.push(one)
      chars += length
    }
  }
  return pages
}
