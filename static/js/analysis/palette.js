// Finding a code by a few letters. Two are usually enough: the beginning of its name, or of its words.

/** @typedef {import("./margin.js").Code} Code */
const SHOWN = 12

/**
 * The codes for some letters, best first.
 * @param {Code[]} codes @param {string} typed @param {string[]} recent ids, the latest first
 * @returns {Code[]}
 */
export function found(codes, typed, recent) {
  const wanted = typed.trim().toLocaleLowerCase("en-GB")
  const ranked = codes.map((code) => ({ code, rank: rankOf(code, wanted), used: recent.indexOf(code.id) }))
  return ranked
    .filter((one) => one.rank >= 0)
    .sort((a, b) => a.rank - b.rank || late(a.used) - late(b.used) || a.code.name.localeCompare(b.code.name, "en-GB"))
    .map((one) => one.code)
}

/** @param {number} used */
const late = (used) => (used < 0 ? Number.MAX_SAFE_INTEGER : used)

/** @param {Code} code @param {string} wanted */
function rankOf(code, wanted) {
  if (!wanted) return 0
  const name = code.name.toLocaleLowerCase("en-GB")
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean)
  if (name === wanted) return 0
  if (name.startsWith(wanted)) return 1
  if (words.map((word) => word[0]).join("").startsWith(wanted)) return 2
  if (words.some((word) => word.startsWith(wanted))) return 3
  if (name.includes(wanted)) return 4
  return code.path.some((part) => part.toLocaleLowerCase("en-GB").startsWith(wanted)) ? 5 : -1
}

export class Palette {
  /**
   * @param {HTMLElement} box
   * @param {{codes: () => Code[], recent: () => string[], pick: (code: Code | null, typed: string, goesOn: boolean) => void, close: () => void}} doing
   */
  constructor(box, doing) {
    this.box = box
    this.doing = doing
    this.find = /** @type {HTMLInputElement} */ (box.querySelector("input"))
    this.list = /** @type {HTMLElement} */ (box.querySelector("[role=listbox]"))
    /** @type {(Code | null)[]} */
    this.shown = []
    this.at = 0
    this.find.addEventListener("input", () => this.#look())
    this.find.addEventListener("keydown", (event) => this.#key(event))
    this.list.addEventListener("click", (event) => {
      const line = /** @type {HTMLElement} */ (event.target).closest("[role=option]")
      if (line) this.#pick([...this.list.children].indexOf(line), event.shiftKey)
    })
  }

  get isOpen() {
    return !this.box.hidden
  }

  /** @param {string} letters */
  open(letters) {
    this.box.hidden = false
    this.find.value = letters
    this.find.focus()
    this.#look()
  }

  close() {
    if (!this.isOpen) return
    this.box.hidden = true
    this.doing.close()
  }

  #look() {
    const typed = this.find.value.trim()
    const codes = found(this.doing.codes(), typed, this.doing.recent()).slice(0, SHOWN)
    const isThere = this.doing.codes().some((code) => code.name.toLocaleLowerCase("en-GB") === typed.toLocaleLowerCase("en-GB"))
    this.shown = typed && !isThere ? [...codes, null] : codes
    this.at = 0
    this.list.replaceChildren(...this.shown.map((code, at) => option(code, typed, at)))
    this.#mark()
  }

  #mark() {
    ;[...this.list.children].forEach((line, at) => line.setAttribute("aria-selected", String(at === this.at)))
    const line = this.list.children[this.at]
    if (line) {
      this.find.setAttribute("aria-activedescendant", line.id)
      line.scrollIntoView({ block: "nearest" })
    } else this.find.removeAttribute("aria-activedescendant")
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing) return
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0
    if (step) {
      this.at = Math.min(Math.max(this.at + step, 0), Math.max(this.shown.length - 1, 0))
      this.#mark()
    } else if (event.key === "Enter") this.#pick(this.at, event.shiftKey)
    else if (event.key === "Escape" || event.key === "Tab") this.close()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  /** @param {number} at @param {boolean} goesOn */
  #pick(at, goesOn) {
    if (at < 0 || at >= this.shown.length) return
    const typed = this.find.value.trim()
    this.close()
    this.doing.pick(this.shown[at], typed, goesOn)
  }
}

/** @param {Code | null} code @param {string} typed @param {number} at */
function option(code, typed, at) {
  const line = document.createElement("li")
  line.className = "palette__one"
  line.id = `palette-${at}`
  line.setAttribute("role", "option")
  line.dataset.code = code?.id ?? "new"
  const dot = document.createElement("span")
  dot.className = "swatch"
  if (code) dot.dataset.colour = code.colour
  const name = document.createElement("span")
  name.textContent = code ? code.path.join(" › ") : `New code: ${typed}`
  line.append(dot, name)
  if (code?.meaning) line.title = [code.meaning, code.use_when && `Use when: ${code.use_when}`, code.not_when && `Not when: ${code.not_when}`].filter(Boolean).join("\n")
  return line
}
