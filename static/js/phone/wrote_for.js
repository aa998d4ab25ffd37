// A scribe's phone keeps what was not sent for somebody. Once they have taken everything back, that goes too.

import { remember } from "../lib/remember.js"

const PLACE = "wrote_for"

/** Remembers for whom this phone writes; forgets what it holds of people who are no longer at the event. @param {Boot} boot */
export async function tidy(boot) {
  const drawer = `${boot.event_id} ${boot.participant_id}`
  const known = new Set((localStorage.getItem(PLACE) ?? "").split(",").filter(Boolean))
  if (boot.writes_for) known.add(drawer)
  const asked = [...known].filter((one) => one !== drawer && one.startsWith(`${boot.event_id} `)).map((one) => one.split(" ")[1])
  if (asked.length) {
    const answer = await fetch(`/s/${boot.session_id}/for?${new URLSearchParams(asked.map((id) => ["of", id]))}`)
    const { here } = answer.ok ? await answer.json() : { here: asked }
    for (const id of asked.filter((one) => !here.includes(one))) {
      indexedDB.deleteDatabase(`retreat:${boot.event_id}:${id}`)
      known.delete(`${boot.event_id} ${id}`)
    }
  }
  localStorage.setItem(PLACE, [...known].join(","))
  remember("wrote", known.size > 0)
}
