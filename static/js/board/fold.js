// The board: everything one reader knows of a live session, folded from the operations that reader received.
// Other nouns are added when needed. Twin of retreat/log/board.py; both must fold tests/cases/board alike. No DOM, no clock, no network.

/** An operation of a kind that this version does not know: the page must be loaded again. */
export class UnknownKind extends Error {}

/** All maps are keyed by id. */
const PARTS = {
  session: null, rounds: {}, prompts: {}, notes: {}, clusters: {},
  votes: {}, lightbulbs: {}, wall: null, left_out: {}, recorded: null,
}

/** @returns {Board} a board on which nothing has happened */
export function emptyBoard() {
  return { ...PARTS }
}

/** Fold one more noun. @param {Noun} noun */
export function learn({ parts, texts, appliers }) {
  Object.assign(PARTS, parts)
  Object.assign(ERASABLE, texts)
  Object.assign(APPLIERS, appliers)
}

/**
 * Fold operations in the order they were received.
 * @param {Iterable<Operation>} operations
 * @param {Board} [board]
 */
export function foldAll(operations, board = emptyBoard()) {
  for (const operation of operations) board = fold(board, operation)
  return board
}

/**
 * @param {Board} board left as it is
 * @param {Operation} operation
 * @returns {Board} a new board; an unknown kind throws
 */
export function fold(board, operation) {
  if (!Object.hasOwn(APPLIERS, operation.kind)) throw new UnknownKind(operation.kind)
  return { ...board, ...APPLIERS[operation.kind](board, operation) }
}

/** Change one thing that exists; others are ignored (their reader never saw them). */
function change(board, part, key, changes) {
  if (!Object.hasOwn(board[part], key)) return {}
  return { [part]: { ...board[part], [key]: { ...board[part][key], ...changes } } }
}

function put(board, part, key, thing) {
  return { [part]: { ...board[part], [key]: thing } }
}

/** Dots on one thing; an id may collide with a name that every object has. */
function dotsOn(votes, key) {
  return Object.hasOwn(votes, key) ? votes[key] : 0
}

function without(board, part, key) {
  return { [part]: Object.fromEntries(Object.entries(board[part]).filter(([k]) => k !== key)) }
}

/** @returns {Note} */
export function noteFrom(op, body, id) {
  return {
    id,
    prompt_id: body.prompt_id,
    text: body.text,
    note_kind: body.note_kind,
    share: body.share,
    table: body.table ?? null,
    seat: body.seat ?? null,
    version: body.version,
    written_at: body.written_at,
    actor: "actor" in body ? body.actor : op.actor,
    at: "at" in body ? body.at : op.at,
    cluster_id: body.cluster_id ?? null,
    rank: body.rank ?? null,
    ...("from_table" in body && { from_table: body.from_table }),
    ...("picture_id" in body && { picture_id: body.picture_id }),
  }
}

/** @type {Apply} */
function noteAdd(board, op) {
  return put(board, "notes", op.target_id, noteFrom(op, op.body, op.target_id))
}

/** @type {Apply} */
function notesReveal(board, op) {
  const shown = op.body.notes.map((body) => [body.id, noteFrom(op, { ...body, share: "everyone" }, body.id)])
  return { notes: { ...board.notes, ...Object.fromEntries(shown) } }
}

/** @type {Apply} */
function clusterMerge(board, op) {
  const gone = op.target_id
  const into = op.body.into
  const moved = Object.entries(board.notes).map(([id, note]) =>
    [id, note.cluster_id === gone ? { ...note, cluster_id: into } : note])
  const dots = dotsOn(board.votes, gone)
  const { votes } = /** @type {any} */ (without(board, "votes", gone))
  if (dots) votes[into] = dotsOn(votes, into) + dots
  return { ...without(board, "clusters", gone), notes: Object.fromEntries(moved), votes }
}

/** @type {Apply} */
function voteRetract(board, op) {
  const left = dotsOn(board.votes, op.target_id) - 1
  if (left <= 0) return without(board, "votes", op.target_id)
  return { votes: { ...board.votes, [op.target_id]: left } }
}

const BULB_TEXTS = ["used", "now", "because", "set_off", "text"]
const bulbTexts = (body) => Object.fromEntries(BULB_TEXTS.map((name) => [name, body[name] ?? null]))

const ERASABLE = { notes: ["text"], prompts: ["text"], clusters: ["title", "second"], lightbulbs: BULB_TEXTS }

