// Plays the sound of some words, and stops where they end.

const LEAD_IN_S = 0.08

const audio = /** @type {HTMLAudioElement | null} */ (document.getElementById("audio"))
/** @type {number | null} */
let until_s = null

audio?.addEventListener("timeupdate", () => {
  if (until_s !== null && audio.currentTime >= until_s) {
    audio.pause()
    until_s = null
  }
})

/** Play these words; if they are being played, stop. @param {HTMLElement[]} words */
export function playWords(words) {
  const timed = words.filter((word) => word.dataset.ms !== undefined)
  if (!audio || !timed.length) return
  if (!audio.paused) return audio.pause()
  const ends = Math.max(...timed.map((word) => Number(word.dataset.end)))
  audio.currentTime = Math.max(0, Number(timed[0].dataset.ms) / 1000 - LEAD_IN_S)
  until_s = ends / 1000 + LEAD_IN_S
  audio.play().catch(() => undefined) // stopped before it began
}
