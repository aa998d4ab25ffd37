// On the wall: the cards and what the ends mean; once the desk shows it, the spread, one card at a time from every seat.

import { html } from "htm/preact"
import { useEffect, useState } from "preact/hooks"
import { seatsOf } from "../../board/seats.js"
import { roundOf } from "../../board/select.js"
import { Hands } from "../../lib/hands.js"
import { TimeLeft } from "../../lib/view.js"
import { Pager, useKeys } from "../../wall/pages.js"
import { cardsOf } from "./cards.js"
import { linesOf, Seat, Sheet } from "./line.js"

const TURN_MS = 20_000

/** @type {Part<{narrow?: boolean}>} */
export default function Positions({ live, board, prompt, round, narrow = false }) {
  const shown = board.spreads?.[round.id]
  return html`<${Sheet} /><section class="wall__notes wall__positions" data-state=${shown ? "shown" : "unshown"}>
    <div class="wall__head"><h1>${prompt.text ?? "This question was removed."}</h1><${TimeLeft} round=${roundOf(board, prompt.id)} clock=${live.clock} /></div>
    ${shown ? html`<${Shown} board=${board} round=${round} spread=${shown.spread} narrow=${narrow} />` : html`
      <ol class="spread spread--cards" data-many=${cardsOf(round).length > 4}>${cardsOf(round).map((card) => html`<li key=${card.id}><p>${card.words}</p><${Hands} board=${board} round=${round} id=${card.id} /></li>`)}</ol>
      <div class="spread__scale"><p class="spread__ends"><span>${round.options.ends[0]}</span><span>${round.options.ends[1]}</span></p></div>`}
  </section>`
}

/** How many lines of dots fit on a page under the card, and beside notes, where before and after are under each other. */
const LINES_MAX = 3

/** Each card is a page with all seats from which it was placed, so that they can be compared; where they do not fit, it goes on. */
function pagesOf(round, spread, narrow) {
  return cardsOf(round).flatMap((card) => {
    /** @type {{card: any, seats: {seat: any, rows: any[]}[], lines: number}[]} */
    const pages = []
    for (const seat of seatsOf(round)) {
      const rows = spread.filter((row) => row.card === card.id && row.seat === seat.id)
      if (!rows.length) continue
      const lines = linesOf(rows) * (narrow ? rows.length : 1)
      const last = pages.at(-1)
      if (last && last.lines + lines <= LINES_MAX) { last.seats.push({ seat, rows }); last.lines += lines }
      else pages.push({ card, seats: [{ seat, rows }], lines })
    }
    return pages
  })
}

/** Pages turn automatically. */
function Shown({ board, round, spread, narrow }) {
  const pages = pagesOf(round, spread, narrow)
  const [turn, setTurn] = useState({ page: 0, held: false })
  const by = (step) => setTurn(({ page, held }) => ({ page: (page + step + pages.length) % Math.max(pages.length, 1), held }))
  const hold = () => setTurn(({ page, held }) => ({ page, held: !held }))
  useKeys(by, hold)
  useEffect(() => {
    if (turn.held || pages.length < 2) return
    const timer = setTimeout(() => by(1), TURN_MS)
    return () => clearTimeout(timer)
  }, [turn, pages.length])
  const page = pages[turn.page] ?? pages[0]
  if (!page) return html`<p class="wall__how" data-code="no_spread">Fewer than five people have placed a card.</p>`
  return html`<div class="wall__spread" data-card=${page.card.id}><h2>${page.card.words}</h2><${Hands} board=${board} round=${round} id=${page.card.id} />
      ${page.seats.map(({ seat, rows }) => html`<${Seat} key=${seat.id} round=${round} seat=${seat} rows=${rows} />`)}</div>
    <${Pager} pages=${pages.length} page=${pages.indexOf(page)} goesOn=${null} held=${turn.held} by=${by} hold=${hold} sheet=${null} />`
}
