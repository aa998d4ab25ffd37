// On the wall: the cards and what the ends mean; once the desk shows it, the spread, one card at a time.

import { html } from "htm/preact"
import { useEffect, useState } from "preact/hooks"
import { seatsOf } from "../../board/seats.js"
import { roundOf } from "../../board/select.js"
import { Hands } from "../../lib/hands.js"
import { TimeLeft } from "../../lib/view.js"
import { Pager, useKeys } from "../../wall/pages.js"
import { cardsOf } from "./cards.js"
import { Seat, Sheet } from "./line.js"

const TURN_MS = 20_000

/** @type {Part} */
export default function Positions({ live, board, prompt, round }) {
  const shown = board.spreads?.[round.id]
  return html`<${Sheet} /><section class="wall__notes wall__positions" data-state=${shown ? "shown" : "unshown"}>
    <div class="wall__head"><h1>${prompt.text ?? "This question was removed."}</h1><${TimeLeft} round=${roundOf(board, prompt.id)} clock=${live.clock} /></div>
    ${shown ? html`<${Shown} board=${board} round=${round} spread=${shown.spread} />` : html`
      <ol class="spread spread--cards" data-many=${cardsOf(round).length > 4}>${cardsOf(round).map((card) => html`<li key=${card.id}><p>${card.words}</p><${Hands} board=${board} round=${round} id=${card.id} /></li>`)}</ol>
      <div class="spread__scale"><p class="spread__ends"><span>${round.options.ends[0]}</span><span>${round.options.ends[1]}</span></p></div>`}
  </section>`
}

/** Each card from each seat is a page; pages turn automatically. */
function Shown({ board, round, spread }) {
  const pages = cardsOf(round).flatMap((card) => seatsOf(round)
    .map((seat) => ({ card, seat, rows: spread.filter((row) => row.card === card.id && row.seat === seat.id) }))
    .filter(({ rows }) => rows.length))
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
      <${Seat} round=${round} seat=${page.seat} rows=${page.rows} /></div>
    <${Pager} pages=${pages.length} page=${pages.indexOf(page)} goesOn=${null} held=${turn.held} by=${by} hold=${hold} sheet=${null} />`
}
