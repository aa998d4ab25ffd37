// Copying from a transcript gives what people paste into a paper: the words, who said them, where they are.

import { clockOf } from "./wave.js"

const book = document.getElementById("book")

book?.addEventListener("copy", (event) => {
  const quoted = book ? quotedBy(getSelection(), book) : null
  if (!quoted || !event.clipboardData) return
  event.preventDefault()
  event.clipboardData.setData("text/plain", quoted)
})

/** @param {Selection | null} selection @param {HTMLElement} page @returns {string | null} null where no words are chosen, or a field has them */
function quotedBy(selection, page) {
  if (!selection?.rangeCount || selection.isCollapsed || document.activeElement?.matches("textarea, input")) return null
  const range = selection.getRangeAt(0)
  const chosen = /** @type {HTMLElement[]} */ ([...page.querySelectorAll(".turn__words > [id]")]).filter((word) => touches(range, word))
  if (!chosen.length) return null
  /** @type {Map<HTMLElement, HTMLElement[]>} */ const byTurn = new Map()
  for (const word of chosen) {
    const turn = /** @type {HTMLElement} */ (word.closest(".turn"))
    byTurn.set(turn, [...(byTurn.get(turn) ?? []), word])
  }
  const turns = [...byTurn.keys()]
  const said = [...byTurn].map(([turn, words]) => {
    const text = `“${words.map((word) => word.textContent).join(" ")}”`
    return `${text} (${turn.dataset.cited})`
  })
  return [...said, sourceOf(page, turns, chosen)].join("\n")
}

/** Whether a selection has a character of a word, not only its edge. @param {Range} range @param {HTMLElement} word */
function touches(range, word) {
  const text = word.firstChild
  if (!text || !range.intersectsNode(text)) return false
  const own = document.createRange()
  own.selectNodeContents(text)
  const startsBeforeItsEnd = range.compareBoundaryPoints(Range.END_TO_START, own) < 0
  const endsAfterItsStart = range.compareBoundaryPoints(Range.START_TO_END, own) > 0
  return startsBeforeItsEnd && endsAfterItsStart
}

/** One line: session, event, prompt, time or turns, whether checked, version, address. @param {HTMLElement} page @param {HTMLElement[]} turns @param {HTMLElement[]} words */
function sourceOf(page, turns, words) {
  const first = words[0]
  const last = words[words.length - 1]
  const asked = promptOf(turns[0].dataset.prompt)
  const address = `${location.origin}${location.pathname}?words=${page.dataset.transcript}.${first.id.slice(1)}-${last.id.slice(1)}#${first.id}`
  const span = first.dataset.ms && last.dataset.end ? `${at(first.dataset.ms)}–${at(last.dataset.end)}` : ""
  const numbers = turns.map((turn) => turn.dataset.number).filter(Boolean)
  const numbered = numbers.length > 1 ? `turns ${numbers[0]} to ${numbers[numbers.length - 1]}` : numbers.length ? `turn ${numbers[0]}` : ""
  const isChecked = turns.every((turn) => turn.dataset.review !== undefined && turn.dataset.review !== "machine")
  const version = Math.max(...turns.map((turn) => Number(turn.dataset.version ?? 0)))
  return [
    asked && `Asked: “${asked}”`,
    `${page.dataset.session}, ${page.dataset.event}`,
    [span, numbered].filter(Boolean).join(", "),
    `${isChecked ? "" : "not "}checked${first.dataset.ms ? " by ear" : ""}`,
    `text version ${version + 1}`,
    cautionOf(turns),
  ].filter(Boolean).map((part) => `${part.charAt(0).toUpperCase()}${part.slice(1)}. `).join("") + address
}

/** The same sentences as on the page of a quotation. @param {HTMLElement[]} turns */
function cautionOf(turns) {
  const answers = new Set(turns.map((turn) => turn.dataset.quotable))
  if (answers.has("no")) return "The speaker has not agreed to be quoted outside the team"
  return answers.has("unknown") ? "It is not known whether the speaker agrees to be quoted outside the team" : ""
}

/** @param {string} ms */
function at(ms) {
  return clockOf(Math.floor(Number(ms) / 1000))
}

/** @param {string | undefined} id @returns {string} */
function promptOf(id) {
  const boot = JSON.parse(document.getElementById("boot")?.textContent ?? "{}")
  return id ? (boot.prompts?.[id] ?? "") : ""
}
