// What a board holds of close reading: the narrative that is read, its words, and what was written on its places. Pure.
// Places are code points, as on the wire; a text is an array of them here.

export const READINGS_MAX = 3
const inOrder = (part) => Object.values(part ?? {}).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : 1))

/** What was laid out last for this reader; null where nothing was, or its words were erased. Twin of narrative_now. @param {Board} board */
export function narrativeNow(board) {
  const laid = Object.values(board.narratives ?? {}).flatMap((one) => one.laid.map(({ at }) => ({ at, one })))
  const latest = laid.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.one.id < b.one.id ? -1 : 1)).at(-1)?.one
  return latest && latest.text !== null ? latest : null
}

/** All that were laid out and still have words, each with the tables that read it; for everyone where there are none. @param {Board} board  @returns {any[]} */
export function narrativesOn(board) {
  return Object.values(board.narratives ?? {}).filter(({ text }) => text !== null).sort((a, b) => (a.laid[0].at < b.laid[0].at ? -1 : 1))
    .map((one) => ({ ...one, tables: one.laid.some(({ table_id }) => !table_id) ? [] : [...new Set(one.laid.map(({ table_id }) => table_id))] }))
}

const known = new Map()

/** The words of a narrative with their places, the line of each, and where each line begins among them. @param {any} narrative */
export function wordsOf(narrative) {
  const found = known.get(narrative.id)
  if (found?.text === narrative.text) return found
  const letters = [...narrative.text]
  const words = /** @type {{from: number, to: number, line: number, text: string}[]} */ ([])
  const begins = narrative.lines.map(([from, to], index) => {
    const first = words.length
    for (let at = from; at < to; at += 1) {
      if (!letters[at].trim()) continue
      const word = { from: at, to: at, line: index + 1, text: "" }
      while (word.to < to && letters[word.to].trim()) word.text += letters[word.to++]
      words.push(word)
      at = word.to
    }
    return first
  })
  const told = { text: narrative.text, letters, words, begins }
  known.set(narrative.id, told)
  return told
}

/** The words at a place; all of them are said as the text has them. @param {any} narrative  @param {any} place */
export const quoteOf = (narrative, place) => (place ? wordsOf(narrative).letters.slice(place.from, place.to).join("") : "")

/** The first and the last line that a place touches; null for the whole. Twin of lines_at. */
export function linesAt(lines, place) {
  const touched = place ? lines.flatMap(([from, to], index) => (from < place.to && place.from < to ? [index + 1] : [])) : []
  return touched.length ? [touched[0], touched.at(-1)] : null
}

/** “line 3”, “lines 3 to 5”. */
export const where = (pair) => (!pair ? "the whole text" : pair[0] === pair[1] ? `line ${pair[0]}` : `lines ${pair[0]} to ${pair[1]}`)
export const Where = (pair) => where(pair).replace(/^./, (letter) => letter.toUpperCase())

/** What a mark means, in its step's words. @param {Board} board */
export const meaningOf = (board, { round_id, meaning }) => board.rounds[round_id]?.options?.meanings?.[Number(meaning.split("-")[1]) - 1] ?? ""

/** @param {Board} board  @param {any} narrative  @returns {any[]} */
export const marksOn = (board, narrative) => inOrder(board.marks).filter(({ place }) => place.on === narrative.id)

/** Rewritings in the order of the text. @param {Board} board  @param {any} narrative  @returns {any[]} */
export const rewritingsOn = (board, narrative) => writtenOn(board, narrative, "rewriting").sort((a, b) => (a.place?.from ?? 0) - (b.place?.from ?? 0))

/** Places in the order of the text, each with its authors in the order in which they began, and their dated readings. Twin of readings_by_place. @param {Board} board  @param {any} narrative  @returns {any[]} */
export function readingsOn(board, narrative) {
  const series = new Map()
  for (const one of writtenOn(board, narrative, "reading")) {
    const first = one.first_id ?? one.id
    series.set(first, [...(series.get(first) ?? []), one])
  }
  const places = new Map()
  for (const [first, readings] of series) {
    const at = readings[0].place
    const key = at ? `${at.from}-${at.to}` : "whole"
    if (!places.has(key)) places.set(key, { key, place: at, lines: linesAt(narrative.lines, at), quote: readings[0].quote, authors: [] })
    places.get(key).authors.push({ first, readings })
  }
  return [...places.values()].sort((a, b) => (a.place?.from ?? -1) - (b.place?.from ?? -1) || (a.place?.to ?? 0) - (b.place?.to ?? 0))
}

const writtenOn = (board, narrative, form) => inOrder(board.readings).filter((one) => one.narrative_id === narrative.id && one.form === form && one.text !== null)

/** The board with what its reader has done and what is still on its way; what was refused stays in sight where it was added. @param {Board} board  @param {Entry[]} entries  @returns {Board} */
export function laid(board, entries) {
  return entries.filter((entry) => entry.kind.startsWith("read.")).reduce((now, entry) => LAY[entry.kind]?.(now, entry) ?? now, board)
}

const put = (board, part, id, thing) => (board[part]?.[id] ? board : { ...board, [part]: { ...board[part], [id]: { id, ...thing } } })
const without = (part) => (board, { target_id, state }) => (state === "refused" ? board
  : { ...board, [part]: Object.fromEntries(Object.entries(board[part] ?? {}).filter(([id]) => id !== target_id)) })

const LAY = {
  "read.mark": (board, { target_id, body, client_at }) => put(board, "marks", target_id, { ...body, at: client_at }),
  "read.write": (board, { target_id, body, client_at }) => board.readings?.[target_id] ? board : put(board, "readings", target_id, {
    why: "", quote: "", place: null, ...body, first_id: body.reading_id ?? null, version: 0, actor: null, at: client_at,
    narrative_id: body.place?.on ?? board.readings?.[body.reading_id]?.narrative_id ?? narrativeNow(board)?.id,
    ...(body.reading_id && { place: board.readings?.[body.reading_id]?.place ?? null, quote: board.readings?.[body.reading_id]?.quote ?? "" }),
  }),
  "read.unmark": without("marks"),
  "read.remove": without("readings"),
}

const PAGE_CHARS = 620
const PAGE_LINES = 9

/** The pages of a wall: the text, then what was written on it. @param {Board} board  @param {any} narrative  @returns {any[]} */
export function pagesOf(board, narrative) {
  const pages = /** @type {number[][]} */ ([])
  let chars = Infinity
  narrative.lines.forEach(([from, to], index) => {
    chars += to - from
    if (chars > PAGE_CHARS || (pages.at(-1)?.length ?? 0) >= PAGE_LINES) {
      pages.push([])
      chars = to - from
    }
    pages.at(-1)?.push(index)
  })
  const readings = readingsOn(board, narrative).flatMap((place) => chunks(place.authors.filter(({ readings }) => readings.some(shown)), 2).map((authors) => ({ place, authors })))
  return [...pages.map((lines) => ({ lines })), ...readings, ...rewritingsOn(board, narrative).filter(shown).map((rewriting) => ({ rewriting }))]
}

const shown = ({ share }) => share === "everyone"
const chunks = (list, size) => Array.from({ length: Math.ceil(list.length / size) }, (_, page) => list.slice(page * size, (page + 1) * size))
