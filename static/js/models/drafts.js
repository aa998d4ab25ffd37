// @ts-check
// Words not yet handed over, one draft a prompt: they survive a reload, a flat battery and the end of a round.

const KEY = "draft:"
const KEEP_EVERY_MS = 400

export class Drafts {
  /** @type {Record<string, {text: string, note_kind?: string, share?: string}>} */
  byPrompt = {}
  #store
  #timers = new Map()

  /** @param {import("./store.js").DeviceStore} store */
  constructor(store) {
    this.#store = store
  }

  async open() {
    for (const [key, draft] of await this.#store.startingWith(KEY)) this.byPrompt[key.slice(KEY.length)] = draft
  }

  get(promptId) {
    return this.byPrompt[promptId] ?? { text: "" }
  }

  set(promptId, draft) {
    this.byPrompt = { ...this.byPrompt, [promptId]: draft }
    clearTimeout(this.#timers.get(promptId))
    this.#timers.set(promptId, setTimeout(() => this.#keep(promptId), KEEP_EVERY_MS))
  }

  clear(promptId) {
    const { [promptId]: gone, ...rest } = this.byPrompt
    this.byPrompt = rest
    clearTimeout(this.#timers.get(promptId))
    return this.#store.remove(KEY + promptId)
  }

  /** Keep everything now: the page is about to go. */
  flush() {
    for (const promptId of this.#timers.keys()) this.#keep(promptId)
  }

  #keep(promptId) {
    clearTimeout(this.#timers.get(promptId))
    this.#timers.delete(promptId)
    if (this.byPrompt[promptId]) this.#store.set(KEY + promptId, this.byPrompt[promptId])
  }
}
