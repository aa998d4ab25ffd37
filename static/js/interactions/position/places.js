// A card placed by one press, for people who cannot drag: five places, then a little nearer to either end.

import { html } from "htm/preact"
import { Picture, Sheet } from "../../phone/quick.js"

const PLACES = [0, 25, 50, 75, 100]
const LITTLE = 10

/** What each place means. Twin of `places_by_one_press` in templates/phone/interactions/position.html. @param {[string, string]} ends */
const wordsOf = ([low, high]) => [low, `Nearer to “${low}”`, "In the middle", `Nearer to “${high}”`, high]

/** @param {{ends: [string, string], value: number | null, put: (value: number) => void, remove: (() => void) | null, labelledby: string}} props */
export default function Places({ ends, value, put, remove, labelledby }) {
  const nearest = value === null ? null : PLACES.reduce((one, other) => (Math.abs(other - value) < Math.abs(one - value) ? other : one))
  const step = (by) => Math.min(100, Math.max(0, (value ?? 50) + by))
  return html`<${Sheet} /><div class="picks picks--places" role="group" aria-labelledby=${labelledby} data-scan>
      ${wordsOf(ends).map((words, at) => html`<button type="button" key=${at} class="pick pick--line" data-place=${PLACES[at]} aria-pressed=${PLACES[at] === nearest} onClick=${() => put(PLACES[at])}>
        <span class="place-line" data-at=${at} aria-hidden="true"></span><span class="pick__words">${words}</span></button>`)}
    </div>
    ${value !== null && html`<div class="row" role="group" aria-labelledby=${labelledby} data-scan>
      <button type="button" class="button" data-step="less" aria-disabled=${value === 0} onClick=${() => value === 0 || put(step(-LITTLE))}>A little nearer to “${ends[0]}”</button>
      <button type="button" class="button" data-step="more" aria-disabled=${value === 100} onClick=${() => value === 100 || put(step(LITTLE))}>A little nearer to “${ends[1]}”</button>
      ${remove && html`<button type="button" class="button" data-act="remove" onClick=${remove}><${Picture} name="erase" />Take it off the line</button>`}</div>`}`
}
