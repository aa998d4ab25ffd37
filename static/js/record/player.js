// The transcript plays from any word, and its text follows the sound.

const audio = /** @type {HTMLAudioElement | null} */ (document.getElementById("audio"))
const book = document.getElementById("book")
const wave = /** @type {HTMLCanvasElement | null} */ (document.getElementById("wave"))
const follow = /** @type {HTMLInputElement | null} */ (document.getElementById("follow"))
const speed = /** @type {HTMLSelectElement | null} */ (document.getElementById("speed"))

// After scrolling by hand, people are reading elsewhere: do not scroll for this long.
const HANDS_OFF_MS = 6000
const LEAD_IN_S = 0.08

if (audio) start(audio)

/** @param {HTMLAudioElement} sound */
function start(sound) {
  for (const hidden of document.querySelectorAll("[data-needs-script]")) /** @type {HTMLElement} */ (hidden).hidden = false
  if (book) followWords(sound, book)
  speed?.addEventListener("change", () => { sound.playbackRate = Number(speed.value) })
  if (wave?.dataset.peaks) drawWave(sound, wave)
  // On a phone the words need the space: the wave and the options appear on request.
  const open = document.getElementById("player-open")
  open?.addEventListener("click", () => {
    const isOpen = open.parentElement?.classList.toggle("is-open") ?? false
    open.setAttribute("aria-expanded", String(isOpen))
  })
  const asked = /^#t=([\d.]+)$/.exec(location.hash)
  if (asked) sound.currentTime = Number(asked[1])
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

/** @param {HTMLAudioElement} sound @param {HTMLCanvasElement} canvas */
async function drawWave(sound, canvas) {
  const answer = await fetch(/** @type {string} */ (canvas.dataset.peaks))
  if (!answer.ok) return
  const peaks = await answer.json()
  const seconds = (peaks.length * peaks.samples_per_pixel) / peaks.sample_rate
  canvas.hidden = false
  const paint = () => {
    const scale = devicePixelRatio || 1
    const width = canvas.clientWidth
    const height = canvas.clientHeight
    canvas.width = width * scale
    canvas.height = height * scale
    const pen = canvas.getContext("2d")
    if (!pen) return
    pen.scale(scale, scale)
    const style = getComputedStyle(canvas)
    const heardTo = (sound.currentTime / seconds) * width
    for (let x = 0; x < width; x += 3) {
      const loud = loudness(peaks.data, x / width, (x + 3) / width)
      pen.fillStyle = style.getPropertyValue(x < heardTo ? "--wave-heard" : "--wave-rest")
      const tall = Math.max(1, loud * height)
      pen.fillRect(x, (height - tall) / 2, 2, tall)
    }
  }
  paint()
  new ResizeObserver(paint).observe(canvas)
  sound.addEventListener("timeupdate", paint)
  canvas.addEventListener("click", (event) => {
    sound.currentTime = (event.offsetX / canvas.clientWidth) * seconds
  })
}

/** @param {number[]} data lowest and highest values in turn @param {number} from share @param {number} to share */
function loudness(data, from, to) {
  const pairs = data.length / 2
  let most = 0
  const last = Math.max(Math.floor(from * pairs) + 1, Math.floor(to * pairs))
  const step = Math.max(1, Math.floor((last - Math.floor(from * pairs)) / 40))
  for (let at = Math.floor(from * pairs); at < last && at < pairs; at += step) {
    most = Math.max(most, (data[2 * at + 1] - data[2 * at]) / 255)
  }
  return most
}
