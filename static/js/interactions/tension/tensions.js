// The tensions of a board and the statements on each, in the order in which they were made: never by support. Pure.

/** Twins of facilitation/interactions/tension/words.py. */
export const KINDS = { facts: "Facts", words: "Words", values: "Values", power: "Power" }
export const LEFT = { open: "Still open", agreed: "Agreed", parked: "Parked for now", local_choice: "Each place chooses" }
export const TEXT_MAX_CHARS = 600
export const PROTECTS_MAX_CHARS = 300

const inOrder = (part) => Object.values(part ?? {}).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : 1))

/** Of every round so far, because later ones continue them. A tension that several steps list in the same words is one, with several places. @param {Board} board */
export function tensionsOn(board) {
  const found = /** @type {Map<string, any>} */ (new Map())
  const rounds = Object.values(board.rounds).filter((round) => round.interaction === "tension")
  for (const round of rounds.sort((a, b) => (opened(a) < opened(b) ? -1 : 1))) {
    (round.options?.tensions ?? []).forEach((text, at) => {
      const place = { round_id: round.id, tension_id: `tension-${at + 1}` }
      if (found.has(text)) found.get(text).places.push(place)
      else found.set(text, { id: place.tension_id, key: `${round.id}-${place.tension_id}`, text, version: 0, actor: null, named: false, places: [place] })
    })
  }
  const named = inOrder(board.tensions).map((one) => ({ ...one, key: one.id, named: true, places: [{ round_id: one.round_id, tension_id: one.id }] }))
  const all = [...found.values(), ...named].map((one) => ({ ...one, ...saidOn(board, one), ...marksOn(board, one) }))
  return all.filter((one) => one.text !== null || one.sides.length + one.neithers.length)
}

const opened = (round) => `${round.opened_at} ${round.id}`

function saidOn(board, { places }) {
  const isHere = (side) => side.text !== null && places.some((place) => place.round_id === side.round_id && place.tension_id === side.tension_id)
  const here = inOrder(board.sides).filter(isHere)
  return { sides: here.filter(({ stance }) => stance === "side"), neithers: here.filter(({ stance }) => stance === "neither") }
}

/** Its kinds, and how it was left. */
function marksOn(board, { places }) {
  const told = places.map(({ round_id, tension_id }) => board.sorted_tensions?.[round_id]?.of[tension_id]).filter(Boolean)
  const left = told.map((one) => one.left).filter((one) => one !== "open")
  return { kinds: Object.keys(KINDS).filter((kind) => told.some((one) => one.kinds.includes(kind))), left: left.at(-1) ?? "open" }
}

/** The reader's own “I could sign this”; `isOld` if the words have changed since. @param {Board} board  @param {Set<string>} mine  @param {any} side */
export function holdOf(board, mine, side) {
  const hold = inOrder(board.holds).filter((one) => one.side_id === side.id && mine.has(one.id)).at(-1)
  return hold ? { ...hold, isOld: hold.version !== side.version } : null
}

/** The board with what its reader has done, sent or not. @param {Board} board  @param {Entry[]} entries @returns {Board} */
export function laid(board, entries) {
  return entries.filter((entry) => entry.kind.startsWith("tension.")).reduce((now, entry) => LAY[entry.kind]?.(now, entry) ?? now, board)
}

const put = (board, part, id, thing) => ({ ...board, [part]: { ...board[part], [id]: thing } })
const over = (board, part, id, changes) => (board[part]?.[id] ? put(board, part, id, { ...board[part][id], ...changes }) : board)
const without = (board, part, id) => ({ ...board, [part]: Object.fromEntries(Object.entries(board[part] ?? {}).filter(([key]) => key !== id)) })
const added = (part, stance) => (board, { target_id, body, client_at }) => (board[part]?.[target_id] ? board
  : put(board, part, target_id, { id: target_id, stance, protects: null, ...body, held: false, version: 0, actor: null, at: client_at }))
/** Refused changes are not applied; refused additions stay visible. */
const unlessRefused = (lay) => (board, entry) => (entry.state === "refused" ? board : lay(board, entry))
const marked = (changes) => unlessRefused((board, { body: { round_id, tension_id, ...said } }) => {
  const of = board.sorted_tensions?.[round_id]?.of ?? {}
  const now = of[tension_id] ?? { kinds: [], left: "open" }
  return put(board, "sorted_tensions", round_id, { id: round_id, of: { ...of, [tension_id]: { ...now, ...changes(now, said) } } })
})

const LAY = {
  "tension.name": added("tensions", "tension"),
  "tension.side": added("sides", "side"),
  "tension.neither": added("sides", "neither"),
  "tension.reword": unlessRefused((board, { target_id, body }) => over(over(board, "tensions", target_id, { text: body.text }), "sides", target_id, { text: body.text, protects: body.protects })),
  "tension.remove": unlessRefused((board, { target_id }) => without(over(board, "tensions", target_id, { text: null }), "sides", target_id)),
  "tension.sign": unlessRefused((board, { target_id, body, client_at }) => put(board, "holds", target_id, { id: target_id, at: client_at, ...body })),
  "tension.unsign": unlessRefused((board, { target_id }) => without(board, "holds", target_id)),
  "tension.mark": marked(({ kinds }, { about, applies }) => ({ kinds: applies === "yes" ? [...kinds, about] : kinds.filter((each) => each !== about) })),
  "tension.leave": marked((_now, { left }) => ({ left })),
}

const PAGE_CHARS = 760
const PAGE_ITEMS = 4
const PAGE_TENSIONS = 4

/** The pages of a wall: each tension on one or more, and after them those that are not yet in words. @param {any[]} tensions  @returns {any[]} */
export function pagesOf(tensions) {
  const isSaid = (one) => one.sides.length + one.neithers.length > 0
  const bare = tensions.filter((one) => !isSaid(one))
  const lists = Array.from({ length: Math.ceil(bare.length / PAGE_TENSIONS) }, (_, page) => ({ bare: bare.slice(page * PAGE_TENSIONS, (page + 1) * PAGE_TENSIONS) }))
  return [...tensions.filter(isSaid).flatMap((tension) => cut(tension).map((said) => ({ tension, said }))), ...lists]
}

/** Divides a tension between pages. @param {any} tension  @returns {any[][]} */
function cut(tension) {
  const pages = /** @type {any[][]} */ ([[]])
  let chars = 0
  for (const one of [...tension.sides, ...tension.neithers]) {
    const length = one.text.length + (one.protects ?? "").length
    const page = /** @type {any[]} */ (pages.at(-1))
    if (page.length && (chars + length > PAGE_CHARS || page.length === PAGE_ITEMS)) {
      pages.push([one])
      chars = length
    } else {
      page.push(one)
      chars += length
    }
  }
  return pages
}
