// The keys of coding. They work while the words have the focus, and nowhere else.

/**
 * @typedef {object} Doing
 * @property {import("./choosing.js").Choosing} choosing
 * @property {import("./palette.js").Palette} palette
 * @property {(goesOn: boolean) => void} again
 * @property {() => void} vivo
 * @property {() => void} play
 * @property {() => void} undo
 * @property {() => void} uncode
 */

/** @type {Record<string, [import("./choosing.js").Unit, 1 | -1]>} */
const MOVES = {
  ArrowRight: ["word", 1],
  ArrowLeft: ["word", -1],
  ArrowDown: ["sentence", 1],
  ArrowUp: ["sentence", -1],
  "]": ["turn", 1],
  "[": ["turn", -1],
  "}": ["turn", 1],
  "{": ["turn", -1],
}

/** @param {KeyboardEvent} event @param {Doing} doing */
export function keysOf(event, doing) {
  if (event.isComposing || event.altKey) return
  const { choosing } = doing
  if (event.ctrlKey || event.metaKey) {
    if (event.key.toLowerCase() !== "z") return
    doing.undo()
  } else if (event.key in MOVES) {
    const [unit, step] = MOVES[event.key]
    choosing.move(unit, step, event.shiftKey)
  } else if (event.key === "Enter") {
    if (!choosing.run) return
    doing.palette.open("")
  } else if (event.key === "=" || event.key === "+") doing.again(event.key === "+" || event.shiftKey)
  else if (event.key === "'" || event.key === '"') doing.vivo()
  else if (event.key === " ") doing.play()
  else if (event.key === "Delete" || event.key === "Backspace") doing.uncode()
  else if (event.key === "Escape") choosing.clear()
  else if (choosing.run && /^[\p{L}\p{N}]$/u.test(event.key)) doing.palette.open(event.key)
  else return
  event.preventDefault()
}
