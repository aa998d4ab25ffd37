// Unsent words, one draft per box: they survive a reload, a flat battery and the end of a round.

export class Drafts {
  /** @type {Record<string, Draft>} by prompt, or by what the box is for */
  byPrompt = {}
  #store
  #prefix
  /** @type {Set<string>} being written just now */
  #writing = new Set()

  constructor(store, prefix = "draft:") {
    this.#store = store
    this.#prefix = prefix
  }

  async open() {
    for (const [key, draft] of await this.#store.startingWith(this.#prefix)) this.byPrompt[key.slice(this.#prefix.length)] = draft
  }

  /** @returns {Draft} */
  get(promptId) {
    return this.byPrompt[promptId] ?? { text: "" }
  }

  /** @param {Draft} draft */
  set(promptId, draft) {
    this.byPrompt = { ...this.byPrompt, [promptId]: draft }
    this.#keep(promptId)
  }

  clear(promptId) {
    if (!this.byPrompt[promptId]) return Promise.resolve()
    const { [promptId]: gone, ...rest } = this.byPrompt
    this.byPrompt = rest
    return this.#keep(promptId)
  }

  /** The page is closing: write at once what waits for an earlier write. */
  flush() {
    for (const promptId of this.#writing) this.#put(promptId)
  }

  /** Write at once, since a page may go at any moment; while one write runs, the next waits and takes the newest. */
  async #keep(promptId) {
    if (this.#writing.has(promptId)) return
    this.#writing.add(promptId)
    let kept
    do {
      kept = this.byPrompt[promptId]
      await this.#put(promptId)
    } while (kept !== this.byPrompt[promptId])
    this.#writing.delete(promptId)
  }

  #put(promptId) {
    const kept = this.byPrompt[promptId]
    return kept ? this.#store.set(this.#prefix + promptId, kept) : this.#store.remove(this.#prefix + promptId)
  }
}
