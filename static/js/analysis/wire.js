// Telling the server what was coded, and hearing what others have coded.

const EVERY_MS = 1_500
const TIMEOUT_MS = 10_000

export class Wire {
  /** @param {string} here @param {string} token @param {number} head @param {(told: any) => void} heard */
  constructor(here, token, head, heard) {
    this.here = here
    this.token = token
    this.head = head
    this.heard = heard
    /** Acts are sent one after the other, so that each finds what the one before it made. @type {Promise<any>} */
    this.line = Promise.resolve()
  }

  /** @param {Record<string, unknown>} act @returns {Promise<any>} what the server answered */
  send(act) {
    const sent = this.line.then(() => this.#post(act))
    this.line = sent.catch(() => undefined)
    return sent
  }

  /** @param {Record<string, unknown>} act */
  async #post(act) {
    const response = await fetch(this.here, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.token, Accept: "application/json" },
      body: JSON.stringify(act),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const told = await response.json().catch(() => ({}))
    if (!response.ok) throw new Error(told.error?.message ?? "This could not be saved. Please try again.")
    return told
  }

  /** Ask now, and then again and again while the page is in sight. */
  async listen() {
    for (;;) {
      if (!document.hidden) await this.ask()
      await new Promise((next) => setTimeout(next, EVERY_MS))
    }
  }

  async ask() {
    try {
      const response = await fetch(`${this.here}/since?after=${this.head}`, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(TIMEOUT_MS) })
      if (!response.ok) return
      const told = await response.json()
      // Several may be on their way at once: an answer that was overtaken would take away what is there already.
      if (told.marks && told.head >= this.head) {
        this.head = told.head
        this.heard(told)
      }
    } catch {
      // Offline, or the server is starting again: the next time will do.
    }
  }
}
