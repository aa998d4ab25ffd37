// One open turn: its text is kept on this device at once, and saved after a pause in typing.

import { speakerField } from "./editor_speaker.js"
import { look, send } from "./editor_wire.js"

const SAVE_AFTER_MS = 1500
const TRY_AGAIN_AFTER_MS = 4000
const NOT_KEPT = "Not saved, and this device has no space to keep it. Please leave this page open"

/** @typedef {import("./editor_wire.js").Told} Told */
/** @typedef {{token: string, drafts: ReturnType<typeof import("./editor_drafts.js").draftsOf>,
 *  show: (turn: HTMLElement, told: Told) => void, tell: (text: string) => void, leave: () => void, saveChecked: () => void}} Around */

export class OpenTurn {
  box = made("div", "editor")
  field = document.createElement("textarea")
  ask = made("div", "editor__ask")
  said = made("p", "editor__said")

  /** @param {HTMLElement} turn the list item @param {Around} around */
  constructor(turn, around) {
    this.turn = turn
    this.n = Number(turn.dataset.turn)
    this.around = around
    this.address = /** @type {HTMLAnchorElement} */ (turn.querySelector("[data-edit]")).href
    this.saved = textOf(turn)
    this.doubtful = [...turn.querySelectorAll(".turn__words .is-doubtful")].map((word) => word.textContent ?? "")
    const draft = around.drafts.find(this.n)
    this.version = draft ? draft.version : Number(turn.dataset.version)
    /** @type {number | undefined} */ this.timer = undefined
    /** @type {Promise<any>} requests go one after another, because each builds on the previous answer */
    this.queue = Promise.resolve()
    /** @type {Set<string>} texts sent of this turn: if the server has one of them, nobody else wrote it */
    this.sent = new Set()
    this.isKept = true
    this.allOut = false
    this.isAsking = false
    this.isClosed = false
    this.#build(draft ? draft.text : this.saved)
    if (draft) this.#later(SAVE_AFTER_MS)
  }

  get isChanged() {
    return words(this.field.value) !== words(this.saved)
  }

  /** Save now. @param {{checked?: boolean, goesOn?: boolean}} [how] goesOn: while its author is still typing @returns {Promise<boolean>} whether everything typed is saved */
  async save(how = {}) {
    clearTimeout(this.timer)
    return this.alone(async () => {
      if (this.isAsking) return false
      if (this.isChanged || how.checked) return this.#send(how)
      this.around.drafts.drop(this.n)
      this.#say("Everything is saved")
      return true
    })
  }

  /** Run it after all earlier requests have been answered. @template T @param {() => Promise<T>} act @returns {Promise<T>} */
  alone(act) {
    const done = this.queue.then(act)
    this.queue = done.catch(() => undefined)
    return done
  }

  /** Save and close; if that fails, what was typed stays on this device. @returns {Promise<boolean>} whether it was closed: not if words would be lost */
  async leave() {
    if (!this.isChanged) this.around.drafts.drop(this.n)
    else if (!(await this.save({ goesOn: true })) && this.wouldBeLost) return false
    this.close()
    return true
  }

  /** Whether what was typed is only on this page. */
  get wouldBeLost() {
    return this.isChanged && !this.isKept
  }

  /** The page is closing: send what is not saved, and keep it here too until we know that it has arrived. The page may also stay, or come back. */
  flush() {
    if (!this.isChanged || this.isAsking || !this.field.value.trim()) return
    this.queue = Promise.all([this.queue, this.#send({ goesOn: true, outlives: true })])
  }

  close() {
    clearTimeout(this.timer)
    this.isClosed = true
    this.box.remove()
    this.turn.classList.remove("turn--open")
  }

  /** @param {{checked?: boolean, goesOn?: boolean, outlives?: boolean}} how @returns {Promise<boolean>} */
  async #send(how) {
    const typed = this.field.value
    this.sent.add(words(typed))
    this.#say("Saving …")
    const fields = {
      text: typed,
      version: String(this.version),
      all_out: this.allOut ? "yes" : "",
      goes_on: how.goesOn ? "yes" : "",
      then: how.checked ? "checked" : "",
    }
    const answer = await send(this.address, fields, this.around.token, how.outlives)
    if (answer.kind === "saved") return this.#kept(answer.told, typed)
    if (answer.kind === "stale" && this.sent.has(words(answer.now.text))) {
      this.version = answer.now.version // it arrived, but the answer was lost
      this.saved = answer.now.text
      if (!this.isClosed) this.#later(0)
    } else if (answer.kind === "stale") this.#askWhose(answer.now, answer.message)
    else if (answer.kind === "empty") this.#askAllOut(answer.message)
    else {
      this.#say(this.isKept ? answer.message : NOT_KEPT, "care", this.isKept ? answer.kind : "not-kept")
      if (answer.kind === "lost" && !this.isClosed) this.#later(TRY_AGAIN_AFTER_MS)
    }
    return false
  }

  /** @param {Told} told @param {string} typed */
  #kept(told, typed) {
    this.saved = told.text
    this.version = told.version
    this.allOut = false
    this.around.show(this.turn, told)
    const isAll = words(this.field.value) === words(typed)
    if (isAll) this.around.drafts.drop(this.n)
    else {
      this.isKept = this.around.drafts.keep(this.n, this.field.value, this.version)
      this.#later(SAVE_AFTER_MS)
    }
    const at = told.at ? clockOf(told.at) : ""
    this.#say(`Saved ${at}`)
    return isAll
  }