/** @type {Apply} */
function wordsErased(board, op) {
  const targets = new Set(op.body.targets)
  const blanked = Object.entries(ERASABLE).map(([part, texts]) => [
    part,
    Object.fromEntries(Object.entries(board[part] ?? {}).map(([id, thing]) =>
      [id, targets.has(id) ? { ...thing, ...Object.fromEntries(texts.map((text) => [text, null])) } : thing])),
  ])
  return Object.fromEntries(blanked)
}

/** One function per kind: (board, operation) to the changed parts of the board. @type {Record<string, Apply>} */
export const APPLIERS = {
  "session.open": (board, op) => ({ session: { state: "open", title: op.body.title, activity: op.body.activity } }),
  "session.reopen": ({ session }) => {
    const { next: _gone, ...rest } = session ?? { state: "open" }
    return { session: { ...rest, state: "open" } }
  },
  "session.end": (board) => ({ session: { ...board.session, state: "ended" } }),
  "session.next": (board, op) => ({ session: { ...(board.session ?? { state: "planned" }), next: { ...op.body } } }),
  "seat.changed": () => ({}),
  "desk.look": () => ({}),
  "sound.may": (_board, { body }) => ({ recorded: body.recorded }),
  "sound.leave_out": (board, op) => put(board, "left_out", op.target_id, { ...op.body }),
  "sound.let_in": (board, op) => without(board, "left_out", op.target_id),
  "round.open": (board, op) =>
    put(board, "rounds", op.target_id, { id: op.target_id, state: "open", opened_at: op.at, ...op.body }),
  "round.close": (board, op) =>
    change(board, "rounds", op.target_id, { state: "closed", version: op.body.version, ends_at: null }),
  "round.add": () => ({}),
  "round.extend": (board, op) => change(board, "rounds", op.target_id, op.body),
  "round.pause": (board, op) => change(board, "rounds", op.target_id, { version: op.body.version, paused_at: op.at }),
  "round.resume": (board, op) => change(board, "rounds", op.target_id, { ...op.body, paused_at: null }),
  "prompt.ask": (board, op) =>
    put(board, "prompts", op.target_id, {
      id: op.target_id, round_id: op.body.round_id, text: op.body.text, version: op.body.version, at: op.at,
    }),
  "prompt.reword": (board, op) =>
    change(board, "prompts", op.target_id, { text: op.body.text, version: op.body.version }),
  "note.add": noteAdd,
  "note.edit": (board, op) =>
    change(board, "notes", op.target_id, { text: op.body.text, version: op.body.version }),
  "note.move": (board, op) =>
    change(board, "notes", op.target_id, { cluster_id: op.body.cluster_id, rank: op.body.rank }),
  "note.share": noteAdd,
  "note.bring": noteAdd,
  "note.remove": (board, op) => ({
    ...without(board, "notes", op.target_id), ...without(board, "votes", op.target_id),
  }),
  "notes.reveal": notesReveal,
  "cluster.add": (board, op) =>
    put(board, "clusters", op.target_id, {
      id: op.target_id, title: op.body.title, second: op.body.second || null, prompt_id: op.body.prompt_id, rank: op.body.rank,
      version: op.body.version, at: op.at,
    }),
  "cluster.rename": (board, op) =>
    change(board, "clusters", op.target_id, { title: op.body.title, second: op.body.second || null, version: op.body.version }),
  "cluster.merge": clusterMerge,
  "vote.cast": (board, op) =>
    ({ votes: { ...board.votes, [op.target_id]: dotsOn(board.votes, op.target_id) + 1 } }),
  "vote.retract": voteRetract,
  "lightbulb.mark": (board, op) =>
    put(board, "lightbulbs", op.target_id, {
      id: op.target_id, on: op.body.on, ...bulbTexts(op.body), share: op.body.share, version: op.body.version,
      actor: op.actor, at: op.at,
    }),
  "lightbulb.edit": (board, op) =>
    change(board, "lightbulbs", op.target_id, { ...bulbTexts(op.body), version: op.body.version }),
  "lightbulb.remove": (board, op) => without(board, "lightbulbs", op.target_id),
  "wall.show": (board, { body, at }) => ({ wall: { view: body.view, prompt_id: body.prompt_id, order: body.order ?? null, at } }),
  "words.erased": wordsErased,
}
