// @ts-check
// Small things done to the page itself: the data it came with, the live region, the clipboard.

/** @returns {any} what the server put into the page */
export function bootData() {
  const element = document.getElementById("boot")
  return element ? JSON.parse(element.textContent ?? "{}") : {}
}

const ANNOUNCE_EVERY_MS = 5_000
let lastSaid_ms = 0
let waiting = 0

/** Say something in the one polite live region; own actions at once, others' at most every five seconds. */
export function announce(words, { now = false } = {}) {
  const region = document.getElementById("live-region")
  if (!region) return
  clearTimeout(waiting)
  const wait_ms = now ? 0 : Math.max(0, lastSaid_ms + ANNOUNCE_EVERY_MS - Date.now())
  waiting = setTimeout(() => {
    lastSaid_ms = Date.now()
    region.textContent = words
  }, wait_ms)
}

/** Copy text; on plain HTTP there is no clipboard API, so a selected text area does it. */
export async function copyText(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  const area = document.createElement("textarea")
  area.value = text
  area.className = "visually-hidden"
  document.body.append(area)
  area.select()
  document.execCommand("copy")
  area.remove()
}
