// On the wall: the narrative with its line numbers, page by page, then readings side by side, and parts before and after.

import { html } from "htm/preact"
import { useEffect, useState } from "preact/hooks"
import { TimeLeft } from "../../lib/view.js"
import { Pager, useKeys } from "../../wall/pages.js"
import { Heat } from "./heat.js"
import { narrativesOn, pagesOf, Where } from "./narratives.js"
import { Sheet, Text } from "./text.js"
import { Pair, SaidWords } from "./written.js"

const TURN_MS = 20_000
const NUMBERS = ["First", "Second", "Third"]

/** @type {Part} */
export default function Reading({ live, board, prompt, round }) {
  const narrative = narrativesOn(board).filter(({ tables }) => !tables.length).at(-1)
  const pages = narrative ? pagesOf(board, narrative) : []
  const turn = useTurn(pages.length)
  const page = pages[turn.page]
  return html`<${Sheet} /><section class="wall__notes wall__read">
    <div class="wall__head"><p class="wall__asked">${prompt.text ?? "This question was removed."}</p><${TimeLeft} round=${round} clock=${live.clock} /></div>
    ${page ? html`<${Page} board=${board} narrative=${narrative} page=${page} />` : html`<p class="wall__how" data-code="nothing_to_read">${round.instruction}</p>`}
    <${Pager} pages=${pages.length} goesOn=${null} sheet=${null} ...${turn} /></section>`
}

function Page({ board, narrative, page }) {
  if (page.lines) {
    return html`<div class="wall__text" data-narrative-on-wall=${narrative.id}><h1>${narrative.title}</h1>
      <${Text} narrative=${narrative} only=${page.lines} beside=${(line) => html`<${Heat} board=${board} narrative=${narrative} line=${line} />`} /></div>`
  }
  if (page.rewriting) return html`<div class="wall__text" data-rewriting=${page.rewriting.id}><${Pair} narrative=${narrative} one=${page.rewriting} /></div>`
  return html`<div class="wall__text"><h1>${Where(page.place.lines)}</h1>${page.place.quote && html`<p class="read__quote">${page.place.quote}</p>`}
    <ul class="read__side">${page.authors.map(({ first, readings }) => html`<li key=${first} class="read__author">${readings.filter(({ share }) => share === "everyone").map((one, place, all) => html`
      <div key=${one.id} class="read__said" data-reading=${one.id}><${SaidWords} one=${one} number=${all.length > 1 ? NUMBERS[place] : ""} />${one.actor && html`<p class="note__foot"><span>${one.actor}</span></p>`}</div>`)}</li>`)}</ul></div>`
}

/** Pages turn by themselves, unless they are held. @param {number} many */
function useTurn(many) {
  const [turn, setTurn] = useState({ page: 0, held: false })
  const by = (step) => setTurn(({ page, held }) => ({ page: (page + step + many) % Math.max(many, 1), held }))
  const hold = () => setTurn(({ page, held }) => ({ page, held: !held }))
  useKeys(by, hold)
  useEffect(() => {
    if (turn.held || many < 2) return
    const timer = setTimeout(() => by(1), TURN_MS)
    return () => clearTimeout(timer)
  }, [turn, many])
  return { page: Math.min(turn.page, Math.max(many - 1, 0)), held: turn.held, by, hold }
}
