// Coding: choose words, find a code, go on. Everything works by mouse, by touch, and by keyboard alone.

import { announce } from "../lib/dom.js"
import { newId } from "../lib/ids.js"
import { Choosing } from "./choosing.js"
import { keysOf } from "./keys.js"
import { drawMargin } from "./margin.js"
import { Palette } from "./palette.js"
import { playWords } from "./sound.js"
import { drawStripes } from "./stripes.js"
import { Wire } from "./wire.js"

/** @typedef {import("./margin.js").Code} Code */
/** @typedef {import("./margin.js").Mark} Mark */

const book = document.getElementById("coding")
const bar = document.getElementById("bar")
const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("coding-told"))
if (book) begin(book)

/** @param {HTMLElement} page */
function begin(page) {
  const boot = JSON.parse(document.getElementById("coding-boot")?.textContent ?? "{}")
  const canCode = page.dataset.codes !== undefined
  const choosing = new Choosing(page, showBar)
  /** @type {Code[]} */ let codes = boot.codes
  /** @type {Mark[]} */ let marks = boot.marks
  /** @type {Map<string, Mark>} what was sent and not yet heard back of */
  const sending = new Map()
  /** @type {Map<string, {code: Code, known: Promise<string>}>} new codes by the id that they have here until the server gives them theirs */
  const coming = new Map()
  /** @type {string[]} */ const recent = []
  /** @type {Mark | null} */ let told = null
  const wire = new Wire(page.dataset.here ?? "", page.dataset.csrf ?? "", boot.head, (/** @type {any} */ news) => {
    codes = [...news.codes, ...[...coming.values()].map((one) => one.code)]
    marks = news.marks
    draw()
  })

  function draw() {
    const byId = new Map(codes.map((code) => [code.id, code]))
    const all = [...marks, ...[...sending.values()].filter((mark) => !marks.some((one) => one.id === mark.id))]
    const here = drawMargin(choosing, all, byId)
    drawList()
    const figure = document.getElementById("stripes")
    if (figure) drawStripes(figure, all, codes, goTo)
    const said = document.getElementById("people-said")
    if (said) said.textContent = here.length === 1 ? "1 coding on this page" : `${here.length} codings on this page`
    page.dataset.codings = String(marks.length)
  }

  function drawList() {
    const list = document.getElementById("code-list")
    list?.replaceChildren(
      ...codes.map((code) => {
        const line = document.createElement("li")
        const button = document.createElement("button")
        button.type = "button"
        button.className = "codes__one"
        button.dataset.code = code.id
        button.disabled = !canCode
        if (code.depth) button.style.paddingInlineStart = `${0.5 + Math.min(code.depth, 4)}rem`
        if (code.meaning) button.title = code.meaning
        const dot = document.createElement("span")
        dot.className = "swatch"
        dot.dataset.colour = code.colour
        const name = document.createElement("span")
        name.textContent = code.name
        const count = document.createElement("span")
        count.className = "codes__count"
        count.textContent = String(code.codings)
        button.append(dot, name, count)
        line.append(button)
        return line
      }),
    )
  }

  function showBar() {
    if (!bar) return
    bar.hidden = !choosing.run
    const again = /** @type {HTMLElement | null} */ (bar.querySelector("[data-act=again]"))
    const last = codes.find((code) => code.id === recent[0])
    if (again) {
      again.hidden = !last
      const slot = again.querySelector("[data-slot=last]")
      if (slot) slot.textContent = last ? `: ${last.name}` : ""
    }
    if (choosing.run) announce(choosing.text().slice(0, 300), { now: true })
  }

  /** @param {Code} code @param {boolean} goesOn */
  function apply(code, goesOn) {
    const chosen = choosing.asSent()
    const run = choosing.run
    if (!chosen || !run) return void announce("Choose some words first.", { now: true })
    const id = newId()
    const [kind, sourceId] = [chosen.source.slice(0, chosen.source.indexOf(":")), chosen.source.slice(chosen.source.indexOf(":") + 1)]
    const cellAt = (/** @type {number} */ at) => Number(choosing.words[at].dataset.c ?? choosing.words[at].dataset.n)
    const isWords = kind === "words"
    sending.set(id, {
      id, code: code.id, excerpt: "", by: "", mine: true,
      transcript: isWords ? sourceId : null, first: isWords ? cellAt(run.from) : null, last: isWords ? cellAt(run.to) : null,
      made: isWords ? null : sourceId, first_cp: isWords ? null : chosen.first, last_cp: isWords ? null : chosen.last,
    })
    remember(code.id)
    draw()
    const known = coming.get(code.id)?.known ?? Promise.resolve(code.id)
    settle(known.then((codeId) => wire.send({ act: "code", id, code: codeId, ...chosen })).then(() => announce(`Coded: ${code.name}`, { now: true })), id)
    if (goesOn) choosing.goOn()
    else showBar()
  }

  /** @param {string} codeId */
  function remember(codeId) {
    const at = recent.indexOf(codeId)
    if (at >= 0) recent.splice(at, 1)
    recent.unshift(codeId)
  }

  /** @param {Promise<any>} sent @param {string} [id] */
  function settle(sent, id) {
    const ended = sent
      .catch((error) => trouble(error instanceof Error ? error.message : String(error)))
      .then(() => wire.ask())
      .then(() => { if (id) sending.delete(id) })
    void ended.then(draw)
  }

  /** @param {string} words */
  function trouble(words) {
    const box = document.createElement("p")
    box.className = "message message--stop"
    box.setAttribute("role", "alert")
    box.textContent = words
    page.before(box)
    setTimeout(() => box.remove(), 8_000)
  }

  /** @param {string} name @param {boolean} goesOn */
  function makeCode(name, goesOn) {
    const chosen = choosing.asSent()
    if (!chosen) return
    // It can be found by its letters, and used again, at once: who codes by keys is faster than any answer.
    const code = /** @type {Code} */ ({ id: newId(), name, path: [name], depth: 0, meaning: "", colour: "grey", codings: 0 })
    const known = wire.send({ act: "new_code", name, ...chosen }).then(
      (made) => { gotId(code, made.code); return made.code },
      (error) => { gotId(code, null); throw error },
    )
    coming.set(code.id, { code, known })
    codes = [...codes, code]
    remember(code.id)
    draw()
    settle(known.then(() => announce(`New code: ${name}`, { now: true })))
    if (goesOn) choosing.goOn()
    else showBar()
  }

  /** @param {Code} code as it was called here @param {string | null} codeId as the server calls it; null if it was refused */
  function gotId(code, codeId) {
    coming.delete(code.id)
    const at = recent.indexOf(code.id)
    if (at >= 0) recent.splice(at, 1, ...(codeId ? [codeId] : []))
    codes = codeId ? codes.map((one) => (one.id === code.id ? { ...one, id: codeId } : one)) : codes.filter((one) => one.id !== code.id)
    for (const mark of sending.values()) if (codeId && mark.code === code.id) mark.code = codeId
  }

  function inTheirWords() {
    const chosen = choosing.asSent()
    if (chosen) settle(wire.send({ act: "in_vivo", ...chosen }).then((made) => { remember(made.code); announce("New code in their words", { now: true }) }))
  }

  /** @param {boolean} goesOn */
  function again(goesOn) {
    const code = codes.find((one) => one.id === recent[0])
    if (code) apply(code, goesOn)
    else announce("Choose a code first.", { now: true })
  }

  function undo() {
    settle(wire.send({ act: "undo" }).then(() => announce("Undone", { now: true })))
  }

  function uncodeHere() {
    const run = choosing.run
    if (!run) return
    const mine = marks.filter((mark) => mark.mine && (mark.from ?? -1) >= 0 && (mark.from ?? 0) <= run.to && (mark.to ?? -1) >= run.from)
    const last = mine[mine.length - 1]
    if (last) settle(wire.send({ act: "uncode", id: last.id }).then(() => announce("Taken off", { now: true })))
  }

  function play() {
    const run = choosing.run
    if (run) playWords(choosing.words.slice(run.from, run.to + 1))
  }

  /** @param {number} cell */
  function goTo(cell) {
    const at = choosing.words.findIndex((word) => Number(word.dataset.c ?? -1) >= cell)
    const figure = document.getElementById("stripes")
    const onPage = Number(figure?.dataset.pageWords)
    const first = choosing.words.find((word) => word.dataset.c !== undefined)
    if (at >= 0 && cell >= Number(first?.dataset.c ?? 0)) return choosing.words[at].scrollIntoView({ block: "center" })
    location.href = `${page.dataset.here}?transcript=${figure?.dataset.transcript}&page=${Math.floor(cell / onPage) + 1}`
  }

  /** @param {Mark} mark */
  function tell(mark) {
    told = mark
    const code = codes.find((one) => one.id === mark.code)
    const slot = (/** @type {string} */ name) => /** @type {HTMLElement} */ (dialog.querySelector(`[data-slot=${name}]`))
    slot("name").textContent = code?.path.join(" › ") ?? ""
    slot("words").textContent = choosing.words.slice(mark.from, (mark.to ?? 0) + 1).map((word) => word.textContent).join(" ")
    slot("by").textContent = mark.mine ? "Coded by you" : `Coded by ${mark.by}`
    slot("open").setAttribute("href", `/excerpts/${mark.excerpt}`)
    dialog.showModal()
  }

  const palette = canCode
    ? new Palette(/** @type {HTMLElement} */ (document.getElementById("palette")), {
        codes: () => codes,
        recent: () => recent,
        pick: (code, typed, goesOn) => (code ? apply(code, goesOn) : makeCode(typed, goesOn)),
        close: () => page.focus({ preventScroll: true }),
      })
    : null

  page.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target)
    const button = /** @type {HTMLElement | null} */ (target.closest("[data-mark]"))
    const mark = button && [...marks, ...sending.values()].find((one) => one.id === button.dataset.mark)
    if (mark) return tell(mark)
    const word = /** @type {HTMLElement | null} */ (target.closest(".w"))
    if (!word || !canCode || choosing.takeSelection()) return
    choosing.unit = "word"
    const at = choosing.placeOf(word)
    // A second touch, or Shift, goes to the end of what is chosen; a third begins again.
    const grows = event.shiftKey || (choosing.run !== null && choosing.run.from === choosing.run.to && choosing.run.from !== at)
    if (grows) choosing.extend(at)
    else choosing.choose(at, at)
  })
  document.addEventListener("mouseup", () => setTimeout(() => canCode && choosing.takeSelection()))
  const light = (/** @type {Event} */ event, /** @type {boolean} */ on) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest("[data-mark]"))
    const mark = button && marks.find((one) => one.id === button.dataset.mark)
    if (mark) for (const word of choosing.words.slice(mark.from, (mark.to ?? 0) + 1)) word.classList.toggle("is-lit", on)
  }
  for (const [name, on] of /** @type {[string, boolean][]} */ ([["pointerover", true], ["pointerout", false], ["focusin", true], ["focusout", false]])) page.addEventListener(name, (event) => light(event, on))

  document.getElementById("code-list")?.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest("[data-code]"))
    const code = codes.find((one) => one.id === button?.dataset.code)
    if (code && canCode) apply(code, event.shiftKey)
  })
  const acts = { palette: () => palette?.open(""), again: () => again(false), vivo: inTheirWords, play, undo, clear: () => choosing.clear() }
  bar?.addEventListener("click", (event) => {
    const act = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest("[data-act]"))?.dataset.act
    if (act && act in acts) acts[/** @type {keyof typeof acts} */ (act)]()
  })
  dialog?.addEventListener("click", (event) => {
    const act = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest("[data-act]"))?.dataset.act
    if (act === "play" && told) playWords(choosing.words.slice(told.from, (told.to ?? 0) + 1))
    if (act === "uncode" && told) {
      settle(wire.send({ act: "uncode", id: told.id }))
      dialog.close()
    }
  })
  document.getElementById("show-keys")?.addEventListener("click", () => /** @type {HTMLDialogElement} */ (document.getElementById("keys")).showModal())
  if (palette) {
    // Keys work at once on a page that was just opened; focus moves to the words with the first of them.
    document.addEventListener("keydown", (event) => {
      if (event.target === document.body) page.focus({ preventScroll: true })
      else if (event.target !== page) return
      keysOf(event, { choosing, palette, again, vivo: inTheirWords, play, undo, uncode: uncodeHere })
    })
  }
  addEventListener("resize", draw)
  draw()
  page.dataset.ready = ""
  void wire.listen()
}
