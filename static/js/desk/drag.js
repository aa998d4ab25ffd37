// @ts-check
// Dragging a note by its handle with pointer events: mouse, pen and touch alike. Escape puts it back.

import { useRef, useState } from "preact/hooks"

/** @param {(noteId: string, clusterId: string | null) => void} drop */
export function useDrag(drop) {
  const [held, setHeld] = useState(/** @type {string | null} */ (null))
  const [over, setOver] = useState(/** @type {string | null} */ (null))
  const dropNow = useRef(drop)
  dropNow.current = drop

  const lift = (event, noteId) => {
    event.preventDefault()
    setHeld(noteId)
    let target = null
    const move = (moved) => {
      if (moved.pointerType === "mouse" && moved.buttons === 0) return end(null) // let go of outside the window
      target = document.elementFromPoint(moved.clientX, moved.clientY)?.closest("[data-drop]")?.getAttribute("data-drop") ?? null
      setOver(target)
    }
    const end = (ended) => {
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
