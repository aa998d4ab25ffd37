// Pieces that phone, desk and wall share: the hook that follows a live session, icons, kinds of note, time left.

import { html } from "htm/preact"
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks"

const MINUTE_MS = 60_000
const AGAIN_MS = 3_000
const SOON_MS = 50

/** Draw again whenever the session changes. @param {EventTarget} live */
export function useRoom(live) {
  const [, redraw] = useState(0)
  useEffect(() => {
    const again = () => redraw((count) => count + 1)
    live.addEventListener("change", again)
    again()
    return () => live.removeEventListener("change", again)
  }, [live])
}

/** Draw again every so often. */
export function useTick(every_ms) {
  const [, redraw] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => redraw((count) => count + 1), every_ms)
    return () => clearInterval(timer)
  }, [every_ms])
}

/** Words being typed that outlive their box and this page; null if not open. `key`: what for, then an id. @type {UseTyped} */
export function useTyped(live, key) {
  const [, redraw] = useState(0)
  const type = (typed) => {
    if (typed) live.typed.set(key, typed)
    else live.typed.clear(key)
    redraw((count) => count + 1)
  }
  return [live.typed.byPrompt[key] ?? null, type]
}

/** The version that the writer of an edit saw. @type {VersionSeen} */
export function versionSeen(seen, now) {
  return !seen || seen.text === now.text ? now.version : seen.version
}

/** The focus follows from a button into the form that takes its place, and back; never from elsewhere. */
export function useFocusKept(doing) {
  const place = useRef(/** @type {any} */ (null))
  const was = useRef(doing)
  useLayoutEffect(() => {
    const before = was.current
    let timer = 0
    const go = () => {
      if (before === doing || (document.activeElement ?? document.body) !== document.body) return
      const found = place.current?.querySelector(doing ? "[data-first], textarea, input" : `[data-opens="${before}"]`)
      if (found) return found.focus()
      timer = setTimeout(go, SOON_MS) // it is still being loaded
    }
    was.current = doing
    go()
    return () => clearTimeout(timer)
  }, [doing])
  return place
}

const here = new Map() // parts by what loads them

/** Load a part before it is needed. */
export function preload(from) {
  from().then((part) => here.set(from, part), () => {})
}

/** What a part exports, once loaded; nothing if `from` is null. */
export function usePart(from) {
  const [, redraw] = useState({})
  const part = here.get(from) // not the previous one: the same place may hold another part next
  useEffect(() => {
    let timer = 0
    const load = () => from().then((part) => redraw(here.set(from, part) && {}), () => { timer = setTimeout(load, AGAIN_MS) })
    if (from && !part) load()
    return () => clearTimeout(timer)
  }, [from])
  return part
}

/** A part of a page that is loaded when needed, and again while the connection is bad. @type {Part<any>} */
export function Lazy({ from, name = "default", ...rest }) {
  const part = usePart(from)
  return part && html`<${part[name]} ...${rest} />`
}

/** Whether somebody asked for pictures, or uses a switch: nobody should have to type or drag. */
export const isEased = (live) => live.boot.easy_words || !!document.documentElement.dataset.switch

export function Icon({ name }) {
  return html`<svg class="icon" aria-hidden="true" focusable="false"><use href=${`/static/icons/sprite.svg#${name}`} /></svg>`
}

export function Kind({ name, words }) {
  return html`<span class=${`kind kind--${name}`}><${Icon} name=${`kind-${name}`} />${words.kinds[name] ?? name}</span>`
}

export const SHARE_ICONS = { me: "lock", facilitators: "hand-in", table: "table", everyone: "everyone" }

export function Share({ name, words }) {
  return html`<span><${Icon} name=${SHARE_ICONS[name]} />${words.shares[name]}</span>`
}

/** A note's words, or that they were removed. */
export function Words({ text }) {
  return text === null
    ? html`<p class="note__words note__words--erased">These words were removed.</p>`
    : html`<p class="note__words">${text}</p>`
}

/** How much longer a round runs, in calm words: minutes, never seconds. @type {Part} */
export function TimeLeft({ round, clock }) {
  useTick(5_000)
  const paused = round?.state === "open" ? round.paused_at : null
  if (!round?.ends_at) return paused ? html`<span class="time-left" role="timer" data-state="paused"><${Icon} name="clock" />Paused</span>` : null
  const left_ms = Date.parse(round.ends_at) - (paused ? Date.parse(paused) : clock.now_ms)
  const minutes = Math.ceil(left_ms / MINUTE_MS)
  const words = left_ms <= 0 ? "Time to finish" : minutes <= 1 ? "About a minute left" : `About ${minutes} minutes left`
  return html`<span class="time-left" role="timer" data-state=${paused ? "paused" : null}><${Icon} name="clock" />${paused ? `Paused. ${words}` : words}</span>`
}
