// A session plays again: everything is on the page with its times, and what is not there at a moment is hidden.

import { bootData } from "../lib/dom.js"

const FRAME_MS = 100
const NEW_MS = 4_000
const SOUND_UP_TO = 2
const DRIFT_S = 0.4
const STEP_MS = 5_000

const bar = /** @type {HTMLElement} */ (document.getElementById("replay-bar"))
const seek = /** @type {HTMLInputElement} */ (document.getElementById("replay-at"))
const play = /** @type {HTMLButtonElement} */ (document.getElementById("replay-play"))
const speed = /** @type {HTMLSelectElement} */ (document.getElementById("replay-speed"))
const sound = /** @type {HTMLSelectElement | null} */ (document.getElementById("replay-sound"))
const audio = /** @type {HTMLAudioElement | null} */ (document.getElementById("replay-audio"))
const length_ms = Number(bar.dataset.length)
/** @type {number[]} */
const changes = bootData().changes ?? []
const parts = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("#replay-stage [data-from]")])
  .map((node) => ({ node, from: Number(node.dataset.from), to: Number(node.dataset.to ?? Infinity) }))
const jumps = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll("[data-jump]")])

let at_ms = Number(bar.dataset.at)
let timer = 0
let last = 0

/** @param {number} ms */
const clockOf = (ms) => `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, "0")}`

/** @param {number} ms */
function show(ms) {
  at_ms = Math.min(Math.max(0, ms), length_ms)
  for (const { node, from, to } of parts) {
    const there = from <= at_ms && at_ms < to
    if (node.hidden === there) node.hidden = !there
    node.classList.toggle("is-new", there && timer > 0 && at_ms - from < NEW_MS * Number(speed.value))
  }
  seek.value = String(Math.round(at_ms))
  seek.setAttribute("aria-valuetext", clockOf(at_ms))
  const clock = document.getElementById("replay-clock")
  if (clock) clock.textContent = clockOf(at_ms)
  const past = jumps.filter((jump) => Number(jump.dataset.jump) <= at_ms).at(-1)
  for (const jump of jumps) jump === past ? jump.setAttribute("aria-current", "true") : jump.removeAttribute("aria-current")
  hear()
}

/** The address is the moment's own once the film stands still. */
function settle() {
  const address = `${bar.dataset.base}?at=${Math.round(at_ms)}`
  history.replaceState(null, "", address)
  document.getElementById("replay-link")?.setAttribute("href", address)
}

/** The sound that was chosen follows, where there is some, at a speed at which people can be understood. */
function hear() {
  if (!audio || !sound) return
  const chosen = sound.selectedOptions[0]
  const quiet = Number(speed.value) > SOUND_UP_TO
  const told = document.getElementById("replay-quiet")
  if (told) told.hidden = !(sound.value && quiet)
  const from = Number(chosen?.dataset.from)
  const within = sound.value && at_ms >= from && at_ms < Number(chosen.dataset.to)
  if (!within || quiet || !timer) return audio.pause()
  const src = `${audio.dataset.sounds}${sound.value}`
  if (!audio.src.endsWith(src)) audio.src = src
  const wanted_s = (at_ms - from) / 1000
  if (Math.abs(audio.currentTime - wanted_s) > DRIFT_S) audio.currentTime = wanted_s
  audio.playbackRate = Number(speed.value)
  if (audio.paused) audio.play().catch(() => {}) // not allowed, or paused again: the film goes on without it
}

function tick() {
  const now = performance.now()
  show(at_ms + (now - last) * Number(speed.value))
  last = now
  if (at_ms >= length_ms) pause()
}

function start() {
  if (at_ms >= length_ms) show(0)
  last = performance.now()
  timer = setInterval(tick, FRAME_MS)
  pressed(true)
}

function pause() {
  clearInterval(timer)
  timer = 0
  pressed(false)
  audio?.pause()
  settle()
}

/** @param {boolean} on */
function pressed(on) {
  play.setAttribute("aria-pressed", String(on))
  for (const span of play.querySelectorAll("span")) span.hidden = span.hasAttribute("data-on") !== on
}

/** @param {number} ms */
const goTo = (ms) => { show(ms); settle() }
const toggle = () => (timer ? pause() : start())
const next = () => goTo(changes.find((ms) => ms > at_ms) ?? length_ms)
const back = () => goTo(changes.filter((ms) => ms < at_ms).at(-1) ?? 0)

play.addEventListener("click", toggle)
document.getElementById("replay-on")?.addEventListener("click", next)
document.getElementById("replay-back")?.addEventListener("click", back)
seek.addEventListener("input", () => show(Number(seek.value)))
seek.addEventListener("change", settle)
seek.form?.addEventListener("submit", (event) => event.preventDefault())
speed.addEventListener("change", hear)
sound?.addEventListener("change", hear)
for (const jump of jumps) {
  jump.addEventListener("click", (event) => {
    event.preventDefault()
    goTo(Number(jump.dataset.jump))
  })
}
// Space plays and pauses, the arrows go a little, with Shift to the next change; not while something else has the keys.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || /** @type {HTMLElement} */ (event.target).closest("a, button, input, select, textarea, summary")) return
  /** @type {Record<string, () => void>} */
  const acts = { " ": toggle, ArrowRight: () => (event.shiftKey ? next() : goTo(at_ms + STEP_MS)), ArrowLeft: () => (event.shiftKey ? back() : goTo(at_ms - STEP_MS)) }
  const act = acts[event.key]
  if (!act) return
  event.preventDefault()
  act()
})
for (const hidden of document.querySelectorAll("[data-needs-script]")) /** @type {HTMLElement} */ (hidden).hidden = false
show(at_ms)
document.documentElement.dataset.ready = "yes"
