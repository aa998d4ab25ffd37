// When the wall turns its pages. Pure: no DOM, no clock; the caller passes times in milliseconds.

export const STAY_MIN_MS = 8_000
export const STAY_MAX_MS = 20_000
export const WORD_MS = 150 // a calm reader's time for one word
export const GLANCE_MS = 3_000 // no page is replaced sooner, even for a new note

/**
 * `page` has been shown since `since_ms`; `next` comes then, even after a page was shown out of turn.
 * @typedef {{page: number, next: number, since_ms: number, held: boolean}} Turn
 * @typedef {{pages: number, words: number[], fresh: number | null}} Layout how many pages, how many words on each,
 *   and the page of a note that has just come and was not yet in sight
 */

/** @param {number} now_ms  @returns {Turn} */
export function begin(now_ms) {
  return { page: 0, next: 1, since_ms: now_ms, held: false }
}

/** How long a page stays: the time to read its words, within limits. @param {number} words */
export function stay_ms(words) {
  return Math.min(STAY_MAX_MS, Math.max(STAY_MIN_MS, words * WORD_MS))
}

/**
 * What to show now. A new note appears within `GLANCE_MS`; the page that it displaced loses nothing, because
 * afterwards the wall continues from there. So every page is seen, even when many notes come.
 * @param {Turn} turn  @param {Layout} layout  @param {number} now_ms  @returns {Turn}
 */
export function turned(turn, layout, now_ms) {
  const { pages, words, fresh } = layout
  if (turn.page >= pages) return { ...turn, page: pages - 1, next: 0, since_ms: now_ms }
  const shown_ms = now_ms - turn.since_ms
  if (turn.held || pages < 2) return turn
  if (fresh !== null && fresh !== turn.page && fresh < pages) {
    return shown_ms < GLANCE_MS ? turn : { ...turn, page: fresh, since_ms: now_ms }
  }
  if (shown_ms < stay_ms(words[turn.page] ?? 0)) return turn
  const next = turn.next % pages
  const page = next === turn.page ? (next + 1) % pages : next
  return { ...turn, page, next: (page + 1) % pages, since_ms: now_ms }
}

/** Somebody turns by hand. @param {Turn} turn  @param {number} by  @param {number} pages  @param {number} now_ms */
export function turnedBy(turn, by, pages, now_ms) {
  const page = (turn.page + by + pages) % pages
  return { ...turn, page, next: (page + 1) % pages, since_ms: now_ms }
}

/** Stay on this page until told otherwise, or continue. @param {Turn} turn  @param {number} now_ms */
export function heldOrNot(turn, now_ms) {
  return { ...turn, held: !turn.held, since_ms: now_ms }
}
