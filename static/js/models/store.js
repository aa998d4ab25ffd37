// @ts-check
// What this device keeps between two loads of the page: IndexedDB where there is one, memory where there is none.

import { createStore, del, entries, get, set } from "idb-keyval"

/** One person's drawer on this device; another person on the same phone has another. */
export class DeviceStore {
  /** @type {any} */
  #drawer = null
  /** @type {Map<string, any>} */
  #memory = new Map()

  /** @param {string} name */
  constructor(name) {
    this.name = name
  }

  /** @returns {Promise<boolean>} whether what is kept survives a reload */
  async open() {
    try {
      this.#drawer = createStore(this.name, "kept")
      await set("opened", Date.now(), this.#drawer)
      return true
    } catch {
      this.#drawer = null // a private window, or storage switched off
      return false
    }
  }

  get lasting() {
    return this.#drawer !== null
  }

  async get(key) {
    return this.#drawer ? get(key, this.#drawer) : this.#memory.get(key)
  }

  async set(key, value) {
    if (this.#drawer) await set(key, value, this.#drawer)
    else this.#memory.set(key, value)
  }

  async remove(key) {
    if (this.#drawer) await del(key, this.#drawer)
    else this.#memory.delete(key)
  }

  /** @param {string} prefix  @returns {Promise<[string, any][]>} */
  async startingWith(prefix) {
    const all = this.#drawer ? await entries(this.#drawer) : [...this.#memory]
    return all.map(([key, value]) => /** @type {[string, any]} */ ([String(key), value])).filter(([key]) => key.startsWith(prefix))
  }
}
