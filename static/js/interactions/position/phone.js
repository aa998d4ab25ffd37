// On the phone: each card with a slider between two ends, for oneself or from another seat.

import { html } from "htm/preact"
import { useEffect, useRef, useState } from "preact/hooks"
import { seatsOf } from "../../board/seats.js"
import { Hands } from "../../lib/hands.js"
import { Icon, Lazy, isEased } from "../../lib/view.js"
import { NotKept } from "../../phone/not_kept.js"
import { cardsOf, earlier, MOMENTS, momentsOf, onItsWay, placed } from "./cards.js"
import { Sheet, Spread } from "./line.js"

const places = () => import("./places.js")
const MIDDLE = 50
const STEP = 5
const SETTLE_MS = 700 // by keys a card goes step by step: where it comes to rest is what counts
const MARKS = Array.from({ length: 11 }, (_, place) => place)

/** @type {Part} */
export default function Positions({ live, board, round, sees }) {
  const [seat, sit] = useState(/** @type {string | null} */ (null))
  if (sees) return html`<${Sheet} /><${Seen} board=${board} round=${round} />`
  if (live.boot.notes_kept !== "yes") return html`<${Sheet} /><${NotKept} live=${live} /><${Seen} board=${board} round=${round} />`
  const seats = seatsOf(round)
  return html`<${Sheet} />
    <div class="stack" data-slot="positions">
      ${seats.length > 1 && html`<fieldset class="choices"><legend>I am speaking as</legend><div class="choices__row">${seats.map((each) => html`
        <label class="choice" key=${each.id}><input type="radio" name="seat" value=${each.id ?? ""} checked=${each.id === seat} onChange=${() => sit(each.id)} /><span class="choice__face">${each.words}</span></label>`)}</div></fieldset>`}
      <ol class="plain-list">${cardsOf(round).map((card) => html`
        <li key=${card.id} class="sheet placing" data-card=${card.id}><p class="note__words" id=${`words-${card.id}`}>${card.words}</p>
          <${Hands} board=${board} round=${round} id=${card.id} table="at your table" />
          ${momentsOf(round).map((moment) => html`<${Slider} key=${`${seat} ${moment}`} live=${live} board=${board} round=${round} card=${card} seat=${seat} moment=${moment} />`)}
        </li>`)}</ol>
      <p class="quiet small" data-slot="who_sees">The facilitators see where all the cards stand, without names. Everybody sees it when it is shown.</p>
      <${Everybody} board=${board} round=${round} own />
    </div>`
}

function Everybody({ board, round, own = false }) {
  const spread = board.spreads?.[round.id]
  const at = (scale_id, seat, moment) => placed(board, { round_id: round.id, scale_id, seat, moment })?.value ?? null
  return spread && html`<section class="stack"><h2 class="phone__heading">Where everybody stands</h2><${Spread} folded round=${round} spread=${spread.spread} own=${own ? at : null} none="Fewer than five people have placed this card." /></section>`
}

/** For people who look on, or whose notes are not kept: the cards, what the ends mean, and later where everybody stands. */
function Seen({ board, round }) {
  if (board.spreads?.[round.id]) return html`<div class="stack" data-slot="positions"><${Everybody} board=${board} round=${round} /></div>`
  return html`<div class="stack" data-slot="positions"><ol class="plain-list">${cardsOf(round).map((card) => html`<li key=${card.id} class="sheet" data-card=${card.id}><p class="note__words">${card.words}</p></li>`)}</ol>
    <p class="placing__ends"><span>${round.options.ends[0]}</span><span>${round.options.ends[1]}</span></p></div>`
}

