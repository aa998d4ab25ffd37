// After another machine went on from a copy: what the earlier one accepted since then is sent again, under the same ids.
// Whoever came in after the copy comes in again, and their earlier drawer on this device is emptied into the new one.

import { SENT } from "./outbox.js"
import { DeviceStore } from "./store.js"

const MARGIN_MS = 60_000 // a copy is of a moment before it says that it is ready
const SEAT_CHARS = 12 // enough to know a token by, and too few to use it
const MOVED = /^(op|sent|draft|typed):/

/** @param {Live} live */
export async function bring(live) {
  const { store, outbox, restored } = live
  if (!restored) return
  if ((await store.everything()).get("goes_on") !== restored.at) {
    await adopt(live)
    await answerAgain(live)
    const filed = [...await store.everything()].filter(([key]) => key.startsWith(SENT)).map(([, entry]) => entry)
    live.remembers = filed.map((entry) => entry.accepted_at ?? "").sort().at(-1) || undefined
    const from_ms = Date.parse(restored.from) - MARGIN_MS
    for (const entry of filed) if (!(Date.parse(entry.accepted_at) < from_ms)) await outbox.again(entry)
    await store.set("goes_on", restored.at)
    if (live.transport && outbox.elsewhere.size) import("./strays.js").then(({ sendStrays }) => sendStrays(live))
  }
}

/** What will be needed if this machine fails: this person's answers, and nothing that was taken back elsewhere. @param {Live} live */
export async function prepare({ store, boot, board, restored }) {
  void store.set("answers", { notes: boot.notes_kept, sound: boot.audio_consent })
  if (restored && (await store.get("goes_on")) !== restored.at) return // the board is behind this device
  const filed = await store.startingWith(SENT)
  const gone = new Set(filed.filter(([, { kind, target_id, session, accepted_at }]) => // those from before this page was loaded
    kind === "note.add" && session === boot.session_id && accepted_at < boot.now && !board.notes[target_id]?.text).map(([, { target_id }]) => target_id))
  await Promise.all(filed.filter(([, { kind, target_id }]) => gone.has(target_id) && kind !== "note.remove").map(([key]) => store.remove(key)))
}

/** A “no” that was given after the copy is given again; a “yes” is not, since an earlier “no” may have been meant. */
async function answerAgain({ store, boot }) {
  const before = (await store.everything()).get("answers") ?? {}
  const refused = ["notes", "sound"].filter((name) => before[name] === "no")
  if (!refused.length) return
  const page = new DOMParser().parseFromString(await (await fetch(`/e/${boot.event_id}/answers`)).text(), "text/html")
  const form = /** @type {HTMLFormElement | null} */ (page.querySelector("form[action$='/answers']"))
  const changed = refused.filter((name) => !page.querySelector(`[name="${name}"][value="no"]:checked`))
  if (!form || !changed.length) return
  const answers = new FormData(form)
  for (const name of changed) answers.set(name, "no")
  await fetch(`/e/${boot.event_id}/answers`, { method: "POST", body: answers, redirect: "manual" })
}

/** The event is over: nothing is sent again any more. @param {Live} live */
export async function tidy({ store }) {
  await Promise.all((await store.startingWith(SENT)).map(([key]) => store.remove(key)))
}

/** The same browser gets the same token again, so a drawer of another person on this device is left alone. */
async function adopt({ store, boot, mine, outbox, drafts, typed }) {
  const own = boot.token.slice(-SEAT_CHARS)
  const all = await Promise.resolve(indexedDB.databases?.()).catch(() => undefined)
  const names = (all ?? []).map(({ name }) => name ?? "").filter((name) => name.startsWith(`retreat:${boot.event_id}:`) && name !== store.name)
  for (const name of names) {
    const earlier = new DeviceStore(name)
    if (!(await earlier.open())) throw new Error("This device does not answer.")
    const held = await earlier.everything()
    if (held.get("seat") !== own) continue
    for (const [key, value] of held) if (MOVED.test(key)) await store.set(key, value)
    for (const id of held.get("mine") ?? []) mine.add(id)
    await store.set("mine", [...mine])
    await earlier.close()
    indexedDB.deleteDatabase(name)
    await Promise.all([outbox.open(), drafts.open(), typed.open()])
  }
}
