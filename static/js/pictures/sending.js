// Pictures on their way: kept on this device until the server has them, one sent at a time, each once.

import { newId } from "../lib/ids.js"
import { shrunk } from "./shrink.js"

const KEY = "picture:"
const AGAIN_MS = 500
const AGAIN_MAX_MS = 30_000
const LASTS_S = 34_560_000
const TRY_AGAIN = new Set([0, 401, 408, 429])

/** One device's pictures, also of earlier sessions of the event. */
export class Sending {
  /** @type {Shot[]} oldest first */
  entries = []
  #live
  #busy = false
  #timer = 0
  #failures = 0

  /** @param {Live} live */
  constructor(live) {
    this.#live = live
    this.ready = this.#open()
    addEventListener("online", () => this.#send())
    live.addEventListener("change", () => { if (live.transport?.up && this.#failures) this.#send() })
  }

  async #open() {
    const kept = (await this.#live.store.startingWith(KEY)).map(([, entry]) => entry)
    const here = new Set(this.entries.map(({ id }) => id))
    this.entries = [...kept.filter(({ id }) => !here.has(id)), ...this.entries].sort((a, b) => (a.taken_at < b.taken_at ? -1 : 1))
    this.#changed()
    this.#send()
  }

  /** Keep a photograph, then send it. @param {Blob} file  @param {{table_id: string, prompt_id?: string}} place */
  async add(file, place) {
    const entry = { id: newId(), session: this.#live.boot.session_id, taken_at: this.#live.clock.stamp(), state: "waiting", sent: 0, ...place, bytes: new ArrayBuffer(0) }
    entry.bytes = await (await shrunk(file)).arrayBuffer()
    this.entries = [...this.entries, entry]
    this.#live.mine.add(entry.id)
    await this.#keep(entry)
    this.#changed()
    this.#send()
  }

  /** Delete one that was not accepted, or that nobody wants any more. @param {string} id */
  async drop(id) {
    this.entries = this.entries.filter((entry) => entry.id !== id)
    await this.#live.store.remove(KEY + id)
    this.#changed()
  }

  /** Whether it would be here after a reload. @param {string} id */
  outlives(id) {
    return this.#live.store.holds(KEY + id)
  }

  #keep(entry) {
    return this.#live.store.set(KEY + entry.id, entry)
  }

  async #send() {
    const entry = this.entries.find(({ state }) => state === "waiting")
    if (this.#busy || !entry) return
    this.#busy = true
    clearTimeout(this.#timer)
    const { status, answer } = await this.#put(entry)
    this.#busy = false
    if (status === 200 || status === 201) {
      this.#failures = 0
      await this.drop(entry.id)
    } else if (status < 500 && !TRY_AGAIN.has(status)) {
      Object.assign(entry, { state: "refused", code: answer?.error?.code, message: answer?.error?.message ?? "This picture was not accepted." })
      await this.#keep(entry)
    } else {
      this.#failures += 1
      entry.sent = 0
      this.#changed()
      this.#timer = setTimeout(() => this.#send(), Math.min(AGAIN_MS * 2 ** this.#failures, AGAIN_MAX_MS))
      return
    }
    this.#changed()
    this.#send()
  }

  /** @param {Shot} entry  @returns {Promise<{status: number, answer?: any}>} status 0 where nothing came back */
  #put(entry) {
    const said = new URLSearchParams({ table_id: entry.table_id, agreed: "yes", taken_at: entry.taken_at, ...(entry.prompt_id && { prompt_id: entry.prompt_id }) })
    const request = new XMLHttpRequest() // fetch does not tell how much was sent
    request.open("PUT", `/api/sessions/${encodeURIComponent(entry.session)}/pictures/${entry.id}?${said}`)
    request.setRequestHeader("Authorization", `Bearer ${this.#live.boot.token}`)
    request.setRequestHeader("Accept", "application/json")
    request.responseType = "json"
    request.upload.onprogress = ({ loaded, total }) => {
      entry.sent = total ? loaded / total : 0
      this.#changed()
    }
    return new Promise((done) => {
      request.onloadend = () => done({ status: request.status, answer: request.response })
      request.send(entry.bytes)
    })
  }

  /** The page loads this again in whatever session the phone is, as long as something is unsent. */
  #changed() {
    document.cookie = `pictures=${this.entries.length ? 1 : ""}; path=/; max-age=${this.entries.length ? LASTS_S : 0}; samesite=lax`
    this.#live.dispatchEvent(new Event("change"))
  }
}

const known = new WeakMap()

/** The one of this page. @param {Live} live  @returns {Sending} */
export function sendingOf(live) {
  if (!known.has(live)) known.set(live, new Sending(live))
  return known.get(live)
}
