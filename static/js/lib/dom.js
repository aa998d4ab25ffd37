// Small helpers for the page itself: its data, the live region, the clipboard.

/** @returns {any} what the server put into the page */
export function bootData() {
  const element = document.getElementById("boot")
  return element ? JSON.parse(element.textContent ?? "{}") : {}
}

const ANNOUNCE_EVERY_MS = 5_000
const GATHER_MS = 1_000
let lastSaid_ms = -Infinity
const gathered = new Map() // what waits to be said, by subject: the latest words, and how many
let waiting = 0

/**
 * Say it in the one polite live region: own actions and what changes the page at once, the rest every five seconds.
 * What can be counted, such as new notes, is said once for all of them: `words` gets how many there are by then.
 * @param {string | ((count: number) => string)} words
 */
export function announce(words, { now = false, count = 0, about = "" } = {}) {
  if (now) return void setTimeout(() => say(said({ words, count })))
  gathered.set(about, { words, count: count + (gathered.get(about)?.count ?? 0) })
  waiting ||= setTimeout(sayGathered, Math.max(GATHER_MS, rest_ms()))
}

/** @param {{words: string | ((count: number) => string), count: number}} what */
const said = ({ words, count }) => (typeof words === "string" ? words : words(count))
const rest_ms = () => Math.max(0, lastSaid_ms + ANNOUNCE_EVERY_MS - performance.now())

/** Does not interrupt something said at once in the meantime. */
function sayGathered() {
  waiting = rest_ms() > 0 ? setTimeout(sayGathered, rest_ms()) : 0
  if (waiting) return
  say([...gathered.values()].map(said).join(" "))
  gathered.clear()
}

/** @param {string} words */
function say(words) {
  const region = document.getElementById("live-region")
  if (!region) return
  lastSaid_ms = performance.now()
  region.textContent = words
}

/** Copy text; on plain HTTP there is no clipboard API, so a selected text area does it. @param {string} text */
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
