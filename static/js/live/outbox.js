// Unsent operations: kept on this device before they are sent, removed only when the server has them on disk.

import { newId } from "../lib/ids.js"

const BATCH_MAX_OPS = 20
const BATCH_MAX_BYTES = 48 * 1024 // a frame holds 64 KiB
const ECHO_WAIT_MS = 8_000 // an accepted operation is shown from here until the log brings it back
const KEY = "op:"
/** Accepted, and kept all the same until the event closes: another machine may have to go on from an earlier copy. */
export const SENT = "sent:"
const TAKES_BACK = /\.(remove|leave_out)$/
const REOPENED = new Set(["round_closed", "gone"]) // by a step that is opened again
const WRITES = /\.(add|mark|edit|write|say|reword)$/

/** On a note that never left this device, these need not be sent. */
const JOINS = new Set(["note.edit", "note.share", "note.remove"])

const measure = new TextEncoder()

export class Outbox {
  /** @type {Held[]} oldest first */
  entries = []
  /** @type {Set<string>} earlier sessions with something still on this device */
  elsewhere = new Set()
  #store
  #clock
  #session
  #place = 0
  #deviceSeq = 0
  #echoed = new Set() // by the log, before their acknowledgement came
  #unsent = new Set() // made by this page and never sent by it

  /** @param {DeviceStore} store  @param {Clock} clock  @param {string} session  @param {boolean} [keeps] what was accepted */
  constructor(store, clock, session, keeps = false) {
    this.keeps = keeps
    this.#store = store
    this.#clock = clock
    this.#session = session
  }

