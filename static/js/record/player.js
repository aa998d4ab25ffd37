// The transcript plays from any word, and its text follows the sound.

import { showControls } from "./wave.js"

const audio = /** @type {HTMLAudioElement | null} */ (document.getElementById("audio"))
const book = document.getElementById("book")
const follow = /** @type {HTMLInputElement | null} */ (document.getElementById("follow"))
const speed = /** @type {HTMLSelectElement | null} */ (document.getElementById("speed"))

// After scrolling by hand, people are reading elsewhere: do not scroll for this long.
const HANDS_OFF_MS = 6000
const LEAD_IN_S = 0.08
const BEFORE_CITED_S = 3

if (audio) start(audio)

/** @param {HTMLAudioElement} sound */
function start(sound) {
  for (const hidden of document.querySelectorAll("[data-needs-script]")) /** @type {HTMLElement} */ (hidden).hidden = false
  if (book) followWords(sound, book)
  speed?.addEventListener("change", () => { sound.playbackRate = Number(speed.value) })
  showControls(sound)
  const asked = /^#t=([\d.]+)$/.exec(location.hash)
  const cited = /** @type {HTMLElement | null} */ (document.querySelector(".is-cited[data-ms]"))
  if (asked) sound.currentTime = Number(asked[1])
  // Who follows a quotation hears what led up to it.
  else if (cited) sound.currentTime = Math.max(0, Number(cited.dataset.ms) / 1000 - BEFORE_CITED_S)
}

/** @param {HTMLAudioElement} sound @param {HTMLElement} page */
function followWords(sound, page) {
  /** @type {HTMLElement[]} */ let words = []
  /** @type {number[]} */ let starts = []
  const gather = () => {
    // Two people who speak at once are listed one after the other; follow the sound by time.
    const all = /** @type {HTMLElement[]} */ ([...page.querySelectorAll("[data-ms]")])
    words = all.sort((a, b) => Number(a.dataset.ms) - Number(b.dataset.ms))
    starts = words.map((word) => Number(word.dataset.ms))
  }
  gather()
  page.addEventListener("words-changed", gather)
  /** @type {HTMLElement | null} */ let spoken = null
  let touchedAt = -Infinity

  const playFrom = (/** @type {number} */ ms) => {
    sound.currentTime = Math.max(0, ms / 1000 - LEAD_IN_S)
    touchedAt = -Infinity
    sound.play().catch(() => undefined) // paused again before it started
  }
  page.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target)
    const place = /** @type {HTMLElement | null} */ (target.closest("[data-ms], [data-play]"))
    if (!place || getSelection()?.toString()) return
    event.preventDefault()
    playFrom(Number(place.dataset.ms ?? place.dataset.play))
  })
  for (const by of ["wheel", "touchmove", "keydown"]) {
    document.addEventListener(by, () => { touchedAt = performance.now() }, { passive: true })
  }

  let frame = 0
  const show = () => {
    cancelAnimationFrame(frame) // check only once per frame, however often it is played and sought
    const at = lastAtOrBefore(starts, sound.currentTime * 1000 + 40)
    const word = at < 0 ? null : words[at]
    if (word !== spoken) {
      spoken?.classList.remove("is-spoken")
      word?.classList.add("is-spoken")
      spoken = word
      if (word && follow?.checked && !sound.paused && performance.now() - touchedAt > HANDS_OFF_MS) keepInSight(word)
    }
    if (!sound.paused) frame = requestAnimationFrame(show)
  }
  sound.addEventListener("play", show)
  sound.addEventListener("seeked", show)
}

/** @param {HTMLElement} word */
function keepInSight(word) {
  const box = word.getBoundingClientRect()
  if (box.top > innerHeight * 0.15 && box.bottom < innerHeight * 0.7) return
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches
  word.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" })
}

/** @param {number[]} sorted @param {number} value @returns {number} index, -1 before the first */
function lastAtOrBefore(sorted, value) {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle] <= value) low = middle + 1
    else high = middle
  }
  return low - 1
}
