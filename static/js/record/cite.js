// Copies the quotation with its source. Also on an insecure origin, where there is no clipboard to write to.

import { announce } from "../lib/dom.js"

const field = /** @type {HTMLTextAreaElement | null} */ (document.getElementById("f-citation"))
const button = document.getElementById("copy")

if (field && button) {
  button.hidden = false
  button.addEventListener("click", () => {
    field.select()
    // Deprecated, and the only way without a secure origin.
    const isCopied = document.execCommand("copy")
    announce(isCopied ? "Copied" : "It could not be copied. Select the text and copy it with your keyboard.", { now: true })
  })
}
