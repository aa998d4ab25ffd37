// What lies in the margin marks its words while it is pointed at or has the focus; Escape closes the tools.

const book = document.getElementById("book")
/** @type {Element[]} */ let marked = []

/** @param {HTMLElement} item @returns {Element[]} the words of a span, in reading order */
function wordsOf(item) {
  const first = document.getElementById(`w${item.dataset.first}`)
  const last = document.getElementById(`w${item.dataset.last}`)
  const from = first ?? last
  const to = last ?? first
  if (!book || !from || !to) return []
  const all = [...book.querySelectorAll(".turn__words [id]")]
  return all.slice(all.indexOf(from), all.indexOf(to) + 1)
}

/** @param {HTMLElement | null} item */
function mark(item) {
  for (const word of marked) word.classList.remove(...MARKS)
  marked = item ? wordsOf(item) : []
  if (!item) return
  const look = item.dataset.mark || "is-beside"
  MARKS.add(look)
  for (const word of marked) word.classList.add(look)
}
/** @type {Set<string>} */ const MARKS = new Set(["is-beside"])

const itemAt = (/** @type {EventTarget | null} */ target) =>
  /** @type {HTMLElement | null} */ (target instanceof Element ? target.closest(".margin__item") : null)

book?.addEventListener("pointerover", (event) => mark(itemAt(event.target)))
book?.addEventListener("pointerleave", () => mark(null))
book?.addEventListener("focusin", (event) => mark(itemAt(event.target)))
book?.addEventListener("focusout", () => mark(null))

const tools = /** @type {HTMLDetailsElement | null} */ (document.getElementById("player-more"))
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !tools?.open) return
  tools.open = false
  if (tools.contains(document.activeElement)) tools.querySelector("summary")?.focus()
})
document.addEventListener("click", (event) => {
  if (tools?.open && event.target instanceof Node && !tools.contains(event.target)) tools.open = false
})
