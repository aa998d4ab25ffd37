// Notes that do not fit are never cut off: the wall turns to the next page calmly, and shows that there is one.

import { html } from "htm/preact"
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks"
import { layOut, same } from "./layout.js"
import { begin, heldOrNot, turned, turnedBy } from "./turning.js"

const LOOK_MS = 250
/** @type {import("./layout.js").Pages} */
const NOTHING = { pages: 1, words: [], places: new Map(), goesOn: [] }
const now_ms = () => performance.now()

/**
 * Pages of whatever is inside `sheet`, which holds one element whose notes carry `data-note`.
 * @param {string} about what the notes are on: another question begins on its first page
 */
export function usePages(about) {
  const sheet = useRef(/** @type {HTMLElement | null} */ (null))
  const [layout, setLayout] = useState(NOTHING)
  const [turn, setTurn] = useState(() => begin(now_ms()))
  const seen = useRef(/** @type {Set<string> | null} */ (null))
  const latest = useRef({ layout, turn })
  latest.current = { layout, turn }

  const measure = () => {
    if (!sheet.current) return
    const found = layOut(sheet.current)
    seen.current ??= new Set(found.places.keys()) // what was there when the wall was opened is not new
    if (!same(found, latest.current.layout)) setLayout(found)
  }
  useLayoutEffect(() => {
    seen.current = null
    setTurn(begin(now_ms()))
  }, [about])
  useLayoutEffect(measure)
  useEffect(() => {
    const watch = new ResizeObserver(measure)
    if (sheet.current) watch.observe(sheet.current)
    document.fonts?.ready.then(measure)
    return () => watch.disconnect()
  }, [])
  useEffect(() => {
    const timer = setInterval(() => {
      const { layout, turn } = latest.current
      const next = turned(turn, { ...layout, fresh: freshPage(layout, turn, seen.current ?? new Set()) }, now_ms())
      if (next !== turn) setTurn(next)
    }, LOOK_MS)
    return () => clearInterval(timer)
  }, [])
  const page = Math.min(turn.page, layout.pages - 1)
  const by = (/** @type {number} */ step) => setTurn((now) => turnedBy(now, step, latest.current.layout.pages, now_ms()))
  const hold = () => setTurn((now) => heldOrNot(now, now_ms()))
  useKeys(by, hold)
  return { sheet, pages: layout.pages, page, goesOn: layout.goesOn[page] ?? null, held: turn.held, by, hold }
}

/** The page of a note that has not been shown yet; notes on the current page count as shown.
 * @param {import("./layout.js").Pages} layout  @param {import("./turning.js").Turn} turn  @param {Set<string>} seen
 */
function freshPage(layout, turn, seen) {
  let fresh = /** @type {number | null} */ (null)
  for (const [id, page] of layout.places) {
    if (page === turn.page) seen.add(id)
    else if (!seen.has(id)) fresh ??= page
  }
  return fresh
}

/** @param {(step: number) => void} by  @param {() => void} hold */
export function useKeys(by, hold) {
  const latest = useRef({ by, hold })
  latest.current = { by, hold }
  useEffect(() => {
    const pressed = (/** @type {KeyboardEvent} */ event) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.target instanceof HTMLButtonElement) return
      const { by, hold } = latest.current
      const act = { ArrowRight: () => by(1), PageDown: () => by(1), ArrowLeft: () => by(-1), PageUp: () => by(-1), " ": hold }[event.key]
      if (!act) return
      event.preventDefault()
      act()
    }
    addEventListener("keydown", pressed)
    return () => removeEventListener("keydown", pressed)
  }, [])
}

/** Which page of how many, and a way to turn or to stay. @type {Part<ReturnType<typeof usePages>>} */
export function Pager({ pages, page, goesOn, held, by, hold }) {
  if (pages < 2) return null
  return html`<nav class="wall__pager" aria-label="Pages of notes">
    <button type="button" class="wall__turn" onClick=${() => by(-1)}>Back</button>
    <strong class="wall__page">${page + 1} of ${pages}</strong>
    <button type="button" class="wall__turn" onClick=${() => by(1)}>Next</button>
    <button type="button" class=${`wall__turn ${held ? "wall__turn--held" : ""}`} onClick=${hold}>${held ? "Continue" : "Stay here"}</button>
    ${goesOn && html`<span class="wall__goes-on">“${goesOn}” continues</span>`}</nav>`
}
