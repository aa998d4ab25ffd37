// The sound while correcting: goes back a little on every pause, repeats a turn, runs slower or faster.

const SKIP_S = 3
const LOOP_MIN_S = 0.2 // a shorter turn cannot be repeated
const BACK_UP = "sound-back-up-s"

/** @typedef {{start: number, stop: number}} Span in seconds */

/** @param {HTMLAudioElement | null} audio */
export function soundFor(audio) {
  const loop = /** @type {HTMLInputElement | null} */ (document.getElementById("loop"))
  const backUp = /** @type {HTMLSelectElement | null} */ (document.getElementById("back-up"))
  const speed = /** @type {HTMLSelectElement | null} */ (document.getElementById("speed"))
  /** @type {Span | null} */ let span = null
  let isFresh = false

  if (backUp) {
    const known = recall()
    if (known !== null && [...backUp.options].some((option) => option.value === known)) backUp.value = known
    backUp.addEventListener("change", () => remember(backUp.value))
  }
  audio?.addEventListener("pause", () => {
    if (audio.ended || audio.seeking || !backUp) return
    audio.currentTime = Math.max(0, audio.currentTime - Number(backUp.value))
  })
  const isLooping = () => loop?.checked && span !== null && span.stop - span.start >= LOOP_MIN_S
  let frame = 0
  const round = () => {
    frame = 0
    if (!audio || audio.paused) return
    if (span && isLooping() && (audio.currentTime >= span.stop || audio.currentTime < span.start - SKIP_S)) {
      audio.currentTime = span.start
    }
    frame = requestAnimationFrame(round)
  }
  audio?.addEventListener("play", () => { if (!frame) round() })
  audio?.addEventListener("ended", () => {
    if (!span || !isLooping() || audio.duration - span.stop > LOOP_MIN_S) return
    audio.currentTime = span.start // the last turn ends with the sound
    audio.play().catch(() => undefined)
  })

  return {
    /** The turn that is played, until another is chosen. @param {HTMLElement} turn */
    choose(turn) {
      const { start, stop } = turn.dataset
      span = start === undefined ? null : { start: Number(start) / 1000, stop: Number(stop ?? start) / 1000 }
      isFresh = true
    },
    toggle() {
      if (!audio) return
      if (!audio.paused) {
        audio.pause()
        return
      }
      const outside = span && (audio.currentTime < span.start || audio.currentTime >= span.stop)
      if (span && outside && (isFresh || loop?.checked)) audio.currentTime = span.start
      isFresh = false
      audio.play().catch(() => undefined) // paused again before it started
    },
    /** @param {number} ms from the start of the audio recording */
    standAt(ms) {
      if (audio) audio.currentTime = Math.max(0, ms / 1000)
      isFresh = false
    },
    /** @param {1 | -1} way */
    skip(way) {
      if (audio) audio.currentTime = Math.max(0, audio.currentTime + way * SKIP_S)
      isFresh = false
    },
    /** @returns {string} what to tell */
    toggleLoop() {
      if (!loop) return ""
      loop.checked = !loop.checked
      return loop.checked ? "The turn is repeated" : "The turn is not repeated"
    },
    /** @param {1 | -1} way @returns {string} what to tell */
    changeSpeed(way) {
      if (!speed) return ""
      speed.selectedIndex = Math.min(speed.options.length - 1, Math.max(0, speed.selectedIndex + way))
      speed.dispatchEvent(new Event("change"))
      return `Speed ${speed.options[speed.selectedIndex].text}`
    },
  }
}

function recall() {
  try {
    return localStorage.getItem(BACK_UP)
  } catch {
    return null
  }
}

/** @param {string} seconds */
function remember(seconds) {
  try {
    localStorage.setItem(BACK_UP, seconds)
  } catch {
    // If nothing can be kept, the next page starts with two seconds again.
  }
}
