// One reader's live session: the board, how far each channel has come, and what is unsent.

import { emptyBoard, fold, UnknownKind } from "../board/fold.js"
import { withPending } from "../board/pending.js"
import { lacking } from "../interactions/index.js"
import { Clock } from "../lib/clock.js"
import { newId } from "../lib/ids.js"
import { Drafts } from "./drafts.js"
import { Outbox } from "./outbox.js"
import { DeviceStore } from "./store.js"
import { Transport, WireError } from "./transport.js"

const GAP_WAIT_MS = 300
const GAP_AGAIN_MS = 2_000
const NOT_OURS = new Set([401, 403, 404])
const REDRAW_MS = 40
const BRING_AGAIN_MS = 3_000
const PREPARE_MS = 1_500 // after what the first sight of the page needs
const BACK_OFF_MS = 500
const BACK_OFF_MAX_MS = 8_000

export class Live extends EventTarget {
  board = emptyBoard()
  /** @type {Record<string, number>} */
  cursors = {}
  /** @type {Presence | null} */
  presence = null
  /** @type {Transport} from start on */
  transport = /** @type {any} */ (undefined)
  /** @type {Set<string>} ids of this reader's own notes */
  mine = new Set()
  /** @type {{id: string, text: string, held?: boolean}[]} own notes that a facilitator set aside */
  setAside = []
  /** @type {Set<string>} what this reader gave a dot to */
  dots = new Set()
  /** @type {Restored | undefined} the copy that the machine goes on from, if it does */
  restored = undefined
  /** @type {string | undefined} when the machine before it was last heard */
  remembers = undefined
  /** @type {Frame[]} received, not yet folded */
  #frames = []
  #gapTimer = 0
  #redrawTimer = 0
  #pumpTimer = 0
  #pumping = false
  #failures = 0
  #loading = false
  #learning = false
  #oneByOne = false
  #bringing = false

  /** @param {Boot} boot what the page came with */
  constructor(boot) {
    super()
    this.boot = boot
    this.clock = new Clock(boot.now)
    this.store = new DeviceStore(`retreat:${boot.event_id ?? boot.session_id}:${boot.participant_id ?? boot.role}`)
    this.tabs = new BroadcastChannel(this.store.name) // this reader's other tabs
    this.tabs.onmessage = (event) => this.mine.add(event.data)
    this.outbox = new Outbox(this.store, this.clock, boot.session_id, boot.role === "participant" && !boot.over)
    this.drafts = new Drafts(this.store)
    this.typed = new Drafts(this.store, "typed:") // edits in place, by kind and id
    if (boot.snapshot) this.#take(boot.snapshot)
  }

