// Dragging a note by its handle with pointer events: mouse, pen and touch alike. Escape puts it back.

import { useRef, useState } from "preact/hooks"

const EDGE_PX = 60 // held this near to the top or bottom, the page scrolls
const STEP_PX = 12
const STEP_EVERY_MS = 16

/** @param {(noteId: string, clusterId: string | null) => void} drop */
export function useDrag(drop) {
  const [held, setHeld] = useState(/** @type {string | null} */ (null))
  const [over, setOver] = useState(/** @type {string | null} */ (null))
  const dropNow = useRef(drop)
  dropNow.current = drop

  const lift = (event, noteId) => {
    event.preventDefault()
    setHeld(noteId)
    let target = /** @type {string | null} */ (null)
    let last = /** @type {any} */ (null) // pressing a handle at the edge must not scroll it away
    const onwards = setInterval(() => {
      if (!last) return
      const by = last.clientY < EDGE_PX ? -STEP_PX : last.clientY > innerHeight - EDGE_PX ? STEP_PX : 0
      if (!by) return
      scrollBy({ top: by, behavior: "instant" })
      move(last)
    }, STEP_EVERY_MS)
    const move = (moved) => {
      last = moved
      if (moved.pointerType === "mouse" && moved.buttons === 0) return end(null) // let go of outside the window
      target = document.elementFromPoint(moved.clientX, moved.clientY)?.closest("[data-drop]")?.getAttribute("data-drop") ?? null
      setOver(target)
    }
    const end = (ended) => {
      clearInterval(onwards)
      removeEventListener("pointermove", move)
      removeEventListener("pointerup", end)
      removeEventListener("pointercancel", end)
      removeEventListener("keydown", escape)
      setHeld(null)
      setOver(null)
      if (ended?.type === "pointerup" && target) dropNow.current(noteId, target === "loose" ? null : target)
    }
    const escape = (key) => key.key === "Escape" && end(null)
    addEventListener("pointermove", move)
    addEventListener("pointerup", end)
    addEventListener("pointercancel", end)
    addEventListener("keydown", escape)
  }
  return { held, over, lift }
}
