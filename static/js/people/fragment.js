// Takes the token of a one-time link out of the address, where it is never sent, and puts it into the form.

const field = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-fragment]"))

function take() {
  const token = location.hash.slice(1)
  if (!field || !token) return
  field.value = token
  const whole = field.closest(".field")
  if (whole instanceof HTMLElement) whole.hidden = true
  history.replaceState(null, "", location.pathname)
}

take()
addEventListener("hashchange", take) // another link, opened while this page is