  async start() {
    await this.store.open()
    await Promise.all([this.outbox.open(), this.drafts.open(), this.typed.open()])
    this.#layDots()
    for (const id of (await this.store.get("mine")) ?? []) this.mine.add(id)
    const deviceId = (await this.store.get("device")) ?? newId()
    void this.store.set("device", deviceId)
    if (this.outbox.keeps) void this.store.set("seat", this.boot.token.slice(-12)) // as in back.js
    await this.#bringBack()
    this.transport = new Transport(this.boot, deviceId, this.clock, {
      cursors: () => this.cursors,
      held: () => this.outbox.held,
      frames: (frames) => this.#receive(frames),
      snapshot: () => this.#loadSnapshot(),
      isElsewhere: (restored) => restored?.at !== this.restored?.at,
      remembers: () => this.remembers,
      status: () => this.#statusChanged(),
      presence: (presence) => this.#presenceCame(presence),
      changed: () => this.#changed(),
    })
    addEventListener("pagehide", () => this.#leave())
    this.transport.start()
    if (this.outbox.elsewhere.size) import("./strays.js").then(({ sendStrays }) => sendStrays(this))
    if (this.outbox.keeps) setTimeout(() => import("./back.js").then(({ prepare }) => prepare(this)).catch(() => {}), PREPARE_MS)
    this.#changed()
  }

  /** What the reader should see now. */
  get view() {
    return withPending(this.board, this.outbox.entries)
  }

  get isOver() {
    return this.boot.over || this.outbox.entries.some((entry) => entry.why === "event_over")
  }

  get status() {
    return this.transport?.status ?? "connecting"
  }

  /**
   * Do something. Once the promise resolves, it is on this device and being sent.
   * @param {string} kind  @param {any} body
   * @param {{target_id?: string, base_version?: number | null}} [about]
   */
  async perform(kind, body, about = {}) {
    const target_id = about.target_id ?? newId()
    if (!about.target_id) {
      this.mine.add(target_id)
      void this.store.set("mine", [...this.mine])
      this.tabs.postMessage(target_id)
    }
    if (kind === "vote.cast") this.dots.add(target_id)
    if (kind === "vote.retract") this.dots.delete(target_id)
    const kept = this.outbox.add({ kind, body, target_id, base_version: about.base_version })
    this.#changed()
    const entry = await kept
    this.#changed()
    this.#pump()
    return entry
  }

  /** Trying again means having seen the present state. */
  async retry(op_id) {
    const entry = this.outbox.entries.find((each) => each.op_id === op_id)
    if (entry?.code === "stale") {
      const there = () => thingOn(this.board, entry.target_id)?.version ?? 0
      if (there() <= (entry.base_version ?? 0)) await this.#loadSnapshot().catch(() => {}) // the earlier change has not arrived yet
      entry.base_version = there() || undefined
    }
    await this.outbox.retry(op_id)
    this.#changed()
    this.#pump()
  }

  async dismiss(op_id) {
    await this.outbox.dismiss(op_id)
    this.#changed()
  }

  // Receiving

  /** @param {Frame[]} frames */
  #receive(frames) {
    this.#frames.push(...frames)
    if (!this.#loading) this.#drain()
  }

  /** Fold what has come, unless a channel has a gap: then all wait, so that channels stay in one order. */
  #drain() {
    if (this.#learning) return
    const { ready, cursors, gap } = this.#sortOut()
    if (gap) {
      this.#gapTimer ||= setTimeout(() => this.#closeGap(gap), GAP_WAIT_MS)
      return
    }
    const lacks = lacking(ready, this.board)
    if (lacks) {
      const goOn = () => { this.#learning = false; this.#drain() }
      this.#learning = true
      return void lacks.then(goOn, goOn)
    }
    clearTimeout(this.#gapTimer)
    this.#gapTimer = 0
    this.#frames = []
    this.cursors = cursors
    if (!ready.length) return
    const before = this.board
    for (const op of ready) this.#fold(op)
    const removed = ready.filter((op) => op.kind === "note.remove")
    for (const op of removed) this.dots.delete(op.target_id)
    this.setAside = this.setAside.filter(({ id }) => !removed.some((op) => op.target_id === id))
    const aside = removed.some((op) => this.mine.has(op.target_id) && !this.outbox.entries.some((entry) => entry.op_id === op.op_id))
    if (aside) this.#loadSnapshot().catch(() => {})
    this.outbox.echo(ready.map((op) => op.op_id))
    if (ready.some((op) => op.kind === "round.open" || op.kind === "prompt.ask")) this.outbox.retryBack().then(() => this.#pump())
    const erased = ready.filter((op) => op.kind === "words.erased").flatMap((op) => op.body.targets)
    if (erased.length) this.outbox.forget(erased)
    const changing = Object.keys(this.typed.byPrompt).map(thingChanged)
    this.#letGo([...erased, ...changing.filter((id) => thingOn(before, id) && !thingOn(this.board, id))])
    this.dispatchEvent(new CustomEvent("ops", { detail: ready }))
    this.#changed()
  }

  /** An unknown kind is left out; others in its frame count. @param {Operation} op */
  #fold(op) {
    try {
      this.board = fold(this.board, op)
    } catch (error) {
      if (!(error instanceof UnknownKind)) throw error
      this.#reloadOnce()
    }
  }

  /** Drop edits of words that are gone. */
  #letGo(ids) {
    for (const key of Object.keys(this.typed.byPrompt)) if (ids.includes(thingChanged(key))) this.typed.clear(key)
  }

  #sortOut() {
    const cursors = { ...this.cursors }
    const ready = []
    let gap = ""
    for (const frame of [...this.#frames].sort((a, b) => a.from - b.from)) {
      const cursor = cursors[frame.channel] ?? 0
      if (frame.from > cursor + 1) gap = frame.channel
      if (frame.to <= cursor || frame.from > cursor + 1) continue
      ready.push(...frame.ops.filter((op) => op.seq > cursor))
      cursors[frame.channel] = frame.to
    }
    ready.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    return { ready, cursors, gap }
  }

  async #closeGap(channel) {
    try {
      const { gap, cursors } = this.#sortOut()
      channel = gap || channel
      if (gap) this.#frames.push(...(await this.transport.after(gap, cursors[gap] ?? 0)))
    } catch (error) {
      if (!(error instanceof WireError && NOT_OURS.has(error.status))) {
        this.#gapTimer = setTimeout(() => this.#closeGap(channel), GAP_AGAIN_MS)
        return
      }
      this.#frames = this.#frames.filter((frame) => frame.channel !== channel) // no longer this reader's
    }
    this.#gapTimer = 0
    this.#drain()
  }

  async #loadSnapshot() {
    this.#loading = true
    const asked_ms = performance.now()
    try {
      this.#take(await this.transport.snapshot())
      this.outbox.sweep(asked_ms)
      await this.#bringBack()
    } finally {
      this.#loading = false
    }
    this.#drain()
    this.#changed()
  }

