// One press of a button does one thing, however fast the finger.

/**
 * The second press of a double-click does nothing: by then another button may be there, “Show to everyone” where
 * “Close” was. The same goes for a key that is held down. @param {HTMLElement} root
 */
export function pressOnce(root) {
  const refuse = (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("button")) return
    event.preventDefault()
    event.stopPropagation()
  }
  root.addEventListener("click", (event) => event.detail > 1 && refuse(event), true)
  root.addEventListener("keydown", (event) => event.repeat && (event.key === "Enter" || event.key === " ") && refuse(event), true)
}
