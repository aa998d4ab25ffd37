// @ts-check
// Coming by the picture on the wall: its letters are in the address after the #, and open the door without a tap.

const letters = decodeURIComponent(location.hash.slice(1))
const form = /** @type {HTMLFormElement | null} */ (document.getElementById("letters"))
const box = /** @type {HTMLInputElement | null} */ (document.getElementById("join_pass"))

if (form && box && letters && !box.value) {
  box.value = letters
  history.replaceState(null, "", location.pathname) // the way back leads to a plain form, not round in a circle
  form.closest("[data-letters]")?.classList.add("letters-on-the-way")
  form.submit()
}
