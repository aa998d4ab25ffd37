// @ts-check
// Pieces that phone, desk and wall share: the hook that follows a room, icons, kinds of note, time left.

import { html } from "htm/preact"
import { useEffect, useState } from "preact/hooks"

const MINUTE_MS = 60_000

/** Draw again whenever the room changes. @param {EventTarget} room */
export function useRoom(room) {
  const [, redraw] = useState(0)
  useEffect(() => {
    const again = () => redraw((count) => count + 1)
    room.addEventListener("change", again)
    again()
    return () => room.removeEventListener("change", again)
  }, [room])
}

/** Draw again every so often. */
export function useTick(every_ms) {
  const [, redraw] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => redraw((count) => count + 1), every_ms)
    return () => clearInterval(timer)
  }, [every_ms])
}

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

/** A note's words, or that there are none any more. */
export function Words({ text }) {
  return text === null
    ? html`<p class="note__words note__words--erased">These words were taken out.</p>`
    : html`<p class="note__words">${text}</p>`
}

/** How long a round still runs, in calm words: minutes, never seconds. */
export function TimeLeft({ round, clock }) {
  useTick(5_000)
  if (!round?.ends_at) return null
  const left_ms = Date.parse(round.ends_at) - clock.now_ms
  const minutes = Math.ceil(left_ms / MINUTE_MS)
  const words = left_ms <= 0 ? "Time to finish" : minutes <= 1 ? "About a minute left" : `About ${minutes} minutes left`
  return html`<span class="time-left" role="timer"><${Icon} name="clock" />${words}</span>`
}

/** Eight letters are easier to read in two halves. */
export function spaced(pass) {
  return `${pass.slice(0, 4)} ${pass.slice(4)}`
}

/** @param {number} count  @param {string} one  @param {string} [many] */
export function counted(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`
}
