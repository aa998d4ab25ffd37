// The sound's own controls: play, a wave that is also the slider, the time. Without scripts the browser's stay.

/** @param {HTMLAudioElement} sound */
export function showControls(sound) {
  const play = document.getElementById("play")
  const seek = /** @type {HTMLInputElement | null} */ (document.getElementById("seek"))
  const clock = document.getElementById("clock")
  const said = document.getElementById("play-said")
  const canvas = /** @type {HTMLCanvasElement | null} */ (document.getElementById("wave"))
  if (!play || !seek || !clock || !said || !canvas) return
  sound.controls = false

  const paint = waveOf(canvas, sound)
  const tell = () => {
    const s = Math.floor(sound.currentTime)
    clock.textContent = clockOf(s)
    seek.value = String(s)
    seek.setAttribute("aria-valuetext", clockOf(s))
    paint()
  }
  play.addEventListener("click", () => (sound.paused ? void sound.play().catch(() => undefined) : sound.pause()))
  for (const kind of ["play", "pause", "ended"]) {
    sound.addEventListener(kind, () => {
      play.toggleAttribute("data-playing", !sound.paused)
      said.textContent = sound.paused ? "Play" : "Pause"
    })
  }
  seek.addEventListener("input", () => { sound.currentTime = Number(seek.value) })
  sound.addEventListener("loadedmetadata", () => {
    if (Number.isFinite(sound.duration)) seek.max = String(Math.ceil(sound.duration))
    tell()
  })
  for (const kind of ["timeupdate", "seeked"]) sound.addEventListener(kind, tell)
}

/** @param {HTMLCanvasElement} canvas @param {HTMLAudioElement} sound @returns {() => void} paints it; a line until the peaks are here */
function waveOf(canvas, sound) {
  /** @type {number[]} */ let data = []
  let loudest = 1
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
    const heardTo = sound.duration ? (sound.currentTime / sound.duration) * width : 0
    for (let x = 0; x < width; x += 3) {
      const loud = data.length ? loudness(data, x / width, (x + 3) / width) / loudest : 0
      pen.fillStyle = style.getPropertyValue(x < heardTo ? "--wave-heard" : "--wave-rest")
      const tall = Math.max(2, Math.min(1, loud) * height)
      pen.fillRect(x, (height - tall) / 2, 2, tall)
    }
  }
  new ResizeObserver(paint).observe(canvas)
  if (canvas.dataset.peaks) {
    void peaksAt(canvas.dataset.peaks).then((found) => {
      data = found
      loudest = usualMost(found)
      paint()
    })
  }
  return paint
}

/** @param {string} address @returns {Promise<number[]>} */
async function peaksAt(address) {
  try {
    const answer = await fetch(address)
    return answer.ok ? (await answer.json()).data : []
  } catch {
    return [] // a line in place of the wave; the sound plays without it
  }
}

/** How loud the loud parts are, so that quiet sound fills the bar too: one clap is not the measure. @param {number[]} data */
function usualMost(data) {
  const parts = Array.from({ length: 400 }, (_part, at) => loudness(data, at / 400, (at + 1) / 400)).sort((a, b) => a - b)
  return Math.max(0.02, parts[Math.floor(parts.length * 0.97)] ?? 1)
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

/** @param {number} s @returns {string} as the page writes times: 1:05:09 or 5:09 */
export function clockOf(s) {
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0")
  const hours = Math.floor(s / 3600)
  const minutes = Math.floor((s % 3600) / 60)
  return hours ? `${hours}:${two(minutes)}:${two(s % 60)}` : `${minutes}:${two(s % 60)}`
}
