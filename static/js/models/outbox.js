// @ts-check
// Operations on their way: kept on this device before they are sent, let go only when the server has them on disk.

import { newId } from "../lib/ids.js"

const BATCH_MAX_OPS = 20
const BATCH_MAX_BYTES = 48 * 1024 // a frame holds 64 KiB
const ECHO_WAIT_MS = 8_000 // an accepted operation is shown from here until the log brings it back
const KEY = "op:"

/** @typedef {import("../board/pending.js").Entry & {place: number, base_version?: number, not_before_ms?: number, settled_ms?: number}} Entry */

const measure = new TextEncoder()

export class Outbox {
  /** @type {Entry[]} oldest first */
  entries = []
  #store
  #clock
  #place = 0
  #deviceSeq = 0
  /** @type {Set<string>} */
  #echoed = new Set()

  /** @param {import("./store.js").DeviceStore} store  @param {import("../lib/clock.js").Clock} clock */
  constructor(store, clock) {
    this.#store = store
    this.#clock = clock
  }

  /** Take up what an earlier load of this page left behind. */
  async open() {
    const kept = (await this.#store.startingWith(KEY)).map(([, entry]) => entry)
    const here = new Set(this.entries.map((entry) => entry.op_id))
    this.entries = [...kept.filter((entry) => !here.has(entry.op_id)), ...this.entries]
      .sort((a, b) => a.place - b.place)
    this.#place = Math.max(Date.now(), ...this.entries.map((entry) => entry.place))
  }

  /**
   * Keep an operation, then let it be sent.
   * @param {{kind: string, target_id?: string, base_version?: number | null, body?: any}} operation
   * @returns {Promise<Entry>}
   */
  async add({ kind, target_id, base_version, body = {} }) {
    const op_id = newId()
    this.#place = Math.max(this.#place + 1, Date.now())
    /** @type {Entry} */
    const entry = {
      op_id, kind, target_id: target_id ?? newId(), body, client_at: this.#clock.stamp(),
      state: "waiting", place: this.#place,
    }
    if (base_version !== null && base_version !== undefined) entry.base_version = base_version
    this.entries = [...this.entries, entry]
    await this.#keep(entry)
    return entry
  }

  /** The next batch: oldest first, one operation a thing at a time, since the later builds on the earlier. */
  due() {
    const now_ms = Date.now()
    const taken = new Set()
    const batch = []
    let bytes = 0
    for (const entry of this.entries) {
      if (entry.state !== "waiting" || taken.has(entry.target_id)) continue
      taken.add(entry.target_id)
      if ((entry.not_before_ms ?? 0) > now_ms) continue
      bytes += measure.encode(JSON.stringify(entry)).length
      if (batch.length && (batch.length === BATCH_MAX_OPS || bytes > BATCH_MAX_BYTES)) break
      batch.push(entry)
    }
    return batch
  }

  /** How long until something waiting may be sent; null when nothing waits. */
  get rest_ms() {
    const times = this.entries.filter((entry) => entry.state === "waiting").map((entry) => entry.not_before_ms ?? 0)
    return times.length ? Math.max(0, Math.min(...times) - Date.now()) : null
  }

  /** How many operations the server does not have yet. */
  get held() {
    return this.entries.filter((entry) => entry.state === "waiting").length
  }

  /** As the wire wants it. @param {Entry} entry */
  wire(entry) {
    this.#deviceSeq += 1
    const { op_id, kind, target_id, client_at, body, base_version } = entry
    const sent = { op_id, device_seq: this.#deviceSeq, kind, target_id, client_at, body }
    return base_version === undefined ? sent : { ...sent, base_version }
  }

  /** What the server said of a batch. @returns {Promise<boolean>} whether it spoke of any of it */
  async settle({ accepted = [], refused = [] }) {
    for (const { op_id, version } of accepted) await this.#accept(op_id, version)
    for (const refusal of refused) await this.#refuse(refusal)
    return accepted.length + refused.length > 0
  }

  async #accept(op_id, version) {
    const entry = this.#find(op_id)
    if (!entry) return
    await this.#store.remove(KEY + op_id)
    for (const later of this.entries) {
      if (later.target_id === entry.target_id && later.place > entry.place && later.base_version !== undefined) {
        later.base_version = version
        await this.#keep(later)
      }
    }
    entry.state = "done"
    entry.settled_ms = Date.now()
    if (this.#echoed.has(op_id)) this.#drop(op_id)
  }

  async #refuse({ op_id, code, message, retry_after_ms }) {
    const entry = this.#find(op_id)
    if (!entry) return
    if (code === "slow_down") {
      entry.not_before_ms = Date.now() + (retry_after_ms ?? 1_000)
      return this.#keep(entry)
    }
    Object.assign(entry, { state: "refused", code, message })
    if (entry.kind === "note.add") await this.#gather(entry)
    await this.#keep(entry)
  }

  /** What was meant to follow a refused note becomes part of it, so that its words stand in one place. */
  async #gather(refused) {
    for (const later of this.entries.filter((e) => e.target_id === refused.target_id && e !== refused)) {
      refused.body = { ...refused.body, ...later.body }
      await this.dismiss(later.op_id)
    }
  }

  /** Try a refused operation again, under the same id. */
  async retry(op_id) {
    const entry = this.#find(op_id)
    if (!entry) return
    Object.assign(entry, { state: "waiting", code: undefined, message: undefined, not_before_ms: 0 })
    await this.#keep(entry)
  }

  /** Let go of an operation for good; only ever at the reader's own wish. */
  async dismiss(op_id) {
    this.#drop(op_id)
    await this.#store.remove(KEY + op_id)
  }

  /** Operations that the log brought back. @param {string[]} op_ids */
  echo(op_ids) {
    for (const op_id of op_ids) {
      this.#echoed.add(op_id)
      if (this.#find(op_id)?.state === "done") this.#drop(op_id)
    }
  }

  /** Let go of accepted operations that a snapshot holds already, or whose echo is long due. */
  sweep({ all = false } = {}) {
    const due_ms = Date.now() - ECHO_WAIT_MS
    this.entries = this.entries.filter((e) => e.state !== "done" || (!all && (e.settled_ms ?? 0) > due_ms))
  }

  /** Words were erased: they leave this device too. @param {string[]} targets */
  async forget(targets) {
    for (const entry of this.entries.filter((e) => targets.includes(e.target_id))) await this.dismiss(entry.op_id)
  }

  #find(op_id) {
    return this.entries.find((entry) => entry.op_id === op_id)
  }

  #drop(op_id) {
    this.entries = this.entries.filter((entry) => entry.op_id !== op_id)
  }

  #keep(entry) {
    return this.#store.set(KEY + entry.op_id, { ...entry })
  }
}
