// Which key does what, while reading and while typing. No DOM.

/** @typedef {"next" | "before" | "edit" | "leave" | "save" | "save-checked" | "play" | "back" | "on" | "loop" | "slower" |
 *  "faster" | "doubt" | "checked" | "approved" | "to-check" | "history" | "help"} Act */

/** @type {Record<string, Act>} by the character on the key */
const WITH_ALT = {
  k: "play", j: "back", l: "on", o: "loop", ",": "slower", ".": "faster", n: "doubt", c: "checked", a: "approved",
  q: "to-check", ArrowDown: "next", ArrowUp: "before",
}
/** @type {Record<string, Act>} by where the key is, for keyboards on which Alt writes another letter */
const BY_PLACE = {
  KeyK: "play", KeyJ: "back", KeyL: "on", KeyO: "loop", Comma: "slower", Period: "faster", KeyN: "doubt",
  KeyC: "checked", KeyA: "approved", KeyQ: "to-check",
}
/** Repeats while its key is held down; everything else happens once, so that no turn is marked as checked unread. */
export const HELD_ON = new Set(["next", "before", "back", "on", "slower", "faster", "doubt"])

/** What changes or checks the words; only for roles that may do that. @type {Set<Act>} */
export const WORKS = new Set(["edit", "leave", "save", "save-checked", "checked", "approved", "to-check"])

/** @type {Record<string, Act>} */
const READING = { ...WITH_ALT, e: "edit", Enter: "edit", h: "history" }

/** What a key does; null if it belongs to the browser.
 *  @param {Pick<KeyboardEvent, "key" | "code" | "altKey" | "ctrlKey" | "metaKey">} pressed
 *  @param {"typing" | "reading" | "elsewhere"} where reading: on a turn; elsewhere: anywhere but in a field
 *  @returns {Act | null} */
export function actOf(pressed, where) {
  const { altKey, ctrlKey, metaKey } = pressed
  if (where === "typing" && (ctrlKey || metaKey) && !altKey) {
    if (pressed.code === "KeyS" || pressed.key === "s") return "save"
    return pressed.key === "Enter" ? "save-checked" : null
  }
  if (ctrlKey || metaKey) return null
  if (pressed.key === "F8" && !altKey) return "play"
  if (altKey) return WITH_ALT[pressed.key] ?? BY_PLACE[pressed.code] ?? null
  if (where === "typing") return pressed.key === "Escape" ? "leave" : null
  if (pressed.key === "?") return "help"
  if (where !== "reading") return null
  return READING[pressed.key] ?? READING[pressed.key.toLowerCase()] ?? null
}
