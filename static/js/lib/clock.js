// The server's clock, measured from here: the quickest of the last round trips is best.

const TRIPS_KEPT = 8
const TRIP_MAX_MS = 30_000
const SLEEP_MIN_MS = 1_000

export class Clock {
  /** @type {{rtt_ms: number, offset_ms: number}[]} */
  #trips = []
  #offset_ms
  #slept_ms = 0
  #lead_ms = Date.now() - performance.now()

  /** @param {string} [serverNow] the server's time when the page was made; corrected by the first round trip */
  constructor(serverNow) {
    this.#offset_ms = (serverNow ? Date.parse(serverNow) : Date.now()) - this.steady_ms
  }

  /** Only ever grows: the time of day may be set back, and the browser's steady clock stops while a device sleeps. */
  get steady_ms() {
    const lead_ms = Date.now() - performance.now()
    const more_ms = lead_ms - this.#lead_ms
    this.#lead_ms = lead_ms
    if (more_ms > SLEEP_MIN_MS) {
      this.#slept_ms += more_ms
      this.#trips = [] // slept, or set forward: the next round trip will tell
    }
    return performance.now() + this.#slept_ms
  }

  /** @param {number} sent_ms by `steady_ms`  @param {string | undefined} serverNow */
  heard(sent_ms, serverNow) {
    const server_ms = Date.parse(serverNow ?? "")
    const rtt_ms = this.steady_ms - sent_ms
    if (Number.isNaN(server_ms) || rtt_ms > TRIP_MAX_MS) return
    this.#trips = [...this.#trips, { rtt_ms, offset_ms: server_ms - (sent_ms + rtt_ms / 2) }].slice(-TRIPS_KEPT)
    this.#offset_ms = this.#trips.reduce((best, trip) => (trip.rtt_ms < best.rtt_ms ? trip : best)).offset_ms
  }

  get now_ms() {
    return this.steady_ms + this.#offset_ms
  }

  /** @returns {string} the moment as the wire wants it */
  stamp() {
    return new Date(this.now_ms).toISOString()
  }
}
