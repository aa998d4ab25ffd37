// @ts-check
// The server's clock, measured from here: of the last round trips the quickest says it best.

const TRIPS_KEPT = 8

export class Clock {
  /** @type {{rtt_ms: number, offset_ms: number}[]} */
  #trips = []
  #offset_ms = 0

  /** @param {string} [serverNow] the server's time when the page was made; corrected by the first round trip */
  constructor(serverNow) {
    if (serverNow) this.#offset_ms = Date.parse(serverNow) - Date.now()
  }

  /** @param {number} sent_ms  @param {string | undefined} serverNow  what the answer said */
  heard(sent_ms, serverNow) {
    const server_ms = Date.parse(serverNow ?? "")
    if (Number.isNaN(server_ms)) return
    const rtt_ms = Date.now() - sent_ms
    this.#trips = [...this.#trips, { rtt_ms, offset_ms: server_ms - (sent_ms + rtt_ms / 2) }].slice(-TRIPS_KEPT)
    this.#offset_ms = this.#trips.reduce((best, trip) => (trip.rtt_ms < best.rtt_ms ? trip : best)).offset_ms
  }

  get now_ms() {
    return Date.now() + this.#offset_ms
  }

  /** @returns {string} the moment as the wire wants it */
  stamp() {
    return new Date(this.now_ms).toISOString()
  }
}
