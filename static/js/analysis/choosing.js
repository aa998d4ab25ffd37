// Which words are chosen: one run of words on the page, by mouse, touch or keyboard. Knows nothing of codes.

/** @typedef {{from: number, to: number}} Run inclusive, by place on the page */
/** @typedef {"word" | "sentence" | "turn"} Unit */

const ENDS = /[.!?…]["'”’)]*$/
// A sentence without a full stop, as machines write some, ends here.
const LONGEST_SENTENCE = 60

export class Choosing {
  /** @param {HTMLElement} book @param {() => void} changed */
  constructor(book, changed) {
    this.book = book
    this.changed = changed
    /** @type {HTMLElement[]} */
    this.words = [...book.querySelectorAll(/** @type {"span"} */ (".w"))]
    this.blocks = this.words.map((word) => word.closest(".block"))
    this.places = new Map(this.words.map((word, at) => [word, at]))
    /** @type {Run | null} */
    this.run = null
    /** @type {number} where the choice began, which stays when it grows */
    this.anchor = 0
    /** @type {number} the end that moves */
    this.edge = -1
    /** @type {Unit} */
    this.unit = "sentence"
    /** @type {HTMLElement[]} */
    this.shown = []
  }

  /** @param {HTMLElement} word */
  placeOf(word) {
    return this.places.get(word) ?? -1
  }

  /** @param {number} from @param {number} to @param {{anchor?: number, edge?: number, scrolls?: boolean}} [how] */
  choose(from, to, { anchor = from, edge = to, scrolls = true } = {}) {
    this.run = { from: Math.min(from, to), to: Math.max(from, to) }
    this.anchor = anchor
    this.edge = edge
    this.#keepInOneText()
    this.#draw(scrolls)
    this.changed()
  }

  clear() {
    this.run = null
    this.#draw(false)
    this.changed()
  }

  /** Grow the choice to this word. @param {number} to */
  extend(to) {
    if (!this.run) return this.choose(to, to)
    this.choose(this.anchor, to, { anchor: this.anchor, edge: to })
  }

  /** @param {Unit} unit @param {1 | -1} step @param {boolean} grows */
  move(unit, step, grows) {
    this.unit = unit
    const run = this.run
    if (!run) {
      const first = this.#firstInSight()
      return this.#chooseUnit(unit, this.edge >= 0 ? this.edge : first)
    }
    if (grows) {
      const end = this.edge >= this.anchor ? run.to : run.from
      const next = end + step
      if (!this.#has(next)) return
      const [from, to] = this.unitAt(unit, next)
      return this.extend(step > 0 ? to : from)
    }
    const next = step > 0 ? run.to + 1 : run.from - 1
    if (this.#has(next)) this.#chooseUnit(unit, next)
  }

  /** Choose what comes next, of the same kind as before. */
  goOn() {
    this.move(this.unit, 1, false)
  }

  /** @param {Unit} unit @param {number} at @returns {[number, number]} */
  unitAt(unit, at) {
    if (unit === "word") return [at, at]
    let from = at
    let to = at
    const isEnd = (/** @type {number} */ place) =>
      unit === "sentence" && (ENDS.test(this.words[place].textContent ?? "") || to - from >= LONGEST_SENTENCE)
    while (this.#has(from - 1) && this.blocks[from - 1] === this.blocks[at] && !isEnd(from - 1)) from--
    while (this.#has(to + 1) && this.blocks[to + 1] === this.blocks[at] && !isEnd(to)) to++
    return [from, to]
  }

  /** What a browser's own selection covers, such as by dragging the mouse; whether it covered any words. */
  takeSelection() {
    const selection = getSelection()
    if (!selection || selection.isCollapsed || !selection.rangeCount) return false
    const range = selection.getRangeAt(0)
    const inside = this.words.filter((word) => range.intersectsNode(word) && touches(range, word))
    if (!inside.length) return false
    selection.removeAllRanges()
    this.unit = "word"
    this.choose(this.placeOf(inside[0]), this.placeOf(inside[inside.length - 1]), { scrolls: false })
    return true
  }

  /** The words, as people read them. */
  text() {
    return this.run ? this.words.slice(this.run.from, this.run.to + 1).map((word) => word.textContent).join(" ") : ""
  }

  /** What the server needs to know of the choice; null if nothing is chosen. */
  asSent() {
    if (!this.run) return null
    const first = this.words[this.run.from]
    const last = this.words[this.run.to]
    const source = /** @type {HTMLElement} */ (this.blocks[this.run.from]).dataset.source ?? ""
    return first.dataset.n === undefined
      ? { source, first: Number(first.dataset.f), last: Number(last.dataset.l) }
      : { source, first: Number(first.dataset.n), last: Number(last.dataset.n) }
  }

  /** @param {Unit} unit @param {number} at */
  #chooseUnit(unit, at) {
    const [from, to] = this.unitAt(unit, at)
    this.choose(from, to)
  }

  /** @param {number} place */
  #has(place) {
    return place >= 0 && place < this.words.length
  }

  #firstInSight() {
    const at = this.words.findIndex((word) => word.getBoundingClientRect().bottom > 0)
    return Math.max(0, at)
  }

  /** Two notes are two texts: a choice stays within the one in which it began. */
  #keepInOneText() {
    const run = this.run
    if (!run) return
    const sourceAt = (/** @type {number} */ at) => /** @type {HTMLElement} */ (this.blocks[at]).dataset.source
    const source = sourceAt(this.anchor)
    while (run.from < this.anchor && sourceAt(run.from) !== source) run.from++
    while (run.to > this.anchor && sourceAt(run.to) !== source) run.to--
  }

  /** @param {boolean} scrolls */
  #draw(scrolls) {
    for (const word of this.shown) word.classList.remove("is-chosen")
    this.shown = this.run ? this.words.slice(this.run.from, this.run.to + 1) : []
    for (const word of this.shown) word.classList.add("is-chosen")
    const edge = this.words[Math.min(Math.max(this.edge, 0), this.words.length - 1)]
    if (scrolls && this.run && edge) keepInSight(edge)
  }
}

/** A word of which the selection has at least a letter. @param {Range} range @param {HTMLElement} word */
function touches(range, word) {
  const own = document.createRange()
  own.selectNodeContents(word)
  const begins = range.compareBoundaryPoints(Range.END_TO_START, own)
  const ends = range.compareBoundaryPoints(Range.START_TO_END, own)
  return begins < 0 && ends > 0
}

/** @param {HTMLElement} word */
function keepInSight(word) {
  const box = word.getBoundingClientRect()
  if (box.top < 80 || box.bottom > innerHeight - 160) word.scrollIntoView({ block: "center", behavior: "instant" })
}