/** @type {Part<{card: {id: string, words: string}, seat: string | null, moment: "before" | "after" | null}>} */
function Slider({ live, board, round, card, seat, moment }) {
  const wanted = { round_id: round.id, scale_id: card.id, seat, moment }
  const last = placed(board, wanted)
  const entry = onItsWay(live.outbox.entries, wanted)
  const now = (entry?.state === "waiting" ? entry.body.value : last?.value) ?? null
  const [moving, move] = useState(/** @type {number | null} */ (null))
  const value = moving ?? now
  const several = momentsOf(round).length > 1
  const put = (value) => live.perform("position.set", { scale_id: card.id, value, seat, moment }, { target_id: entry?.target_id ?? last?.id })
  const keep = async (value) => {
    if (value !== now) await put(value)
    move(null)
  }
  const settled = useSettled(keep)
  // A tap on the middle changes no value, and a finger makes no click. Any other place tells of itself, perhaps after this.
  const keepFirst = ({ target }) => now === null && setTimeout(() => onItsWay(live.outbox.entries, wanted) ?? keep(Number(target.value)))
  const stay = () => put(was.value)
  const was = moment === "after" && !several ? earlier(board, round, card, seat) : null
  const id = `${card.id}-${seat ?? "own"}-${moment ?? "now"}`
  return html`<div class="placing__line" data-state=${value === null ? "unset" : "set"} data-moment=${moment}>
    ${several && moment && html`<span class="placing__moment" id=${`moment-${id}`}>${MOMENTS[moment]}</span>`}
    ${isEased(live) ? html`<${Lazy} from=${places} ends=${round.options.ends} value=${now} put=${put} remove=${last && (() => live.perform("position.remove", {}, { target_id: last.id }))} labelledby=${`words-${card.id}`} />` : html`<span class="placing__track">${value === null && html`<span class="placing__marks" aria-hidden="true">${MARKS.map((mark) => html`<i key=${mark}></i>`)}</span>`}<input type="range" class="placing__slider" min="0" max="100" step=${STEP} value=${value ?? MIDDLE}
      aria-labelledby=${several ? `words-${card.id} moment-${id}` : `words-${card.id}`} aria-describedby=${`ends-${id}`}
      aria-valuetext=${value === null ? "Not placed yet" : `${value} of 100`}
      onInput=${(event) => move(Number(event.target.value))} onChange=${settled.change} onPointerUp=${keepFirst} onClick=${keepFirst}
      onKeyDown=${(event) => (event.key === "Enter" ? settled.now(event) : settled.key())} onPointerDown=${settled.pointer} onBlur=${settled.flush} /></span>`}
    ${was && html`<p class="placing__was" data-slot="before" data-side=${was.value > MIDDLE ? "left" : "right"} style=${{ "--at": was.value / 100 }}><i aria-hidden="true">▴</i><span>Before</span></p>`}
    <p class="placing__ends" id=${`ends-${id}`}><span>${round.options.ends[0]}</span><span>${round.options.ends[1]}</span></p>
    <p class="note__foot"><${Standing} entry=${entry ?? (moving !== null && { state: "waiting" })} value=${now} />
      ${was && was.value !== now && html`<button type="button" class="button button--small" data-act="stay" onClick=${stay}>Stay where I was<span class="visually-hidden">: ${card.words}</span></button>`}</p>
    ${entry?.state === "refused" && html`<div class="message message--care" data-code=${entry.code}><p>${entry.message} <button type="button" class="button button--small" onClick=${() => live.dismiss(entry.op_id)}>OK</button></p></div>`}
  </div>`
}

/** One placing for any number of presses of a key: kept when the last is a moment ago, or the focus goes on. @param {(value: number) => void} keep */
function useSettled(keep) {
  const latest = useRef(keep)
  latest.current = keep
  const by = useRef({ keys: false, timer: 0, value: /** @type {number | null} */ (null) }).current
  const flush = () => {
    clearTimeout(by.timer)
    if (by.value !== null) latest.current(by.value)
    by.value = null
  }
  const now = (event) => { by.value = Number(event.target.value); flush() }
  const change = (event) => {
    if (!by.keys) return now(event)
    clearTimeout(by.timer)
    by.value = Number(event.target.value)
    by.timer = setTimeout(flush, SETTLE_MS)
  }
  useEffect(() => {
    addEventListener("pagehide", flush)
    return () => { removeEventListener("pagehide", flush); flush() }
  }, [])
  return { change, flush, now, key: () => { by.keys = true }, pointer: () => { by.keys = false } }
}

function Standing({ entry, value }) {
  if (entry?.state === "refused") return html`<span data-state="refused"><${Icon} name="care" />Not accepted</span>`
  if (entry) return html`<span data-state="sending"><${Icon} name="cloud" />Sending</span>`
  if (value === null) return html`<span data-state="unset">Not placed yet. Tap the line where you stand.</span>`
  return html`<span data-state="saved"><${Icon} name="tick" />Saved</span>`
}
