// What was written the day before. It is asked for, never sent: a “no” counts at once, and nothing of it stays here.

import { html } from "htm/preact"
import { useEffect, useState } from "preact/hooks"

const AGAIN_MS = 20_000
const NOTHING = { day: null, headings: {}, bulbs: [], stones: [], tensions: [], doubtful: [] }

/** @param {Live} live  @param {Round} round  @param {boolean} leads on the desk and on the wall */
export function useYesterday(live, round, leads = false) {
  const [told, tell] = useState(/** @type {any} */ (NOTHING))
  const { session_id, writes_for, participant_id } = live.boot
  const from = leads ? `/desk/sessions/${session_id}/rounds/${round.id}` : `/s/${session_id}/yesterday${writes_for ? `?for=${participant_id}` : ""}`
  useEffect(() => {
    const ask = () => fetch(from).then((answer) => (answer.ok ? answer.json() : null)).then((found) => found && tell(found), () => {})
    ask()
    const timer = setInterval(() => { if (document.visibilityState === "visible") ask() }, AGAIN_MS)
    return () => clearInterval(timer)
  }, [from])
  return told
}

export const timeOf = (at) => new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })

const OTHERS = { bulbs: "Light bulbs", stones: "Under the stones", tensions: "Tensions" }

/** What stands on the page beside the headings: `[name, title, things]`, those that have any. */
export const othersOf = (told) => Object.entries(OTHERS).map(([name, title]) => [name, title, told[name]]).filter(([, , things]) => things.length)

export const Thing = ({ one }) => html`<p class="yesterday__words">${one.text}</p>${one.sides.map((side) => html`<p class="yesterday__side" key=${side}>${side}</p>`)}`

/** Everything beside the headings, each part in a fold. */
export function Others({ told }) {
  return html`${othersOf(told).map(([name, title, things]) => html`<details class="part__write" key=${name} data-slot=${name}><summary>${title} (${things.length})</summary>
      <ul class="part__list">${things.map((one) => html`<li key=${one.id}><${Thing} one=${one} /></li>`)}</ul></details>`)}
    ${told.doubtful.length > 0 && html`<details class="part__write" data-slot="doubtful"><summary>Sound we are unsure of (${told.doubtful.length})</summary>
      <p>Do you remember what was said here? Tell the facilitators.</p>
      <ul class="part__list">${told.doubtful.map((one) => html`<li key=${one.at + one.table}>${place(one)}</li>`)}</ul></details>`}`
}

export const place = ({ session, table, at }) => [session, table, timeOf(at)].filter(Boolean).join(", ")
