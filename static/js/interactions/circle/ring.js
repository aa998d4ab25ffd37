// The circle as everybody sees it: numbered places, who is speaking, and how much equal time has passed.

import { html } from "htm/preact"
import { counted } from "../../lib/said.js"
import { useTick } from "../../lib/view.js"

const MINUTE_MS = 60_000
const ROUND_MAX = 20 // more would overlap
const NAME_LONG_CHARS = 16 // not shown large on the wall

export const Sheet = () => html`<link rel="stylesheet" href="/static/css/interactions/circle.css" />`

/** Places in order, and where the turn is. @param {Board} board  @param {any} round */
export function circleOf(board, round) {
  const circle = board.circles?.[round.id] ?? { places: {}, turn: null, lap: 0, since: null, had: [] }
  const places = Object.entries(circle.places).map(([id, seat]) => ({ id, .../** @type {any} */ (seat) })).sort((a, b) => a.place - b.place)
  const turn = board.rounds[round.id]?.state === "open" ? circle.turn : null // nobody speaks in a circle that was closed
  return { ...circle, turn, places, now: places.find(({ place }) => place === turn) ?? null, isOver: circle.since !== null && circle.turn === null }
}

/** Who is speaking. @param {{id: string, place: number, actor: string | null}} seat */
export const speaks = ({ place, actor }) => (actor ? `${actor} (place ${place}) is speaking.` : `Place ${place} is speaking.`)

/** Whether a seat still has a turn to come. @param {ReturnType<typeof circleOf>} circle  @param {any} round  @param {string} id */
export const comes = ({ turn, lap, had, isOver }, round, id) => !isOver && (turn === null || !had.includes(id) || lap < (round.options.rounds_of_talk ?? 1))

/** @param {{circle: ReturnType<typeof circleOf>, mine?: Set<string>}} props */
export function Ring({ circle, mine }) {
  return html`<ol class="ring" data-slot="circle" data-many=${circle.places.length > ROUND_MAX} style=${{ "--many": circle.places.length }}>${circle.places.map((seat, at) => html`
    <li key=${seat.id} class="ring__place" style=${{ "--at": at }} data-place=${seat.place} data-long=${(seat.actor ?? "").length > NAME_LONG_CHARS} data-state=${seat.place === circle.turn ? "turn" : "listening"} aria-current=${seat.place === circle.turn ? "true" : null}>
      <b>${seat.place}</b>${seat.actor && html`<span class="ring__name">${seat.actor}</span>`}${mine?.has(seat.id) && html`<span class="ring__own">you</span>`}${seat.place === circle.turn && html`<span class="ring__speaks">is speaking</span>`}</li>`)}</ol>`
}

/** Equal time is shown, but stops nobody. @param {{circle: any, round: any, clock: Clock}} props */
export function EqualTime({ circle, round, clock }) {
  useTick(1_000)
  const each_ms = (round.options.minutes_each ?? 0) * MINUTE_MS
  if (!each_ms || !circle.now) return null
  const gone = Math.min(1, Math.max(0, (clock.now_ms - Date.parse(circle.since)) / each_ms))
  return html`<div class="equal" data-state=${gone < 1 ? "within" : "over"}><progress max="1" value=${gone} aria-label="How much of an equal share of the time has gone"></progress>
    <span>${gone < 1 ? `About ${counted(round.options.minutes_each, "minute", "minutes")} each` : "Time to finish, when you are ready"}</span></div>`
}
