// Coming by the picture on the wall: its letters are in the address after the #, and open the door without a tap.

const form = /** @type {HTMLFormElement | null} */ (document.getElementById("letters"))
const box = /** @type {HTMLInputElement | null} */ (document.getElementById("join_pass"))

function goIn() {
  const letters = location.hash.slice(1)
  if (!form || !box || !letters) return
  box.value = decodeURIComponent(letters)
  history.replaceState(null, "", location.pathname) // going back leads to a plain form, not in a circle
  form.closest("[data-letters]")?.classList.add("letters-on-the-way")
  form.submit()
}

if (!box?.value) goIn()
addEventListener("hashchange", goIn) // another picture, scanned while this page is open
