// “When did this audio recording begin?”: filled in from the chosen file, if it says so; otherwise the opening stays.

import { ownTime } from "./own_time.js"

const form = /** @type {HTMLFormElement | null} */ (document.getElementById("add-audio"))
const field = /** @type {HTMLInputElement | null} */ (form?.elements.namedItem("began") ?? null)
const told = document.getElementById("began-said")

if (form && field && told) start(form, field, told)

/** @param {HTMLFormElement} form @param {HTMLInputElement} field @param {HTMLElement} told */
function start(form, field, told) {
  let isTyped = false
  const file = () => /** @type {HTMLInputElement} */ (form.elements.namedItem("audio")).files?.[0]

  const tell = (first = "") => {
    const lies = field.value && liesOutside(field)
    told.textContent = [first, lies].filter(Boolean).join(" ")
    told.dataset.code = [first && "own-time", lies && "outside"].filter(Boolean).join(" ")
  }

  const fill = async () => {
    const chosen = file()
    const found = chosen ? await ownTime(chosen).catch(() => null) : null
    // In the meantime somebody may have typed, or chosen another file.
    if (isTyped || file() !== chosen) return
    field.value = found ? inHall(found, Number(field.dataset.offset)) : field.defaultValue
    tell(found ? "This time comes from the file. Please check that its clock was right." : "")
  }

  field.addEventListener("input", () => { isTyped = true; tell() })
  form.addEventListener("change", (event) => {
    if (/** @type {HTMLInputElement} */ (event.target).name === "audio" && !isTyped) void fill()
  })
}

/** @param {HTMLInputElement} field @returns {string} empty where it lies inside; both are texts that sort by time */
function liesOutside(field) {
  const { opened, ended } = field.dataset
  const at = field.value.padEnd(19, ":00")
  if (opened && at < opened) return `This is before the session was opened (${said(opened)}).`
  if (ended && at > ended) return `This is after the session ended (${said(ended)}).`
  return ""
}

/** @param {string} typed */
function said(typed) {
  return typed.replace("T", " ")
}

/** By the clock of the hall. @param {import("./own_time.js").OwnTime} found @param {number} offsetMin @returns {string} */
function inHall(found, offsetMin) {
  if ("shown" in found) return found.shown
  return new Date(found.utcMs + offsetMin * 60_000).toISOString().slice(0, 19)
}
