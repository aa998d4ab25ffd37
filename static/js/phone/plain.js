// What was written and chosen in the plain forms before the scripts arrived, over a slow line: none of it is lost.

import { BULB } from "./lightbulb.js"

/**
 * @param {import("../live/session.js").Live} live  @param {HTMLElement} root
 * @returns {{promptId: string, caret: number} | null} where somebody is writing just now
 */
export function takeOver(live, root) {
  for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (root.querySelectorAll("form[data-prompt]"))) {
    takeNote(live, form)
  }
  for (const area of /** @type {NodeListOf<HTMLTextAreaElement>} */ (root.querySelectorAll("[data-note] textarea"))) {
    takeEdit(live, area)
  }
  takeBulbs(live, root)
  const area = document.activeElement
  const form = area instanceof HTMLTextAreaElement ? area.closest("form[data-prompt]") : null
  if (!form) return null
  const { selectionEnd, value } = /** @type {HTMLTextAreaElement} */ (area)
  const promptId = form.getAttribute("data-prompt") ?? ""
  return { promptId, caret: live.drafts.get(promptId).text.length - value.length + selectionEnd }
}

/** Earlier words come first; the latest choice of readers counts. */
function takeNote(live, form) {
  const promptId = form.dataset.prompt ?? ""
  const kept = live.drafts.get(promptId)
  const typed = new FormData(form)
  const text = String(typed.get("text") ?? "")
  const isChosen = [...form.querySelectorAll("input[type=radio]")].some((radio) => radio.checked && !radio.defaultChecked)
  const seat = String(typed.get("seat") ?? "") || (text.trim() ? null : kept.seat) // words keep the seat that was shown with them
  if (!text.trim() && !isChosen && !typed.get("seat")) return
  const all = [kept.text, text].filter((part, place) => part.trim() && (place || part !== text))
  const chosen = isChosen ? { share: typed.get("share") ?? kept.share, note_kind: typed.get("note_kind") ?? kept.note_kind } : {}
  live.drafts.set(promptId, { session: live.boot.session_id, session_title: live.boot.title, question: live.view.prompts[promptId]?.text, ...kept, ...chosen, seat, text: all.join("\n\n") })
}

/** A light bulb that is being marked, or changed. */
function takeBulbs(live, root) {
  for (const form of root.querySelectorAll("form[data-bulb], [data-thing] form[action$='/edit']")) {
    const areas = [...form.querySelectorAll("textarea")]
    if (areas.every((area) => area.value === area.defaultValue)) continue
    const texts = (read) => Object.fromEntries(areas.map((area) => [area.name, read(area)]))
    const id = form.closest("[data-thing]")?.dataset.thing
    const seen = id && { ...texts((area) => area.defaultValue), version: Number(form.elements.namedItem("base_version").value) }
    live.typed.set(id ? `edit:${id}` : BULB, { text: "", ...texts((area) => area.value), ...(id && { seen }) })
  }
}

function takeEdit(live, area) {
  if (area.value === area.defaultValue) return
  const id = area.closest("[data-note]")?.dataset.note
  const version = Number(area.form?.elements.namedItem("base_version")?.value)
  live.typed.set(`edit:${id}`, { text: area.value, seen: { text: area.defaultValue, version } })
}
