// The time of an open round: more of it, or a pause.

import { html } from "htm/preact"

const MORE_MINUTES = [2, 5]

/** @type {Part<{round: Step}>} */
export function RoundTime({ live, round }) {
  const about = { target_id: round.id, base_version: round.version }
  const act = round.paused_at ? "round.resume" : "round.pause"
  return html`<div class="row" role="group" aria-label="Time">
    ${(round.ends_at || round.paused_at || !round.is_now) && MORE_MINUTES.map((minutes) => html`<button type="button" key=${minutes} class="button button--small" data-act="round.extend" data-minutes=${minutes} onClick=${() => live.perform("round.extend", { minutes }, about)} aria-label=${`+${minutes} min for ${round.title}`}>+${minutes} min</button>`)}
    ${(round.ends_at || round.paused_at) && html`<button type="button" class="button button--small" data-act=${act} onClick=${() => live.perform(act, {}, about)}>${round.paused_at ? "Go on" : "Pause"}<span class="visually-hidden"> ${round.title}</span></button>`}
  </div>`
}
