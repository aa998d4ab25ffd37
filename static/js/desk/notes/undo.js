// Undoing what this desk did to headings, one press at a time: what others did since is left alone.

import { html } from "htm/preact"
import { announce } from "../../lib/dom.js"
import { newId } from "../../lib/ids.js"

const ACTS_MAX = 30

/** @typedef {{words: string, act_ids: string[]}} Done what was done, and its operations */

const placeOf = (live) => `undo:${live.boot.session_id}`

/** What this desk did, oldest first. It outlives a reload, and ends with the tab. @returns {Done[]} */
function doneBy(live) {
  try {
    return JSON.parse(sessionStorage.getItem(placeOf(live)) ?? "[]")
  } catch {
    return [] // a browser that keeps nothing: this page was loaded again, and there is nothing to undo
  }
}

/** @param {Live} live  @param {Done[]} done */
function keep(live, done) {
  try {
    sessionStorage.setItem(placeOf(live), JSON.stringify(done.slice(-ACTS_MAX)))
  } catch { /* then nothing can be undone */ }
}

/** Does one or more things that are undone together. `words` say what was done. @param {Live} live  @param {string} words  @param {[string, any, {target_id?: string, base_version?: number | null}][]} acts */
export async function act(live, words, acts) {
  const entries = await Promise.all(acts.map(([kind, body, about]) => live.perform(kind, body, { target_id: newId(), ...about })))
  keep(live, [...doneBy(live), { words, act_ids: entries.map((entry) => entry.op_id) }])
  live.dispatchEvent(new Event("change"))
}

/** @param {{live: Live}} props */
export function Undo({ live }) {
  const refused = new Set(live.outbox.entries.filter((entry) => entry.state === "refused").map((entry) => entry.op_id))
  const done = doneBy(live).filter((one) => !one.act_ids.some((id) => refused.has(id)))
  const last = done.at(-1)
  if (!last) return null
  const waits = live.outbox.entries.some((entry) => entry.state === "waiting" && (last.act_ids.includes(entry.op_id) || entry.kind === "sort.undo"))
  const undo = (event) => {
    if (waits) return
    // With the last act the button goes too: the focus waits at the heading above it.
    if (done.length === 1) event.currentTarget.closest("section")?.querySelector("h2")?.focus()
    keep(live, done.slice(0, -1))
    live.perform("sort.undo", { act_ids: last.act_ids }, { target_id: newId() })
    announce(`Undone: ${last.words}`, { now: true })
  }
  return html`<p class="row"><button type="button" class="button button--small" data-act="sort.undo" aria-disabled=${waits} onClick=${undo}>Undo: ${last.words}</button></p>`
}
