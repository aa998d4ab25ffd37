// The plain form for a picture: made smaller before it is sent, with progress. Without this, the form still works.

import { shrunk } from "./shrink.js"

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-picture-form]"))

form?.addEventListener("submit", async (event) => {
  const input = /** @type {HTMLInputElement} */ (form.elements.namedItem("picture"))
  const [file] = input.files ?? []
  const bar = /** @type {HTMLProgressElement | null} */ (form.querySelector("[data-slot=sending]"))
  if (!file || !bar) return
  event.preventDefault()
  if (form.getAttribute("aria-busy") === "true") return // a second tap
  form.setAttribute("aria-busy", "true")
  bar.hidden = false
  const fields = new FormData(form)
  fields.set("picture", await shrunk(file), file.name)
  const request = new XMLHttpRequest()
  request.open("POST", form.action)
  request.responseType = "document"
  request.upload.onprogress = ({ loaded, total }) => { bar.value = total ? loaded / total : 0 }
  request.onloadend = () => {
    form.removeAttribute("aria-busy")
    bar.hidden = true
    if (request.status === 200) { // it followed to the page with the picture
      const { pathname, search } = new URL(request.responseURL)
      return pathname + search === location.pathname + location.search ? location.reload() : location.assign(request.responseURL)
    }
    const said = request.response?.querySelector("main .message")
    say(said ? said.textContent.trim() : "There is no connection just now. The picture was not sent: please try again in a moment.", said?.dataset.code ?? "not_sent")
  }
  request.send(fields)
})

/** @param {string} sentence  @param {string} code */
function say(sentence, code) {
  const shown = form?.querySelector("[data-slot=refused]")
  const at = shown instanceof HTMLElement ? shown : Object.assign(document.createElement("p"), { className: "field__error" })
  Object.assign(at.dataset, { slot: "refused", code })
  at.setAttribute("role", "alert")
  at.textContent = sentence
  form?.querySelector("button[type=submit]")?.before(at)
}
