// The place of a thing among others, as text: moving it changes only its own rank. Pure.

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

/**
 * A rank between two others, as text that sorts: a fraction in base 62 in the order of ASCII, so there is always room between.
 * @param {string | null} before  @param {string | null} after
 */
export function rankBetween(before, after) {
  let rank = ""
  for (let place = 0; ; place += 1) {
    const low = before && place < before.length ? DIGITS.indexOf(before[place]) : 0
    const high = after && place < after.length ? DIGITS.indexOf(after[place]) : DIGITS.length
    if (high - low > 1) return rank + DIGITS[Math.floor((low + high) / 2)]
    rank += DIGITS[low]
    if (high > low) after = null
  }
}
