// Corrects the transcript in place: choose a turn, type, check it, with the keyboard alone if you like.

import { draftsOf } from "./editor_drafts.js"
import { HELD_ON, WORKS, actOf } from "./editor_keys.js"
import { soundFor } from "./editor_sound.js"
import { OpenTurn, made, textOf } from "./editor_turn.js"
import { send, look } from "./editor_wire.js"

/** @typedef {import("./editor_wire.js").Told} Told */

const book = document.getElementById("book")
const keys = /** @type {HTMLDialogElement | null} */ (document.getElementById("keys"))
if (book?.dataset.base) start(book, book.dataset.base)

/** @param {HTMLElement} book @param {string} base */
function start(book, base) {
  const region = document.getElementById("live-region")
  const token = /** @type {HTMLInputElement | null} */ (document.querySelector("#all-turns [name=csrf_token]"))?.value ?? ""
  const drafts = draftsOf(book.dataset.staff ?? "", book.dataset.transcript ?? "")
  const sound = soundFor(/** @type {HTMLAudioElement | null} */ (document.getElementById("audio")))
  const turns = () => /** @type {HTMLElement[]} */ ([...book.querySelectorAll(".turn[data-turn]")])
  /** @type {HTMLElement | null} */ let chosen = null
  /** @type {OpenTurn | null} */ let open = null
  /** @type {Element | null} */ let sought = null
  let wishes = 0
  const works = book.dataset.works !== undefined // readers have the same keys for the sound and for finding a place

  const tell = (/** @type {string} */ text) => { if (region) region.textContent = text }
  const around = { token, drafts, tell, show, leave, saveChecked }

  for (const hidden of document.querySelectorAll("[data-needs-editor]")) /** @type {HTMLElement} */ (hidden).hidden = false
  const reach = () => { for (const turn of turns()) if (!turn.hasAttribute("tabindex")) turn.tabIndex = -1 }
  reach()
  book.addEventListener("turns-added", reach)
  if (turns()[0]) turns()[0].tabIndex = 0
  const offerDrafts = () => { if (works) for (const n of drafts.turns()) offerDraft(n) }
  offerDrafts()
  book.addEventListener("turns-added", offerDrafts)
  document.getElementById("show-keys")?.addEventListener("click", () => keys?.showModal())

  book.addEventListener("focusin", (event) => {
    const turn = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest(".turn[data-turn]"))
    if (turn && turn !== chosen) choose(turn)
  })
  const asked = /^#turn-\d+$/.test(location.hash) ? document.getElementById(location.hash.slice(1)) : null
  if (asked?.dataset.turn) asked.focus()
  book.addEventListener("click", (event) => {
    const link = /** @type {HTMLElement} */ (event.target).closest("[data-edit]")
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    void edit(/** @type {HTMLElement} */ (link.closest(".turn")))
  })
  book.addEventListener("dblclick", (event) => {
    const word = /** @type {HTMLElement} */ (event.target).closest(".turn__words span")
    const turn = /** @type {HTMLElement | null} */ (word?.closest(".turn[data-turn]") ?? null)
    if (works && word && turn) void edit(turn).then(() => select(wordBefore(word), word.textContent ?? ""))
  })
  addEventListener("pagehide", () => open?.flush())
  addEventListener("beforeunload", (event) => { if (open?.wouldBeLost) event.preventDefault() })
  document.addEventListener("keydown", (event) => {
    if (keys?.open) return
    const act = actOf(event, whereIs(/** @type {HTMLElement} */ (event.target)))
    if (!act || (!works && WORKS.has(act)) || (act === "edit" && event.key === "Enter" && event.target !== chosen)) return
    if (event.key.startsWith("Arrow") && !event.altKey && event.target !== chosen) return
    event.preventDefault()
    if (!event.repeat || HELD_ON.has(act)) void perform(act)
  })

  /** @param {HTMLElement} target @returns {"typing" | "reading" | "elsewhere"} */
  function whereIs(target) {
    if (open && target === open.field) return "typing"
    if (target.closest("input, select, textarea, [contenteditable]")) return "typing"
    return target.closest?.(".turn[data-turn]") ? "reading" : "elsewhere"
  }

  /** @param {import("./editor_keys.js").Act} act */
  async function perform(act) {
    const isTyping = open !== null
    switch (act) {
      case "play": return sound.toggle()
      case "back": return sound.skip(-1)
      case "on": return sound.skip(1)
      case "loop": return tell(sound.toggleLoop())
      case "slower": return tell(sound.changeSpeed(-1))
      case "faster": return tell(sound.changeSpeed(1))
      case "help": return keys?.showModal()
      case "edit": return chosen ? edit(chosen) : undefined
      case "save": return void open?.save()
      case "leave": return leave()
      case "next": return step(1, isTyping)
      case "before": return step(-1, isTyping)
      case "doubt": return nextDoubt()
      case "checked":
      case "approved": return setState(act)
      case "save-checked": return saveChecked()
      case "to-check": return goToNext()
      case "history": if (chosen) location.href = turnLink(chosen).href
    }
  }

  /** @param {HTMLElement} turn */
  function choose(turn) {
    if (chosen) chosen.tabIndex = -1
    chosen = turn
    turn.tabIndex = 0
    sound.choose(turn)
  }

  /** @param {HTMLElement} turn */
  async function edit(turn) {
    wishes += 1
    const wish = wishes
    if (open?.turn === turn) return open.field.focus()
    if (open && !(await closeOpen())) return
    if (wish !== wishes) return // another turn was requested while this one waited
    turn.querySelector(".turn__kept")?.remove()
    choose(turn)
    open = new OpenTurn(turn, around)
    open.field.focus()
    open.field.setSelectionRange(0, 0)
  }

  /** @returns {Promise<boolean>} whether another turn may be opened */
  async function closeOpen() {
    const was = open
    if (!was) return true
    if (!(await was.leave())) {
      was.field.focus()
      return false
    }
    if (open === was) open = null
    offerDraft(was.n)
    return true
  }

  async function leave() {
    const turn = open?.turn
    const isElsewhere = () => document.activeElement !== document.body && !turn?.contains(document.activeElement)
    if ((await closeOpen()) && !isElsewhere()) turn?.focus()
  }

  /** @param {1 | -1} way @param {boolean} isTyping */
  async function step(way, isTyping) {
    const all = turns()
    const to = all[(chosen ? all.indexOf(chosen) : way > 0 ? -1 : all.length) + way]
    if (!to) return tell(way > 0 ? "This is the last turn on this page" : "This is the first turn on this page")
    if (isTyping) return edit(to)
    to.focus()
  }

  async function saveChecked() {
    const was = open
    if (!was || !(await was.save({ checked: true })) || open !== was || chosen !== was.turn) return
    await step(1, true)
    if (open === was) await leave()
  }

  /** @param {string} state */
  async function setState(state) {
    const was = open
    const turn = was?.turn ?? chosen // whichever is open when the answer comes
    if (!turn || (was && !(await was.save()))) return
    const review = () => send(`${base}/turns/${turn.dataset.turn}/review`, { state, version: turn.dataset.version ?? "" }, token)
    const answer = await (was ? was.alone(review) : review())
    if (answer.kind === "saved") {
      show(turn, answer.told)
      if (was) was.version = answer.told.version
      return tell(`This turn is ${answer.told.state}. ${answer.told.counts}`)
    }
    tell(answer.message)
    const told = answer.kind === "stale" ? await look(turnLink(turn).href) : null
    if (told) show(turn, told)
  }

  async function goToNext() {
    const after = chosen?.dataset.turn
    if (open && !(await open.save())) return
    location.href = `${base}/next${after ? `?after=${after}` : ""}`
  }

  async function nextDoubt() {
    const all = [...book.querySelectorAll(".turn[data-turn] .is-doubtful")]
    if (open) {
      if (selectDoubt(open)) return
      const here = open.turn
      const word = all.find((one) => here.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING && !here.contains(one))
      if (!word) return tell("No more unclear words on this page")
      await edit(/** @type {HTMLElement} */ (word.closest(".turn")))
      if (open) selectDoubt(open)
      return
    }
    const from = sought?.isConnected && chosen?.contains(sought) ? sought : chosen
    const follows = (/** @type {Element} */ one) => !from || Boolean(from.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING)
    const word = /** @type {HTMLElement | undefined} */ (all.find((one) => one !== from && follows(one)))
    if (!word) return tell("No more unclear words on this page")
    sought?.classList.remove("is-sought")
    sought = word
    word.classList.add("is-sought")
    const turn = /** @type {HTMLElement} */ (word.closest(".turn"))
    turn.focus({ preventScroll: true })
    word.scrollIntoView({ block: "center" })
    if (word.dataset.ms) sound.standAt(Number(word.dataset.ms) - 500)
    tell(`Heard unclearly: ${word.textContent}`)
  }

  /** Select the next doubtful word after the caret. @param {OpenTurn} editor */
  function selectDoubt(editor) {
    const after = editor.field.value.slice(editor.field.selectionEnd)
    for (const found of after.matchAll(/\S+/gu)) {
      if (!editor.doubtful.includes(found[0])) continue
      const at = editor.field.selectionEnd + found.index
      editor.field.setSelectionRange(at, at + found[0].length)
      return true
    }
    return false
  }

  /** @param {number} before words before it @param {string} word */
  function select(before, word) {
    if (!open) return
    const found = [...open.field.value.matchAll(/\S+/gu)][before]
    if (found?.[0] === word) open.field.setSelectionRange(found.index, found.index + word.length)
  }

  /** @param {number} n */
  function offerDraft(n) {
    const turn = document.getElementById(`turn-${n}`)
    const draft = drafts.find(n)
    turn?.querySelector(".turn__kept")?.remove()
    if (!turn || !draft || open?.n === n) return
    if (draft.text.split(/\s+/u).filter(Boolean).join(" ") === textOf(turn)) return drafts.drop(n)
    const kept = made("p", "turn__kept", "What you typed here is kept on this device, and not saved yet.")
    const goOn = made("button", "button button--small", "Continue with it")
    goOn.dataset.act = "go-on"
    goOn.addEventListener("click", () => void edit(turn))
    const drop = made("button", "button button--small", "Delete it")
    drop.addEventListener("click", () => {
      drafts.drop(n)
      kept.remove()
      turn.focus()
    })
    kept.append(goOn, drop)
    turn.querySelector(".turn__words")?.after(kept)
  }

  /** Shows the server's state of a turn. @param {HTMLElement} turn @param {Told} told */
  function show(turn, told) {
    turn.dataset.version = String(told.version)
    turn.dataset.review = told.review
    const said = /** @type {HTMLElement} */ (turn.querySelector(".turn__words"))
    const isHeard = turn.dataset.start !== undefined
    const parts = told.words.flatMap((word) => [wordOf(word, isHeard), document.createTextNode(" ")])
    said.replaceChildren(...(parts.length ? parts : [made("span", "turn__silent", "no words")]))
    const state = turn.querySelector("[data-slot=state]")
    if (state) state.textContent = told.review === "machine" ? "" : told.state
    turn.querySelector(".opinions")?.remove()
    if (told.review !== "machine") for (const flag of turn.querySelectorAll(".turn__flag")) flag.remove()
    const counts = document.getElementById("counts")
    if (counts) counts.textContent = told.counts
    const bar = /** @type {HTMLProgressElement | null} */ (document.querySelector(".checking__bar"))
    if (bar) bar.value = told.checked
    const listed = [.../** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("#all-turns [name=turn]"))]
    const mine = listed.find((input) => input.value.startsWith(`${told.turn}:`))
    if (mine) mine.value = `${told.turn}:${told.version}`
    book.dispatchEvent(new Event("words-changed"))
  }
}

/** @param {import("./editor_wire.js").Word} word @param {boolean} isHeard */
function wordOf(word, isHeard) {
  const span = made("span", word.doubtful ? "is-doubtful" : "", word.text)
  span.id = `w${word.n}`
  if (isHeard && word.start_ms !== null) {
    span.dataset.ms = String(word.start_ms)
    span.dataset.end = String(word.end_ms)
  }
  return span
}

/** @param {HTMLElement} turn @returns {HTMLAnchorElement} */
function turnLink(turn) {
  return /** @type {HTMLAnchorElement} */ (turn.querySelector(".turn__edit"))
}

/** How many words come before this one in its turn. @param {Element} word */
function wordBefore(word) {
  const range = document.createRange()
  const all = /** @type {Element} */ (word.closest(".turn__words"))
  range.setStart(all, 0)
  range.setEndBefore(word)
  return range.toString().split(/\s+/u).filter(Boolean).length
}
