// On the wall, in one line: how many are done, once they are enough not to be told apart, and who speaks next.

import { html } from "htm/preact"
import { donesIn, handsIn, offersOf } from "./given.js"

const SMALL_GROUP = 5 // twin of retreat/consent/counts.py

const Sheet = () => html`<link rel="stylesheet" href="/static/css/interactions/signal.css" />`

/** @type {Part} */
export default function Signals({ board, round }) {
  const offers = offersOf(round)
  const done = offers.includes("done") ? donesIn(board, round).length : 0
  const { called, waiting } = offers.includes("hand") ? handsIn(board, round) : { called: null, waiting: [] }
  const said = [
    called && `${called.actor ?? "Somebody"} has the floor.`,
    waiting.length > 0 && (waiting[0].actor ? `Next: ${waiting[0].actor}.` : waiting.length === 1 ? "1 hand is up." : `${waiting.length} hands are up.`),
    done >= SMALL_GROUP && `${done} are done.`,
  ].filter(Boolean)
  return said.length > 0 && html`<${Sheet} /><p class="wall__signals" data-slot="signals">${said.join(" ")}</p>`
}
