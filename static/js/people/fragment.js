// Takes the token of a one-time link out of the address, where it is never sent, and puts it into the form.

const field = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-fragment]"))
const token = location.hash.slice(1)

if (field && token) {
  field.value = token
  const whole = field.closest(".field")
  if (whole instanceof HTMLElement) whole.hidden = true
  history.replaceState(null, "", location.pathname)
}
