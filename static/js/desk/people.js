// Letting people in, and who is here: counts only, small groups merged, never a list of who answered what.

import { html } from "htm/preact"
import { counted, spaced } from "../lib/said.js"
import { Icon } from "../lib/view.js"
import { Arrivals } from "./arrivals.js"

/** @type {Part<{join: Boot["join"]}>} */
export function Join({ join }) {
  if (!join?.pass) return null
  return html`
    <section class="sheet desk__join" aria-labelledby="join-title">
      <h2 class="desk__heading" id="join-title">Let people in</h2>
      <${HowToJoin} join=${join} />
    </section>`
}

/** Once people are in, one line is enough for those who come late. @type {Part<{join: Boot["join"]}>} */
export function JoinChip({ join }) {
  if (!join?.pass) return null
  return html`<details class="sheet desk__chip" data-slot="join_chip"><summary>Let people in <span class="letters">${spaced(join.pass)}</span></summary>
    <div class="desk__join stack"><${HowToJoin} join=${join} apart=${true} /></div></details>
    <p class="small" data-slot="wall_link"><a href=${join.wall_url} target="_blank" rel="noopener">Open the wall</a></p>`
}

/** ``apart``: the wall has a link of its own. @type {Part<{join: NonNullable<Boot["join"]>, apart?: boolean}>} */
function HowToJoin({ join, apart }) {
  return html`
      <p class="letters desk__letters" aria-label=${`The code: ${join.pass.split("").join(" ")}`}>${spaced(join.pass)}</p>
      ${join.qr_svg_url && html`<img class="desk__qr" src=${join.qr_svg_url} alt="Picture to scan with a phone’s camera" width="160" height="160" />`}
      <p class="small">Scan the picture, or go to<br /><strong class="desk__address">${join.short_url ?? join.url}</strong></p>
      <p class="row"><a href=${join.posters_url} target="_blank" rel="noopener">Print posters</a>${!apart && html`
        <a href=${join.wall_url} target="_blank" rel="noopener">Open the wall</a>`}</p>`
}

/** How many have come in, including by plain forms and with phones that are disconnected. @param {Live} live */
export function joined(live) {
  return live.presence?.joined ?? live.boot.people ?? 0
}

/** @type {Part} */
export function People({ live }) {
  const here = live.presence
  const people = joined(live)
  const { away = 0, holding = 0 } = here ?? {}
  const sectors = here?.sectors ?? live.boot.sectors ?? []
  return html`
    <section class="sheet" aria-labelledby="people-title">
      <h2 class="desk__heading" id="people-title">Who is here</h2>
      <p class="desk__count"><strong>${people}</strong> ${people === 1 ? "person has joined" : "people have joined"}</p>
      ${people === 0 && html`<p class="quiet">People appear here as soon as they join on their phones.</p>`}
      ${people > 0 && here && html`<p class="small" data-slot="connected">${counted(here.here, "phone")} connected${here.here > 0 && here.up_to_date !== undefined ? `, ${here.up_to_date} of ${here.here} up to date` : ""}.</p>`}
      ${away > 0 && html`<p class="small quiet" data-slot="away">${counted(away, "more phone has", "more phones have")} lost the connection or closed the page.</p>`}
      ${holding > 0 && html`<p class="message message--care"><${Icon} name="phone" />${counted(holding, "phone still holds", "phones still hold")} changes that have not arrived yet.</p>`}
      <${Coming} door=${here?.door} tabled=${!!here?.has_tables} />
      <${AtTables} live=${live} at=${here?.has_tables ? here.at_tables : undefined} />
      ${sectors.some((row) => row.sector !== null) && html`<dl class="facts small">${sectors.map((row) => html`<dt>${row.sector ?? (sectors.length > 1 ? "Others" : "Everybody")}</dt><dd>${row.people}</dd>`)}</dl>`}
      ${sectors.some((row) => row.sector === null) && html`<p class="small quiet" data-slot="small_groups">Sectors with fewer than five people are not named.</p>`}
      ${live.boot.tables_url && html`<p class="row small"><a href=${live.boot.tables_url} data-slot="tables">Tables, and reading back</a></p>`}
      <${Arrivals} live=${live} />
    </section>`
}

/** How far people have come who come in, and a word where somebody seems stuck. Counts only. @type {Part<{door: Presence["door"], tabled: boolean}>} */
function Coming({ door, tabled }) {
  if (!door || !door.scanned) return null
  return html`<ul class="desk__door small" data-slot="door"><li><strong>${door.scanned}</strong> scanned</li><li><strong>${door.answered}</strong> answered</li>${tabled && html`<li><strong>${door.at_table}</strong> at a table</li>`}</ul>
    ${door.stuck_at_door > 0 && html`<p class="small" data-slot="stuck_at_door"><${Icon} name="care" />${counted(door.stuck_at_door, "person has", "people have")} been at the questions for two minutes. Perhaps help them.</p>`}
    ${door.stuck_without_table > 0 && html`<p class="small" data-slot="stuck_without_table"><${Icon} name="care" />${counted(door.stuck_without_table, "person is", "people are")} in, but at no table yet.</p>`}`
}

/** Each table: how many sit there, and whether a device is behind or silent. @type {Part<{at: Presence["at_tables"]}>} */
function AtTables({ live, at }) {
  if (!at) return null
  const rows = (live.boot.tables ?? []).map((table) => ({ ...table, ...(at[table.id] ?? { people: 0, behind: 0, silent: 0 }) }))
  const lags = ({ behind, silent }) => [behind && `${behind} behind`, silent && `${silent} silent`].filter(Boolean).join(", ")
  return rows.length > 0 && html`<dl class="facts small" data-slot="at_tables">${rows.map((row) => html`<dt>${row.name}</dt><dd>${row.people}${lags(row) && html` <span class="desk__lag" data-lag=${row.id}><${Icon} name="phone" />${lags(row)}</span>`}</dd>`)}</dl>`
}
