// Codings in the right margin: a bracket along the words, and the name of the code beside it.

/** @typedef {{id: string, name: string, path: string[], depth: number, colour: string, codings: number, meaning: string, use_when: string, not_when: string}} Code */
/** @typedef {{id: string, code: string, excerpt: string, by: string, mine: boolean, transcript: string | null, first: number | null, last: number | null, made: string | null, first_cp: number | null, last_cp: number | null, from?: number, to?: number}} Mark */

const LANE_PX = 8

/**
 * Find the words of each coding on this page, and draw it.
 * @param {import("./choosing.js").Choosing} choosing
 * @param {Mark[]} marks
 * @param {Map<string, Code>} codes
 */
export function drawMargin(choosing, marks, codes) {
  const here = marks.filter((mark) => codes.has(mark.code) && place(choosing, mark))
  const isCoded = new Uint8Array(choosing.words.length)
  /** @type {Map<Element, Mark[]>} */
  const byBlock = new Map()
  for (const mark of here) {
    isCoded.fill(1, mark.from, (mark.to ?? 0) + 1)
    for (const block of new Set(choosing.blocks.slice(mark.from, (mark.to ?? 0) + 1))) {
      if (block) byBlock.set(block, [...(byBlock.get(block) ?? []), mark])
    }
  }
  choosing.words.forEach((word, at) => word.classList.toggle("is-coded", isCoded[at] === 1))
  for (const block of choosing.book.querySelectorAll(".block")) drawBlock(choosing, block, byBlock.get(block) ?? [], codes)
  return here
}

/** @param {import("./choosing.js").Choosing} choosing @param {Mark} mark @returns {boolean} whether it is on this page */
function place(choosing, mark) {
  const source = mark.transcript ? `words:${mark.transcript}` : null
  let from = -1
  let to = -1
  let cell = -1
  for (let at = 0; at < choosing.words.length; at++) {
    const word = choosing.words[at]
    const own = /** @type {HTMLElement} */ (choosing.blocks[at]).dataset.source ?? ""
    if (source) {
      if (own !== source) continue
      // A word that somebody added is where the heard word before it is.
      cell = word.dataset.c === undefined ? cell : Number(word.dataset.c)
      if (cell < (mark.first ?? 0) || cell > (mark.last ?? -1)) continue
    } else {
      if (own.slice(own.indexOf(":") + 1) !== mark.made) continue
      if (mark.first_cp !== null && Number(word.dataset.l) <= mark.first_cp) continue
      if (mark.last_cp !== null && Number(word.dataset.f) >= mark.last_cp) continue
    }
    if (from < 0) from = at
    to = at
  }
  mark.from = from
  mark.to = to
  return from >= 0
}

/** @param {import("./choosing.js").Choosing} choosing @param {Element} block @param {Mark[]} marks @param {Map<string, Code>} codes */
function drawBlock(choosing, block, marks, codes) {
  const gutter = /** @type {HTMLElement} */ (block.querySelector("[data-slot=gutter]"))
  const list = /** @type {HTMLElement} */ (block.querySelector("[data-slot=codes]"))
  const key = marks.map((mark) => `${mark.id}.${mark.from}.${mark.to}.${codes.get(mark.code)?.name}.${codes.get(mark.code)?.colour}`).join()
  if (list.dataset.key === key && gutter.dataset.width === String(block.clientWidth)) return
  list.dataset.key = key
  gutter.dataset.width = String(block.clientWidth)
  const inOrder = [...marks].sort((a, b) => (a.from ?? 0) - (b.from ?? 0) || (b.to ?? 0) - (a.to ?? 0))
  list.replaceChildren(...inOrder.map((mark) => entry(mark, /** @type {Code} */ (codes.get(mark.code)))))
  drawBrackets(choosing, block, gutter, inOrder, codes)
}

/** @param {Mark} mark @param {Code} code */
function entry(mark, code) {
  const line = document.createElement("li")
  const button = document.createElement("button")
  button.type = "button"
  button.className = "block__code"
  button.dataset.mark = mark.id
  const dot = document.createElement("span")
  dot.className = "swatch"
  dot.dataset.colour = code.colour
  const name = document.createElement("span")
  name.textContent = code.name
  button.append(dot, name)
  if (!mark.mine) {
    const by = document.createElement("span")
    by.className = "block__by"
    by.textContent = mark.by
    button.append(by)
  }
  line.append(button)
  return line
}

/** @param {import("./choosing.js").Choosing} choosing @param {Element} block @param {HTMLElement} gutter @param {Mark[]} marks @param {Map<string, Code>} codes */
function drawBrackets(choosing, block, gutter, marks, codes) {
  const own = choosing.words.flatMap((word, at) => (choosing.blocks[at] === block ? [at] : []))
  const [first, last] = [own[0], own[own.length - 1]]
  /** @type {number[]} */
  const lanes = []
  const top = gutter.getBoundingClientRect().top
  const drawn = marks.map((mark) => {
    const from = choosing.words[Math.max(mark.from ?? 0, first)].getBoundingClientRect()
    const to = choosing.words[Math.min(mark.to ?? 0, last)].getBoundingClientRect()
    let lane = lanes.findIndex((until) => until <= from.top)
    if (lane < 0) lane = lanes.push(0) - 1
    lanes[lane] = to.bottom
    const bracket = document.createElement("i")
    bracket.className = "bracket"
    bracket.dataset.colour = codes.get(mark.code)?.colour
    bracket.style.insetBlockStart = `${from.top - top}px`
    bracket.style.blockSize = `${Math.max(to.bottom - from.top, 8)}px`
    bracket.style.insetInlineStart = `${lane * LANE_PX}px`
    return bracket
  })
  gutter.style.inlineSize = `${Math.max(1, lanes.length) * LANE_PX}px`
  gutter.replaceChildren(...drawn)
}
