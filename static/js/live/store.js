// What this device keeps between two loads of the page: in IndexedDB if possible, otherwise in memory.

const PATIENCE_MS = 3_000 // words wait no longer for a slow or silent device
const GONE = Symbol("to be removed")

/** One person's drawer on this device; another person on the same phone has another. */
export class DeviceStore {
  /** @type {any} a promise of the database */
  #drawer = null
  /** What the drawer lacks, or has no room for; read first. */
  #memory = new Map()
  #writing = new Set()

  constructor(name) {
    this.name = name
  }

  /** @returns {Promise<boolean>} whether what is kept survives a reload */
  async open() {
    try {
      this.#drawer = opened(this.name)
      this.#memory.set("opened", Date.now())
      await inTime(this.#write("opened"))
    } catch {
      this.#drawer = null // a private window, or storage switched off
    }
    return this.lasting
  }

  async close() {
    (await this.#drawer)?.close()
  }

  get lasting() {
    return this.#drawer !== null
  }

  /** Whether this would be here after a reload, as it is now. @param {string} key */
  holds(key) {
    return this.lasting && !this.#memory.has(key)
  }

  async get(key) {
    if (this.#memory.has(key)) return plain(this.#memory.get(key))
    return this.#drawer ? inTime(this.#within("readonly", (kept) => kept.get(key))).catch(() => undefined) : undefined
  }

  /** Never fails: what cannot be written stays in memory, and is tried again later. */
  async set(key, value) {
    this.#memory.set(key, value)
    await this.#settle(key)
  }

  async remove(key) {
    this.#memory.set(key, GONE)
    await this.#settle(key)
  }

  async startingWith(prefix) {
    const read = (what) => inTime(this.#within("readonly", what)).catch(() => [])
    const [keys, values] = this.#drawer ? await Promise.all([read((kept) => kept.getAllKeys()), read((kept) => kept.getAll())]) : [[], []]
    const all = new Map([...keys.map((key, place) => [key, values[place]]), ...this.#memory])
    return [...all].filter(([key, value]) => key.startsWith(prefix) && value !== GONE)
  }

  /** All of it, for what must not be missed: fails where this device is too slow to answer. @returns {Promise<Map<string, any>>} */
  async everything() {
    const read = (what) => inTime(this.#within("readonly", what))
    const [keys, values] = this.#drawer ? await Promise.all([read((kept) => kept.getAllKeys()), read((kept) => kept.getAll())]) : [[], []]
    const all = new Map([...keys.map((key, place) => [key, values[place]]), ...this.#memory])
    return new Map([...all].filter(([, value]) => value !== GONE))
  }

  async #settle(key) {
    if (!this.#drawer) return
    try {
      await inTime(this.#write(key))
    } catch {
      return // full, or gone: `holds` says so
    }
    for (const other of this.#memory.keys()) if (!this.#writing.has(other)) this.#settle(other)
  }

  async #write(key) {
    const value = this.#memory.get(key)
    const put = (kept) => (value === GONE ? kept.delete(key) : kept.put(value, key))
    this.#writing.add(key)
    try {
      await this.#within("readwrite", put).catch((error) => {
        if (error?.name !== "InvalidStateError") throw error
        this.#drawer = opened(this.name) // some browsers close a drawer on a page that slept
        return this.#within("readwrite", put)
      })
      if (this.#memory.get(key) === value) this.#memory.delete(key)
    } finally {
      this.#writing.delete(key)
    }
  }

  /** One transaction, over when it is on disk. */
  async #within(mode, act) {
    const transaction = (await this.#drawer).transaction("kept", mode)
    const asked = act(transaction.objectStore("kept"))
    transaction.commit?.() // the page may go at any moment
    return new Promise((done, failed) => {
      transaction.oncomplete = () => done(asked.result)
      transaction.onabort = () => failed(transaction.error)
    })
  }
}

function opened(name) {
  return new Promise((done, failed) => {
    const asked = indexedDB.open(name)
    asked.onupgradeneeded = () => asked.result.createObjectStore("kept")
    asked.onsuccess = () => done(asked.result)
    asked.onerror = () => failed(asked.error)
  })
}

function plain(value) {
  return value === GONE ? undefined : value
}

function inTime(promise) {
  return new Promise((done, failed) => {
    const timer = setTimeout(() => failed(new Error("This device does not answer.")), PATIENCE_MS)
    promise.then(done, failed).finally(() => clearTimeout(timer))
  })
}
