// A double tap on a button that gives and takes back is one press, not two.

const SAME_TAP_MS = 600

/** @type {Map<string, number>} when each was last pressed */
const pressed = new Map()

/**
 * Whether a press belongs to the one before it. Not every browser counts taps, so for those the time decides.
 * @param {any} event the click  @param {string} on what is given or taken back
 */
export function isSamePress(event, on) {
  const last_ms = pressed.get(on) ?? -Infinity
  const isSame = event.detail > 1 || (event.pointerType === "touch" && event.timeStamp - last_ms < SAME_TAP_MS)
  if (!isSame) pressed.set(on, event.timeStamp)
  return isSame
}
