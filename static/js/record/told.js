// Shows the message about what was just done at the place the page scrolled to, not out of sight at its top.

import { announce } from "../lib/dom.js"

const said = document.querySelector("main > .message")
const place = document.getElementById(location.hash.slice(1))?.closest("li")

if (said && place) {
  place.prepend(said)
  place.scrollIntoView({ block: "nearest" })
  announce(said.textContent?.trim() ?? "", { now: true })
}
