// One switch or two on the pages of participants: a mark goes from group to group, then from thing to thing.
// One switch: the mark moves by itself, and Space, Enter or a tap anywhere chooses. Two: one key moves it, Enter chooses.

import { moved, placeOf, stopsOf } from "./scan.js"
import { act, faceOf, groupsIn, isTyped } from "./things.js"

const EVERY_MS = { slow: 3_500, middle: 2_000, fast: 1_100 }
const REST_MS = 500 // a hand that trembles presses twice
const FORWARD = [" ", "Tab", "ArrowRight", "ArrowDown"]
const BACKWARD = ["ArrowLeft", "ArrowUp"]
const page = document.documentElement
const moves = page.dataset.switch === "one"
const smooth = !matchMedia("(prefers-reduced-motion: reduce)").matches

let stops = /** @type {import("./scan.js").Stop[]} */ ([])
let entered = /** @type {any} */ (null)
let marked = /** @type {any} */ (null)
let at = 0
let rests = false
let chose_ms = -Infinity
let timer = 0

const bar = document.createElement("div")
bar.className = "switch-bar"
bar.setAttribute("role", "region")
bar.setAttribute("aria-label", "Switch")
bar.innerHTML = `<div class="switch-bar__row"><button type="button" class="button" data-stop="back">Go back</button>
  <button type="button" class="button" data-stop="stop">Stop</button></div><p class="switch-bar__how"></p>`
const [back, stop] = /** @type {HTMLButtonElement[]} */ ([...bar.querySelectorAll("button")])
const how = /** @type {HTMLElement} */ (bar.querySelector("p"))

/** Find again what there is, and mark where the switch is. */
function show() {
  if (rests) return
  const groups = groupsIn()
  if (entered && !groups.some(({ place }) => place === entered)) entered = null
  stops = stopsOf(groups, entered)
  at = placeOf(stops, marked, at)
  const { kind, of } = stops[at]
  const shown = kind === "back" ? back : kind === "stop" ? stop : faceOf(of)
  const isNew = marked !== of || !shown.hasAttribute("data-scanned")
  marked = of
  back.textContent = entered ? "Out of this group" : "Go back"
  if (!isNew) return
  unmark()
  shown.setAttribute("data-scanned", kind === "group" ? "group" : "item")
  // One ring at a time: what was marked before lets go of the focus.
  if (!moves && kind !== "item" && document.activeElement instanceof HTMLElement && !isTyped(document.activeElement)) document.activeElement.blur()
  if (bar.contains(shown)) return
  shown.scrollIntoView({ block: shown.offsetHeight > innerHeight / 2 ? "start" : "nearest", behavior: smooth ? "smooth" : "auto" })
  // Whoever moves the mark by hand also hears where it is, if something reads the page to them.
  if (!moves && kind === "item") of.focus({ preventScroll: true })
}

function unmark() {
  for (const was of document.querySelectorAll("[data-scanned]")) was.removeAttribute("data-scanned")
}

function move(by = 1) {
  chose_ms = -Infinity
  at = moved(stops, at, by)
  marked = stops[at].of
  show()
}

/** The mark waits its time again. */
function wait() {
  clearTimeout(timer)
  if (!moves || rests) return
  timer = setTimeout(() => {
    if (document.visibilityState === "visible") move()
    wait()
  }, EVERY_MS[page.dataset.speed ?? ""] ?? EVERY_MS.slow)
}

function choose() {
  const now_ms = performance.now()
  if (now_ms - chose_ms < REST_MS) return
  chose_ms = now_ms
  const { kind, of } = stops[at]
  wait()
  if (kind === "stop") return rest()
  if (kind === "back") return goBack()
  if (kind === "group") {
    entered = of
    marked = null
    at = 0
    return show()
  }
  // What a press changes is most often beside it: the mark comes back to the group.
  marked = entered ?? of
  entered = null
  act(of)
  show()
}

function goBack() {
  if (entered) {
    marked = entered
    entered = null
    return show()
  }
  const way = /** @type {HTMLElement | null} */ (document.querySelector("main [data-back]"))
  if (way) way.click()
  else if (history.length > 1) history.back()
  else location.assign("/")
}

/** The page is as without a switch, until the next press. */
function rest() {
  rests = true
  clearTimeout(timer)
  unmark()
  back.hidden = true
  stop.textContent = "Start the switch again"
  how.textContent = "The switch has stopped. Press it to start again."
  stop.focus()
}

function start() {
  rests = false
  back.hidden = false
  stop.textContent = "Stop"
  how.textContent = moves ? "Press when the mark is where you want it." : "Space, Tab or an arrow moves the mark. Enter chooses."
  marked = null
  entered = null
  at = 0
  show()
  wait()
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || isTyped(/** @type {Element} */ (event.target))) return
  const { key } = event
  const isPress = key === "Enter" || (moves && key === " ")
  const by = moves ? 0 : BACKWARD.includes(key) || (key === "Tab" && event.shiftKey) ? -1 : FORWARD.includes(key) ? 1 : 0
  if (rests) {
    // Other keys work as they always do; a press on something else than this button is meant for that.
    if ((isPress || key === " ") && (document.activeElement === stop || document.activeElement === document.body)) swallow(event, start)
    return
  }
  if (key === "Escape") return swallow(event, rest)
  if (isPress) swallow(event, choose)
  else if (by) swallow(event, () => move(by))
}

/** @param {KeyboardEvent | MouseEvent} event  @param {() => void} then  a key that is held down counts once */
function swallow(event, then) {
  event.preventDefault()
  event.stopImmediatePropagation()
  if (!(event instanceof KeyboardEvent && event.repeat)) then()
}

/** Buttons act when Space is let go. @param {KeyboardEvent} event */
function onKeyUp(event) {
  if (!rests && (event.key === " " || event.key === "Enter") && !isTyped(/** @type {Element} */ (event.target))) swallow(event, () => {})
}

/** A tap anywhere chooses, but for who stops the switch or types. Our own clicks are not trusted ones. @param {MouseEvent} event */
function onClick(event) {
  const target = /** @type {Element} */ (event.target)
  if (!event.isTrusted) return
  if (stop.contains(target)) return swallow(event, rests ? start : rest)
  if (!rests && !moves && back.contains(target)) return swallow(event, goBack)
  if (moves && !rests && !isTyped(target)) swallow(event, choose)
}

document.body.append(bar)
page.dataset.scanning = ""
addEventListener("keydown", onKey, true)
addEventListener("keyup", onKeyUp, true)
addEventListener("click", onClick, true)
new MutationObserver(() => requestAnimationFrame(show)).observe(/** @type {HTMLElement} */ (document.getElementById("main")), {
  subtree: true, childList: true, attributes: true, attributeFilter: ["open", "disabled", "aria-disabled", "hidden"],
})
start()