  /** Another machine goes on from a copy: what it had not accepted yet is sent again. Once the event is over, nothing is. */
  async #bringBack() {
    if (this.boot.role !== "participant" || (!this.restored && !this.boot.over) || this.#bringing) return
    this.#bringing = true
    try {
      const { bring, tidy } = await import("./back.js")
      await (this.boot.over ? tidy(this) : bring(this))
    } catch {
      setTimeout(() => this.#bringBack(), BRING_AGAIN_MS) // a bad line, or a slow device: nothing of it may be missed
    } finally {
      this.#bringing = false
    }
    this.#changed()
    if (this.transport) this.#pump()
  }

  /** @param {Snapshot} snapshot */
  #take(snapshot) {
    this.restored = snapshot.restored
    this.board = snapshot.board
    this.cursors = snapshot.cursors
    for (const id of snapshot.mine ?? []) this.mine.add(id)
    this.setAside = snapshot.set_aside
    this.dots = new Set(snapshot.voted ?? [])
    this.#layDots()
  }

  /** Dots given or taken back here that the server may not have yet. */
  #layDots() {
    for (const { kind, target_id, state } of this.outbox.entries) {
      if (kind === "vote.cast" && state !== "refused") this.dots.add(target_id)
      if (kind === "vote.retract" && state !== "refused") this.dots.delete(target_id)
    }
  }

  /** A refused act has changed nothing. @param {Held[]} batch */
  #unlayDots(batch) {
    for (const { kind, target_id, state } of batch) {
      if (kind === "vote.cast" && state === "refused") this.dots.delete(target_id)
      if (kind === "vote.retract" && state === "refused") this.dots.add(target_id)
    }
  }

  /** This page is older than the server; what is unsent waits on the device. */
  #reloadOnce() {
    if (sessionStorage.getItem("reloaded")) return
    sessionStorage.setItem("reloaded", "1")
    setTimeout(() => location.reload(), Math.random() * 5_000)
  }

  #presenceCame(presence) {
    this.presence = { ...this.presence, ...presence } // everybody gets the count, the desk also details
    this.#changed()
  }

  #statusChanged() {
    this.#failures = 0
    if (this.transport.up) this.outbox.waitAnew()
    this.#changed()
    this.#pump()
  }

  // Sending

  async #pump() {
    if (this.#pumping || !this.transport?.up) return
    this.#pumping = true
    clearTimeout(this.#pumpTimer)
    try {
      for (let batch = this.#batch(); batch.length && this.transport.up; batch = this.#batch()) {
        const answer = await this.transport.send(batch.map((entry) => this.outbox.wire(entry)))
        this.#oneByOne = false
        this.#failures = 0
        if (!(await this.outbox.settle(answer))) throw new Error("The answer spoke of nothing that was sent.")
        this.#unlayDots(batch)
        if (answer.refused?.some(({ code }) => code === "gone")) this.#loadSnapshot().catch(() => {}) // reload the state
        this.#changed()
      }
      this.#pumpLater(this.outbox.rest_ms)
    } catch (error) {
      await this.#notSent(error)
    } finally {
      this.#pumping = false
    }
  }

  #batch() {
    const due = this.outbox.due()
    return this.#oneByOne ? due.slice(0, 1) : due
  }

  /** A batch whose shape is refused is sent one by one, so that a bad operation holds up no other. */
  async #notSent(error) {
    if (error instanceof WireError && error.status === 422) {
      if (this.#oneByOne) {
        const [bad] = this.#batch()
        if (bad) await this.outbox.settle({ refused: [{ op_id: bad.op_id, code: error.code, message: error.message }] })
      }
      this.#oneByOne = true
      this.#changed()
      return this.#pumpLater(0)
    }
    this.#failures += 1
    this.#pumpLater(Math.random() * Math.min(BACK_OFF_MAX_MS, BACK_OFF_MS * 2 ** this.#failures))
  }

  #pumpLater(wait_ms) {
    if (wait_ms === null) return
    clearTimeout(this.#pumpTimer)
    this.#pumpTimer = setTimeout(() => this.#pump(), wait_ms)
  }

  #leave() {
    this.drafts.flush()
    this.typed.flush()
    const batch = this.outbox.due()
    if (batch.length && this.transport?.up) this.transport.leave(batch.map((entry) => this.outbox.wire(entry)))
  }

  // Telling

  #changed() {
    if (this.transport?.up) this.outbox.sweep()
    this.#redrawTimer ||= setTimeout(() => {
      this.#redrawTimer = 0
      this.dispatchEvent(new Event("change"))
    }, REDRAW_MS)
  }
}

/** In any part of the board. @param {Board} board  @param {string} id */
const thingOn = (board, id) => Object.values(board).map((part) => part?.[id]).find((thing) => thing?.version !== undefined)

/** The id in a key such as edit:<id>. @param {string} key */
const thingChanged = (key) => key.slice(key.indexOf(":") + 1)