  /** Load what an earlier load of this page left. */
  async open() {
    const all = (await this.#store.startingWith(KEY)).map(([, entry]) => entry)
    const kept = all.filter((entry) => entry.session === this.#session)
    this.elsewhere = new Set(all.filter((entry) => entry.session !== this.#session).map((entry) => entry.session))
    const here = new Set(this.entries.map((entry) => entry.op_id))
    this.entries = [...kept.filter((entry) => !here.has(entry.op_id)), ...this.entries]
      .sort((a, b) => a.place - b.place)
    this.#place = Math.max(Date.now(), ...this.entries.map((entry) => entry.place))
  }

  /**
   * Keep an operation, then send it.
   * @param {{kind: string, target_id?: string, base_version?: number | null, body?: any}} operation
   * @returns {Promise<Held>}
   */
  async add({ kind, target_id, base_version, body = {} }) {
    const unsent = JOINS.has(kind) && this.entries.find((e) => e.target_id === target_id && this.#unsent.has(e.op_id))
    if (unsent && unsent.kind === "note.add") return this.#join(unsent, kind, body)
    const op_id = newId()
    this.#unsent.add(op_id)
    this.#place = Math.max(this.#place + 1, Date.now())
    /** @type {Held} */
    const entry = {
      op_id, kind, target_id: target_id ?? newId(), body, client_at: this.#clock.stamp(),
      state: "waiting", place: this.#place, session: this.#session,
    }
    if (base_version !== null && base_version !== undefined) {
      const accepted = this.entries.filter((e) => e.target_id === entry.target_id).map((e) => e.version ?? 0)
      entry.base_version = Math.max(base_version, ...accepted) // counts what the log has not brought back yet
    }
    this.entries = [...this.entries, entry]
    await this.#keep(entry)
    return entry
  }

  async #join(unsent, kind, body) {
    if (kind === "note.remove") await this.dismiss(unsent.op_id)
    else {
      unsent.body = { ...unsent.body, ...body }
      await this.#keep(unsent)
    }
    return unsent
  }

  /** Whether it would be here after a reload, as it is now. @param {Entry} entry */
  outlives(entry) {
    return this.#store.holds(KEY + entry.op_id)
  }

  /** The next batch: oldest first, one operation per thing, since each builds on the last. */
  due() {
    const now_ms = performance.now() // steady, unlike the time of day
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
    return times.length ? Math.max(0, Math.min(...times) - performance.now()) : null
  }

  /** How many operations the server does not have yet. */
  get held() {
    return this.entries.filter((entry) => entry.state === "waiting").length
  }

  /** As the wire wants it. @param {Held} entry */
  wire(entry) {
    this.#deviceSeq += 1
    this.#unsent.delete(entry.op_id)
    const { op_id, kind, target_id, client_at, body, base_version } = entry
    const sent = { op_id, device_seq: this.#deviceSeq, kind, target_id, client_at, body }
    return base_version === undefined ? sent : { ...sent, base_version }
  }

  /** The server's answer to a batch. @param {Answer} answer  @returns {Promise<boolean>} whether it is about any of it */
  async settle({ accepted = [], refused = [], now }) {
    await Promise.all(accepted.map(({ op_id, version }) => this.#accept(op_id, version, now)))
    await Promise.all(refused.map((refusal) => this.#refuse(refusal)))
    return accepted.length + refused.length > 0
  }

  async #accept(op_id, version, now) {
    const entry = this.#find(op_id)
    if (!entry) return
    Object.assign(entry, { state: "done", version, settled_ms: performance.now() })
    const later = this.entries.filter((e) =>
      e.target_id === entry.target_id && e.place > entry.place && e.base_version !== undefined)
    for (const each of later) each.base_version = version
    if (this.#echoed.delete(op_id)) this.#drop(op_id)
    await Promise.all([this.#file(entry, now), ...later.map((each) => this.#keep(each))])
  }

  async #file(entry, now) {
    if (this.keeps) await this.#store.set(SENT + entry.op_id, { ...entry, accepted_at: now })
    if (this.keeps && TAKES_BACK.test(entry.kind)) await this.#unfile([entry.target_id], entry.op_id)
    await this.#store.remove(KEY + entry.op_id)
  }

  /** What was taken back is nowhere on this device, not even to be sent again. */
  async #unfile(targets, but) {
    const filed = (await this.#store.startingWith(SENT)).filter(([, entry]) => targets.includes(entry.target_id) && entry.op_id !== but)
    await Promise.all(filed.map(([key]) => this.#store.remove(key)))
  }

  /** Send something accepted by an earlier machine once more, under the same id. @param {Held} filed */
  async again({ accepted_at, settled_ms, version, ...entry }) {
    Object.assign(entry, { state: "waiting", back: true })
    await this.#keep(entry)
    if (entry.session !== this.#session) return void this.elsewhere.add(entry.session)
    this.entries = [...this.entries.filter((each) => each.op_id !== entry.op_id), entry].sort((a, b) => a.place - b.place)
  }

  /** A step has opened: what an earlier machine had accepted in it may be accepted here now. */
  async retryBack() {
    const shut = this.entries.filter((entry) => entry.back && entry.state === "refused" && REOPENED.has(entry.code ?? ""))
    await Promise.all(shut.map((entry) => this.retry(entry.op_id)))
  }

  /** @param {Refusal} refusal */
  async #refuse({ op_id, code, why, message, retry_after_ms }) {
    const entry = this.#find(op_id)
    if (!entry) return
    if (why === "already") return this.dismiss(op_id) // an earlier press did it
    if (code === "slow_down") {
      entry.not_before_ms = performance.now() + (retry_after_ms ?? 1_000)
      return
    }
    if (entry.back && !WRITES.test(entry.kind)) return this.dismiss(op_id) // no words, nothing to show
    Object.assign(entry, { state: "refused", code, why, message })
    if (entry.kind === "note.add" && (await this.#gather(entry))) return
    await this.#keep(entry)
  }

  /** Changes queued after a refused note become part of it.  @returns whether it was taken back: nothing is left */
  async #gather(refused) {
    const followed = this.entries.filter((e) => e.target_id === refused.target_id && e !== refused)
    const isTakenBack = followed.some((e) => e.kind === "note.remove")
    for (const later of followed) refused.body = { ...refused.body, ...later.body }
    await Promise.all((isTakenBack ? [refused, ...followed] : followed).map((e) => this.dismiss(e.op_id)))
    return isTakenBack
  }

  /** Try a refused operation again, under the same id. */
  async retry(op_id) {
    const entry = this.#find(op_id)
    if (!entry) return
    Object.assign(entry, { state: "waiting", code: undefined, why: undefined, message: undefined, not_before_ms: 0 })
    await this.#keep(entry)
  }

  /** Delete an operation for good, only if the reader wants that. */
  async dismiss(op_id) {
    this.#drop(op_id)
    await this.#store.remove(KEY + op_id)
  }

  /** Operations that the log brought back. @param {string[]} op_ids */
  echo(op_ids) {
    for (const op_id of op_ids) {
      const entry = this.#find(op_id)
      if (entry?.state === "done") this.#drop(op_id)
      else if (entry) this.#echoed.add(op_id)
    }
  }

  /** Remove accepted operations whose echo is overdue, or that are in a later snapshot. */
  sweep(due_ms = performance.now() - ECHO_WAIT_MS) {
    this.entries = this.entries.filter((e) => e.state !== "done" || (e.settled_ms ?? 0) > due_ms)
  }

  /** The connection was lost, and all echoes with it: wait for them again. */
  waitAnew() {
    for (const entry of this.entries) if (entry.state === "done") entry.settled_ms = performance.now()
  }

  /** Words were erased: they leave this device too. @param {string[]} targets */
  async forget(targets) {
    await Promise.all([this.#unfile(targets), ...this.entries.filter((e) => targets.includes(e.target_id)).map((e) => this.dismiss(e.op_id))])
  }

  #find(op_id) {
    return this.entries.find((entry) => entry.op_id === op_id)
  }

  #drop(op_id) {
    this.#unsent.delete(op_id)
    this.entries = this.entries.filter((entry) => entry.op_id !== op_id)
  }

  /** @param {Held} entry */
  #keep(entry) {
    const { not_before_ms, ...kept } = entry // by this page's own clock
    return this.#store.set(KEY + entry.op_id, kept)
  }
}
