// Divides notes into pages: columns of equal height, as many as necessary, measured after layout.

/**
 * @typedef {{pages: number, words: number[], places: Map<string, number>, goesOn: (string | null)[]}} Pages
 *   `places`: the page on which a note begins; `goesOn`: the heading that a page carries on from the page before
 */

// Of the wall's own letters. The smallest is read from ten metres on a screen two and a half metres wide (about 4 cm high
// at 1,920 pixels); what does not fit with it goes on the next page.
const SCALES = [3.2, 2.8, 2.5, 2.2, 2, 1.8, 1.65, 1.5, 1.4]
const SMALLEST = 1.3

/**
 * The largest letters with which everything fits on one page, otherwise the smallest.
 * @param {HTMLElement} sheet  @returns {Pages}
 */
export function layOut(sheet) {
  const flow = /** @type {HTMLElement} */ (sheet.firstElementChild)
  sheet.dataset.spread = "no"
  const scale = SCALES.find((each) => { setScale(sheet, each); return fits(sheet, flow) })
  sheet.dataset.size = scale ? "large" : "ordinary"
  if (!scale) setScale(sheet, SMALLEST)
  const found = read(flow)
  if (found.pages === 1) sheet.dataset.spread = "yes" // one page uses the whole width of it
  return found
}

/** @param {HTMLElement} sheet  @param {number} scale */
function setScale(sheet, scale) {
  sheet.style.setProperty("--wall-scale", String(scale))
}

/** Neither a second page nor, on a screen too small for pages, a long way to scroll. @param {HTMLElement} sheet  @param {HTMLElement} flow */
function fits(sheet, flow) {
  return stepsOf(flow).pages === 1 && sheet.scrollHeight <= innerHeight
}

/** @param {HTMLElement} flow */
function stepsOf(flow) {
  const gap = parseFloat(getComputedStyle(flow).columnGap) || 0
  const step = flow.clientWidth + gap
  return { step, pages: Math.max(1, Math.ceil((flow.scrollWidth + gap - 2) / step)) }
}

/** @param {HTMLElement} flow  @returns {Pages} */
function read(flow) {
  const { step, pages } = stepsOf(flow)
  const left = flow.getBoundingClientRect().left
  const pageOf = (/** @type {Element} */ element) => Math.min(pages - 1, Math.floor((element.getClientRects()[0].left - left + 1) / step))
  const words = Array(pages).fill(0)
  const goesOn = Array(pages).fill(null)
  const places = new Map()
  for (const note of /** @type {NodeListOf<HTMLElement>} */ (flow.querySelectorAll("[data-note]"))) {
    const page = pageOf(note)
    const heading = note.closest(".wall__cluster")?.querySelector("h2 > span")
    if (words[page] === 0 && heading && pageOf(heading) < page) goesOn[page] = heading.textContent
    words[page] += (note.textContent ?? "").split(/\s+/).length
    places.set(note.dataset.note ?? "", page)
  }
  return { pages, words, places, goesOn }
}

/** @param {Pages} one  @param {Pages} other */
export function same(one, other) {
  return one.pages === other.pages && one.words.join() === other.words.join() && one.goesOn.join() === other.goesOn.join()
    && one.places.size === other.places.size && [...one.places].every(([id, page]) => other.places.get(id) === page)
}
