// @ts-check
// Words not yet handed over, one draft a prompt: they survive a reload, a flat battery and the end of a round.

const KEY = "draft:"

export class Drafts {
  /** @type {Record<string, {text: string, note_kind?: string, share?: string}>} */
  byPrompt = {}
  #store
  /** @type {Set<string>} prompts whose draft is being written just now */
  #writing = new Set()

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
    this.#keep(promptId)
  }

  clear(promptId) {
    const { [promptId]: gone, ...rest } = this.byPrompt
    this.byPrompt = rest
    return this.#keep(promptId)
  }

  /** Write at once, since a page may go at any moment; while one write runs, the next waits and takes the newest. */
  async #keep(promptId) {
    if (this.#writing.has(promptId)) return
    this.#writing.add(promptId)
    let kept
    do {
      kept = this.byPrompt[promptId]
      if (kept) await this.#store.set(KEY + promptId, kept)
      else await this.#store.remove(KEY + promptId)
    } while (kept !== this.byPrompt[promptId])
    this.#writing.delete(promptId)
  }
}
