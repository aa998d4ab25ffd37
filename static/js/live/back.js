// After another machine went on from a copy: what the earlier one accepted since then is sent again, under the same ids.
// Whoever came in after the copy comes in again, and their earlier drawer on this device is emptied into the new one.

import { SENT } from "./outbox.js"
import { DeviceStore } from "./store.js"

const MARGIN_MS = 60_000 // a copy is of a moment before it says that it is ready
const MOVED = /^(op|sent|draft|typed):/

/** @param {Live} live */
export async function bring(live) {
  const { store, outbox, restored } = live
  if (!restored) return
  if ((await store.get("goes_on")) !== restored.at) {
    await adopt(live)
    const filed = (await store.startingWith(SENT)).map(([, entry]) => entry)
    live.remembers = filed.map((entry) => entry.accepted_at ?? "").sort().at(-1) || undefined
    const from_ms = Date.parse(restored.from) - MARGIN_MS
    for (const entry of filed) if (Date.parse(entry.accepted_at) >= from_ms) await outbox.again(entry)
    await store.set("goes_on", restored.at)
    if (live.transport && outbox.elsewhere.size) import("./strays.js").then(({ sendStrays }) => sendStrays(live))
  }
}

/** The event is over: nothing is sent again any more. @param {Live} live */
export async function tidy({ store }) {
  await Promise.all((await store.startingWith(SENT)).map(([key]) => store.remove(key)))
}

/** The same browser gets the same token again, so a drawer of another person on this device is left alone. */
async function adopt({ store, boot, mine, outbox, drafts, typed }) {
  const own = boot.token.slice(-12)
  const all = await Promise.resolve(indexedDB.databases?.()).catch(() => undefined)
  const names = (all ?? []).map(({ name }) => name ?? "").filter((name) => name.startsWith(`retreat:${boot.event_id}:`) && name !== store.name)
  for (const name of names) {
    const earlier = new DeviceStore(name)
    await earlier.open()
    if ((await earlier.get("seat")) !== own) continue
    for (const [key, value] of await earlier.startingWith("")) if (MOVED.test(key)) await store.set(key, value)
    for (const id of (await earlier.get("mine")) ?? []) mine.add(id)
    await store.set("mine", [...mine])
    await earlier.close()
    indexedDB.deleteDatabase(name)
    await Promise.all([outbox.open(), drafts.open(), typed.open()])
  }
}
