// The connection to the server: a socket if the hall allows one, otherwise plain requests. Knows no board.

import { io } from "socket.io-client"

const ANSWER_MS = 5_000
const WAKE_ANSWER_MS = 2_000
const SEEN_EVERY_MS = 10_000
const ASK_EVERY_MS = 3_000
const SOCKET_TRIES = 2 // after this many failures HTTP begins; the socket keeps trying

const SHAPE_CODES = new Set(["invalid", "too_large", "unreadable"])

/** An answer that says no: code and message as on the wire. */
export class WireError extends Error {
  constructor(status, error = {}) {
    super(error.message ?? `The server answered ${status}.`)
    this.status = status
    this.code = error.code ?? "unavailable"
  }
}

export class Transport {
  /** @type {Status} */
  status = "connecting"
  #boot
  #clock
  #listener
  #socket
  #failures = 0
  #asking = 0
  #timers = /** @type {any[]} */ ([])

  /** @param {Boot} boot  @param {string} deviceId  @param {Clock} clock  @param {Listener} listener */
  constructor(boot, deviceId, clock, listener) {
    this.#boot = boot
    this.#clock = clock
    this.#listener = listener
    this.#socket = io({
      autoConnect: false,
      query: { session: boot.session_id },
      auth: { token: boot.token, device_id: deviceId },
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      timeout: ANSWER_MS,
      reconnectionDelay: 500,
      reconnectionDelayMax: 8_000,
      randomizationFactor: 1,
    })
  }

  get up() {
    return this.status === "live" || this.status === "asking"
  }

  start() {
    const socket = this.#socket
    socket.on("connect", () => this.#hello(ANSWER_MS))
    socket.on("disconnect", (reason) => this.#lost(reason))
    socket.on("connect_error", () => this.#failed())
    socket.on("ops", (frame) => this.#listener.frames([frame]))
    socket.on("presence", (presence) => this.#listener.presence(presence))
    socket.connect()
    this.#timers.push(setInterval(() => this.#seen(), SEEN_EVERY_MS))
    document.addEventListener("visibilitychange", () => this.#woken())
    addEventListener("online", () => this.#woken())
    addEventListener("offline", () => this.#woken()) // a hall's Wi-Fi without internet may say so and work: ask
  }

  /** @param {any[]} batch  @returns {Promise<any>} the acknowledgement: it is on disk */
  async send(batch) {
    const payload = { v: 1, batch }
    const sent_ms = this.#clock.steady_ms
    const answer = this.#socket.connected
      ? await this.#socket.timeout(ANSWER_MS).emitWithAck("ops", payload)
      : await this.#request("POST", "/ops", payload)
    if (answer?.error) throw new WireError(SHAPE_CODES.has(answer.error.code) ? 422 : 0, answer.error)
    this.#clock.heard(sent_ms, answer.now)
    return answer
  }

  /** Send what is left while the page closes, without waiting for the answer. */
  leave(batch) {
    fetch(this.#url("/ops"), {
      method: "POST", headers: this.#headers(), body: JSON.stringify({ v: 1, batch }), keepalive: true,
      credentials: "omit",
    }).catch(() => undefined)
  }

  snapshot() {
    return this.#request("GET", "/snapshot")
  }

  /** Every page of one channel after a number. @returns {Promise<any[]>} frames */
  async after(channel, after) {
    const frames = []
    for (;;) {
      const page = await this.#request("GET", `/ops?channel=${encodeURIComponent(channel)}&after=${after}`)
      frames.push(page)
      if (page.to >= page.head || page.to <= after) return frames
      after = page.to
    }
  }

  stop() {
    this.#timers.forEach(clearInterval)
    clearTimeout(this.#asking)
    this.#asking = 0
    this.#socket.disconnect()
  }

  async #hello(wait_ms) {
    const sent_ms = this.#clock.steady_ms
    try {
      const answer = await this.#socket.timeout(wait_ms).emitWithAck("hello", { cursors: this.#listener.cursors() })
      if (answer?.error) throw new WireError(0, answer.error)
      this.#clock.heard(sent_ms, answer.now)
      if (answer.mode === "snapshot" || this.#listener.isElsewhere(answer.restored)) await this.#listener.snapshot()
      else this.#listener.frames(Object.entries(answer.channels).map(([channel, page]) => ({ channel, ...page })))
      this.#failures = 0
      clearTimeout(this.#asking)
      this.#asking = 0
      this.#say("live")
    } catch {
      this.#again()
    }
  }

  #again() {
    this.#socket.disconnect()
    setTimeout(() => this.status !== "signed_out" && this.#socket.connect(), 500 + Math.random() * 1_500)
  }

  #lost(reason) {
    if (this.status === "signed_out") return
    this.#say("away")
    if (reason === "io server disconnect") this.#ask() // put out, or a restart: a plain request tells which
    if (reason === "io server disconnect") this.#again()
  }

  #failed() {
    this.#failures += 1
    if (!this.#socket.active) setTimeout(() => this.status !== "signed_out" && this.#socket.connect(), 2_000)
    if (this.#failures >= SOCKET_TRIES && !this.#asking) this.#ask()
    else if (this.status === "connecting") this.#say("away")
  }

  /** The twin over HTTP: ask for what is new, again and again, until the socket is back. */
  async #ask() {
    clearTimeout(this.#asking)
    this.#asking = 0
    if (this.#socket.connected || this.status === "signed_out") return
    try {
      const cursors = this.#listener.cursors()
      const pages = await Promise.all(this.#boot.channels.map((name) => this.after(name, cursors[name] ?? 0)))
      if (this.#listener.isElsewhere(pages[0]?.[0]?.restored)) await this.#listener.snapshot()
      else this.#listener.frames(pages.flat())
      if (!this.#socket.connected) this.#say("asking")
    } catch (error) {
      if (error instanceof WireError && error.status === 401) return this.#shownOut()
      if (!this.#socket.connected) this.#say("away")
    }
    if (this.#socket.connected) return // it is back; if it fails again, polling starts again
    clearTimeout(this.#asking)
    this.#asking = setTimeout(() => this.#ask(), ASK_EVERY_MS * (0.75 + Math.random() / 2))
  }

  #shownOut() {
    this.#say("signed_out")
    this.stop()
  }

  /** A phone that slept looks connected and may not be. */
  #woken() {
    if (document.visibilityState === "hidden" || this.status === "signed_out") return
    if (this.#socket.connected) this.#hello(WAKE_ANSWER_MS)
    else this.#socket.disconnect().connect()
  }

  #seen() {
    this.#listener.changed()
    if (!this.#socket.connected) return
    const sent_ms = this.#clock.steady_ms
    const seen = { cursors: this.#listener.cursors(), held: this.#listener.held(), heard: this.#listener.remembers() }
    this.#socket.timeout(ANSWER_MS).emit("seen", seen, (late, answer) => late || this.#clock.heard(sent_ms, answer?.now))
  }

  #say(status) {
    if (status === this.status) return
    this.status = status
    this.#listener.status(status)
  }

  async #request(method, path, payload) {
    const sent_ms = this.#clock.steady_ms
    const gone = new AbortController()
    const timer = setTimeout(() => gone.abort(), 2 * ANSWER_MS)
    try {
      const response = await fetch(this.#url(path), {
        method, headers: this.#headers(), body: payload && JSON.stringify(payload), credentials: "omit",
        cache: "no-store", signal: gone.signal,
      })
      const answer = await response.json().catch(() => ({}))
      if (!response.ok) throw new WireError(response.status, answer.error)
      this.#clock.heard(sent_ms, answer.now)
      return answer
    } finally {
      clearTimeout(timer)
    }
  }

  #url(path) {
    return `/api/sessions/${encodeURIComponent(this.#boot.session_id)}${path}`
  }

  #headers() {
    return { Authorization: `Bearer ${this.#boot.token}`, "Content-Type": "application/json" }
  }
}
