// Where each code is in the whole transcript: a line for each code, a stripe for each coding.

const SVG = "http://www.w3.org/2000/svg"
const LINES = 24

/**
 * @param {HTMLElement} figure
 * @param {import("./margin.js").Mark[]} marks
 * @param {import("./margin.js").Code[]} codes
 * @param {(word: number) => void} goTo
 */
export function drawStripes(figure, marks, codes, goTo) {
  const words = Number(figure.dataset.words)
  const its = marks.filter((mark) => mark.transcript !== null && mark.transcript === figure.dataset.transcript)
  figure.hidden = !words || !its.length
  if (figure.hidden) return
  /** @type {Map<string, import("./margin.js").Mark[]>} */
  const byCode = new Map()
  for (const mark of its) byCode.set(mark.code, [...(byCode.get(mark.code) ?? []), mark])
  const rows = codes.filter((code) => byCode.has(code.id)).slice(0, LINES)
  figure.querySelector("[data-slot=rows]")?.replaceChildren(
    ...rows.map((code) => row(code, byCode.get(code.id) ?? [], words, goTo)),
  )
}

/** @param {import("./margin.js").Code} code @param {import("./margin.js").Mark[]} marks @param {number} words @param {(word: number) => void} goTo */
function row(code, marks, words, goTo) {
  const line = document.createElement("div")
  line.className = "stripes__row"
  line.dataset.code = code.id
  const name = document.createElement("span")
  name.className = "stripes__name"
  name.textContent = code.name
  const drawing = document.createElementNS(SVG, "svg")
  drawing.setAttribute("class", "stripes__line")
  drawing.setAttribute("viewBox", "0 0 1000 10")
  drawing.setAttribute("preserveAspectRatio", "none")
  drawing.setAttribute("role", "img")
  drawing.setAttribute("aria-label", `${code.name}: ${marks.length === 1 ? "1 excerpt" : `${marks.length} excerpts`}`)
  drawing.dataset.colour = code.colour
  for (const mark of marks) {
    const bar = document.createElementNS(SVG, "rect")
    const from = (1000 * (mark.first ?? 0)) / words
    bar.setAttribute("x", from.toFixed(1))
    bar.setAttribute("width", Math.max(2.5, (1000 * ((mark.last ?? 0) + 1)) / words - from).toFixed(1))
    bar.setAttribute("height", "10")
    drawing.append(bar)
  }
  drawing.addEventListener("click", (event) => {
    const box = drawing.getBoundingClientRect()
    const word = ((event.clientX - box.left) / box.width) * words
    const near = [...marks].sort((a, b) => Math.abs((a.first ?? 0) - word) - Math.abs((b.first ?? 0) - word))[0]
    goTo(near?.first ?? 0)
  })
  line.append(name, drawing)
  return line
}
