// @ts-check
// The phone: one thing at a time. Takes over from the plain forms that the server sent.

import { render } from "preact"
import { html } from "htm/preact"
import { announce, bootData } from "../lib/dom.js"
import { Room } from "../models/room.js"
import { Phone } from "./page.js"

const boot = bootData()
const room = new Room(boot)
const root = /** @type {HTMLElement} */ (document.getElementById("phone"))

room.addEventListener("ops", (event) => {
  const ops = /** @type {CustomEvent} */ (event).detail
  if (ops.some((op) => op.kind === "prompt.ask")) return announce("There is a new question.")
  if (ops.some((op) => op.kind === "round.close")) return announce("This round has closed.")
  const others = ops.filter((op) => op.kind === "note.add" && !room.mine.has(op.target_id)).length
  if (others) announce(others === 1 ? "One new note from somebody else." : `${others} new notes from others.`)
})

await room.start()
const typed = root.querySelector("textarea")?.value.trim() // written before this script arrived
const promptId = root.querySelector("form[data-prompt]")?.getAttribute("data-prompt")
if (typed && promptId && !room.drafts.get(promptId).text) room.drafts.set(promptId, { text: typed })
root.replaceChildren()
render(html`<${Phone} room=${room} words=${boot.words} />`, root)
document.documentElement.dataset.ready = "yes"
