// Many people came in at once: the desk says so until somebody has looked, or said that it is fine.

import { html } from "htm/preact"
import { useState } from "preact/hooks"
import { Icon } from "../lib/view.js"

const KEY = "rush-seen:"

/** The time up to which this browser has dealt with it. @param {string} key */
const seenUntil = (key) => { try { return localStorage.getItem(key) ?? "" } catch { return "" } }
/** @param {string} key  @param {string} until */
const keepSeen = (key, until) => { try { localStorage.setItem(key, until) } catch { /* the desk will say it again */ } }

/** @type {Part} */
export function Arrivals({ live }) {
  const key = KEY + live.boot.session_id
  const [seen, see] = useState(() => seenUntil(key))
  const url = live.boot.arrivals_url
  const fresh = (live.presence?.rushes ?? []).filter((rush) => rush.until > seen)
  const seeTo = () => { see(fresh[0].until); keepSeen(key, fresh[0].until) }
  return html`${fresh.map((rush) => html`
      <div class="message message--care" data-slot="rush" data-rush=${rush.how} key=${rush.how + rush.until}><${Icon} name="care" />
        <p><strong>${rush.people} people came in from one ${rush.how === "address" ? "network address" : "phone or computer"} within a short time.</strong>
          ${rush.how === "address" && " Where all phones go through one router, this is normal."}</p></div>`)}
    <p class="row small"><a href=${url} data-slot="arrivals" onClick=${() => fresh.length && seeTo()}>${fresh.length ? "See who came in" : "Who came in, and sharing a phone"}</a>
      ${fresh.length > 0 && html`<button type="button" class="link" data-act="rush.fine" onClick=${seeTo}>That is fine</button>`}</p>`
}