  #typed() {
    this.#grow()
    if (this.isAsking && this.ask.dataset.about === "empty") this.#answered()
    this.isKept = this.around.drafts.keep(this.n, this.field.value, this.version)
    this.#say(this.isKept ? "Not saved yet, kept on this device" : "Not saved yet")
    this.#later(SAVE_AFTER_MS)
  }

  /** @param {number} ms */
  #later(ms) {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.save({ goesOn: true }), ms)
  }

  /** @param {import("./editor_wire.js").Now} now @param {string} message */
  #askWhose(now, message) {
    const theirs = made("p", "editor__theirs", now.text || "No words")
    theirs.setAttribute("aria-label", "The current text")
    const when = now.at ? clockOf(now.at) : ""
    this.#asks("whose", [
      made("p", "", message),
      made("p", "", `The current text${now.by ? `, by ${now.by}` : ""}${when ? `, ${when}` : ""}:`),
      theirs,
      this.#button("Save mine over theirs", "save-mine", () => {
        this.version = now.version
        this.#answered()
        void this.save()
      }),
      this.#button("Keep theirs", "keep-theirs", () => void this.#keepTheirs()),
    ])
  }

  async #keepTheirs() {
    const told = await look(this.address)
    if (!told) return this.#say("The server is not answering. Nothing was changed.", "care")
    this.around.drafts.drop(this.n)
    this.saved = told.text
    this.version = told.version
    this.field.value = told.text
    this.#grow()
    this.around.show(this.turn, told)
    this.#answered()
    this.#say("Theirs is kept")
  }

  /** @param {string} message */
  #askAllOut(message) {
    this.#asks("empty", [
      made("p", "", message),
      this.#button("Remove all words", "take-all-out", () => {
        this.allOut = true
        this.#answered()
        void this.save()
      }),
    ])
  }

  /** @param {string} about @param {HTMLElement[]} parts */
  #asks(about, parts) {
    this.isAsking = true
    this.ask.dataset.about = about
    this.ask.replaceChildren(...parts)
    this.ask.hidden = false
    this.ask.scrollIntoView({ block: "nearest" })
    this.#say(this.isKept ? "Not saved yet, kept on this device" : NOT_KEPT, "care")
    this.around.tell(parts[0].textContent ?? "")
  }

  #answered() {
    this.isAsking = false
    this.ask.hidden = true
    this.ask.replaceChildren()
    this.field.focus()
  }

  /** @param {string} text */
  #build(text) {
    this.field.className = "editor__text"
    this.field.spellcheck = true
    this.field.setAttribute("aria-label", this.turn.querySelector("[data-edit]")?.textContent?.trim() ?? "Edit")
    this.field.value = text
    this.field.addEventListener("input", () => this.#typed())
    this.field.addEventListener("blur", () => { if (this.isChanged && !this.isClosed) void this.save({ goesOn: true }) })
    this.ask.hidden = true
    const foot = made("div", "editor__foot")
    const history = document.createElement("a")
    history.href = this.address
    history.textContent = "History"
    const speaker = speakerField(this)
    // Buttons for Ctrl+Enter and Esc, for people without a keyboard; first, so that messages never move them.
    const checked = this.#button("Checked, on to the next", "checked", () => this.around.saveChecked())
    foot.append(checked, this.#button("Done", "leave", () => this.around.leave()), ...(speaker ? [speaker] : []), this.said, history)
    this.box.append(this.field, this.ask, foot)
    this.turn.querySelector(".turn__words")?.after(this.box)
    this.turn.classList.add("turn--open")
    this.#grow()
  }

  #grow() {
    this.field.style.blockSize = "auto"
    this.field.style.blockSize = `${this.field.scrollHeight + 4}px`
  }

  /** @param {string} words @param {string} name what it does @param {() => void} act */
  #button(words, name, act) {
    const button = made("button", "button button--small", words)
    button.setAttribute("type", "button")
    button.dataset.act = name
    button.addEventListener("click", act)
    return button
  }

  /** @param {string} text @param {"care"} [tone] @param {string} [code] which refusal it is */
  say(text, tone, code = "") {
    this.#say(text, tone, code)
  }

  /** @param {string} text @param {"care"} [tone] @param {string} [code] */
  #say(text, tone, code = "") {
    this.said.textContent = text
    this.said.dataset.code = code
    if (tone) this.said.dataset.tone = tone
    else delete this.said.dataset.tone
    if (tone) this.around.tell(text)
  }
}

/** The words of a turn on the page. @param {HTMLElement} turn */
export function textOf(turn) {
  const said = turn.querySelector(".turn__words")
  return !said || said.querySelector(".turn__silent") ? "" : words(said.textContent ?? "")
}

/** @param {string} at */
function clockOf(at) {
  return new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })
}

/** @param {string} text */
function words(text) {
  return text.split(/\s+/u).filter(Boolean).join(" ")
}

/** @param {string} name @param {string} [look] @param {string} [text] @returns {HTMLElement} */
export function made(name, look, text) {
  const element = document.createElement(name)
  if (look) element.className = look
  if (text) element.textContent = text
  return element
}
