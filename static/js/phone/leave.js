// Leaving: says beforehand what is still only on this phone, and afterwards leaves nothing of it here.

import { DeviceStore } from "../live/store.js"

const WAIT_MS = 3_000

/** @param {string} name @returns {Promise<void>} */
const gone = (name) => new Promise((ended) => {
  const asked = indexedDB.deleteDatabase(name)
  asked.onsuccess = asked.onerror = () => ended()
})

const form = /** @type {HTMLFormElement} */ (document.querySelector("form[data-person]"))
const ours = `retreat:${form.dataset.event}:${form.dataset.person}`
const kept = await Promise.resolve(indexedDB.databases?.()).catch(() => undefined) // not every browser lists them
const drawers = (kept?.map(({ name }) => name ?? "") ?? [ours])
  .filter((name) => name.startsWith("retreat:") && name.endsWith(`:${form.dataset.person}`))

for (const name of drawers) {
  const store = new DeviceStore(name)
  await store.open()
  const unsent = (await store.startingWith("op:")).filter(([, entry]) => entry.state !== "done")
  const drafts = (await store.startingWith("draft:")).filter(([, draft]) => draft.text?.trim())
  const pictures = await store.startingWith("picture:")
  if (unsent.length || drafts.length || pictures.length) document.querySelector("[data-slot=unsent]")?.removeAttribute("hidden")
  await store.close() // an open drawer could not be thrown away
}

form.addEventListener("submit", async (event) => {
  event.preventDefault()
  const left = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" }).catch(() => null)
  if (left?.type !== "opaqueredirect") return form.submit() // the server's own page says what is wrong
  // Going on before they are gone could leave them here; another page that has one open must not hold people up for long.
  const waited = new Promise((ended) => setTimeout(ended, WAIT_MS))
  await Promise.race([Promise.all(drawers.map(gone)), waited])
  location.assign("/")
})
