// What was written and chosen in the plain forms before the scripts arrived, over a slow line: none of it is lost.

/**
 * @param {import("../models/room.js").Room} room  @param {HTMLElement} root
 * @returns {{promptId: string, caret: number} | null} where somebody is writing just now
 */
export function takeOver(room, root) {
  for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (root.querySelectorAll("form[data-prompt]"))) {
    takeNote(room, form)
  }
  for (const area of /** @type {NodeListOf<HTMLTextAreaElement>} */ (root.querySelectorAll("[data-note] textarea"))) {
    takeEdit(room, area)
  }
  const area = document.activeElement
  const form = area instanceof HTMLTextAreaElement ? area.closest("form[data-prompt]") : null
  if (!form) return null
  const { selectionEnd, value } = /** @type {HTMLTextAreaElement} */ (area)
  const promptId = form.getAttribute("data-prompt") ?? ""
  return { promptId, caret: room.drafts.get(promptId).text.length - value.length + selectionEnd }
}

/** What was kept before stands first; who may read it is what was chosen last. */
function takeNote(room, form) {
  const promptId = form.dataset.prompt ?? ""
  const kept = room.drafts.get(promptId)
  const typed = new FormData(form)
  const text = String(typed.get("text") ?? "")
  const isChosen = [...form.querySelectorAll("input[type=radio]")].some((radio) => radio.checked && !radio.defaultChecked)
  if (!text.trim() && !isChosen) return
  const all = [kept.text, text].filter((part, place) => part.trim() && (place || part !== text))
  const chosen = isChosen ? { share: typed.get("share") ?? kept.share, note_kind: typed.get("note_kind") ?? kept.note_kind } : {}
  room.drafts.set(promptId, { ...kept, ...chosen, text: all.join("\n\n") })
}

function takeEdit(room, area) {
  if (area.value === area.defaultValue) return
  const id = area.closest("[data-note]")?.dataset.note
  const version = Number(area.form?.elements.namedItem("base_version")?.value)
  room.typed.set(`edit:${id}`, { text: area.value, seen: { text: area.defaultValue, version } })
}
