// What a participant sees: the question, their own notes, and what others share.

import { html } from "htm/preact"
import { useEffect, useRef, useState } from "preact/hooks"
import { entryFor } from "../board/pending.js"
import { dotsLeft, gatheredNow, isNow, mayOf, notesOn, openPrompts, prompts, roundOf } from "../board/select.js"
import { isMounted, partOf, signalsOf, staysOf } from "../interactions/index.js"
import { Icon, Lazy, isEased, preload, useRoom } from "../lib/view.js"
import { Composer, acts } from "./composer.js"
import { LightBulb } from "./lightbulb.js"
import { OwnNote } from "./notes.js"

const READY_MS = 2_000
const before = () => import("./before.js")
const gather = () => import("../interactions/gather/phone.js")
const endings = () => import("./endings.js")
const readBack = () => import("../interactions/readback/phone.js")
const together = () => import("./together.js")
const leftOut = () => import("./left_out.js")
const notKept = () => import("./not_kept.js")
const others = () => import("./others.js")
const paper = () => import("../pictures/phone.js")
const takeBack = () => import("./take_back.js")
const quick = () => import("./quick.js")
const unsent = () => import("./unsent.js")
const EASY_S = 34_560_000 // browsers forget after 400 days
const QUIET_MS = 5_000 // a short break in the connection is not shown

/** @type {Part} */
export function Phone({ live, words: said, begin }) {
  useRoom(live)
  const words = live.boot.easy_words ? { ...said, kinds: { ...said.kinds, ...said.easy_kinds } } : said
  const [chosen, choose] = useState(/** @type {string | null} */ (begin))
  const board = live.view
  // Questions of a round count as one if they are about the same things, or if only title and instruction can be seen.
  const open = openPrompts(board).filter((each, place, all) => isPaged(roundOf(board, each.id))
    || all.findIndex(({ round_id }) => round_id === each.round_id) === place)
  const prompt = open.find((each) => each.id === chosen) ?? open[0] ?? null
  const met = useRef(new Set()).current // questions looked at, or come with one
  const meet = () => open.forEach((each) => met.add(each.id))
  if (!open.some((each) => met.has(each.id))) meet()
  if (prompt) met.add(prompt.id)
  const fresh = open.find((each) => !met.has(each.id))
  const may = mayOf(roundOf(board, prompt?.id ?? null))
  const sent = gatheredNow(board)
  const votes = may === "do" && live.boot.notes_kept === "yes" && (roundOf(board, prompt?.id ?? null)?.vote_budget ?? 0) > 0 && !(sent && sent.to !== "step") ? roundOf(board, prompt?.id ?? null) : null
  const rest = may !== "nothing" && notesOn(board, null).some(({ id }) => !live.mine.has(id)) && html`<${Lazy} from=${others} name="Others" live=${live} board=${board} words=${words} prompt=${prompt} />`
  const goOn = fresh && (() => { meet(); choose(fresh.id) })
  useEffect(() => { // load what notes need later, before a connection breaks but after the first load
    const timer = setTimeout(() => preload(acts), READY_MS)
    return () => clearTimeout(timer)
  }, [])
  // What is asked in between does not change where somebody was: they come back there.
  useEffect(() => { if (prompt && chosen !== prompt.id && !isNow(board.rounds[prompt.round_id])) choose(prompt.id) }, [prompt?.id])
  // Whoever had scrolled down would not see that something else is asked. Nobody is moved while they write.
  const seen = useRef(prompt?.round_id)
  useEffect(() => {
    if (!prompt || seen.current === prompt.round_id) return
    seen.current = prompt.round_id
    if (!document.activeElement?.matches("textarea, input, select")) scrollTo(0, 0)
  }, [prompt?.round_id])

  useEffect(() => { // everyone was sent there; what was being written elsewhere is kept
    const there = sent?.to === "step" && open.find((each) => each.round_id === sent.round_id)
    if (there) choose(there.id)
  }, [sent?.id])

  const bulbs = Object.values(board.lightbulbs).filter((bulb) => live.mine.has(bulb.id))
  const bulb = live.boot.notes_kept === "yes" && (board.session?.state ?? "planned") !== "planned" && html`<${LightBulb} live=${live} words=${words} prompt=${prompt ?? prompts(board).at(-1)} />`
  const ownElse = html`<${OwnElse} live=${live} words=${words} bulbs=${bulbs} />`
  if (live.status === "signed_out") return html`<${Lazy} from=${endings} name="SignedOut" live=${live} board=${board} words=${words} />`
  const back = Object.keys(board.readbacks ?? {})[0] && html`<${Lazy} from=${readBack} live=${live} board=${board} />`
  const pictures = (live.boot.photographs || /pictures=1/.test(document.cookie) || Object.keys({ ...board.pictures, ...board.pictures_out })[0]) && html`<${Lazy} from=${paper} live=${live} board=${board} words=${words} />`
  if (board.session?.state === "ended") return html`${back}<${Lazy} from=${endings} name="Ended" live=${live} board=${board} words=${words} />${pictures}${ownElse}${bulb}`
  return html`
    <${Line} live=${live} />
    ${back}
    ${sent && sent.to !== "step" && html`<${Lazy} from=${gather} live=${live} gathered=${sent} />`}
    <div class="phone__now" hidden=${!!sent && sent.to !== "step"}>
    ${prompt
      ? html`<${Question} live=${live} board=${board} words=${words} prompt=${prompt} open=${open} goOn=${goOn} choose=${choose} />`
      : html`<${Waiting} board=${board} />`}</div>
    ${votes && rest}
    ${Object.entries(live.drafts.byPrompt).some(([id, draft]) => draft.text && id !== prompt?.id) && html`<${Lazy} from=${unsent} name="Unsent" live=${live} board=${board} open=${open} prompt=${may === "do" ? prompt : null} />`}
    <${Own} live=${live} board=${board} words=${words} prompt=${prompt} />
    ${ownElse}
    ${!votes && rest}
    ${pictures}
    ${bulb}
    ${Object.keys(board.left_out).length > 0 && html`<${Lazy} from=${leftOut} name="LeftOut" live=${live} board=${board} />`}
    ${votes && html`<p class="dots-left" data-slot="dots_left"><${Icon} name="dot" /><span>Your dots: <strong>${dotsLeft(board, votes, live.dots)} of ${votes.vote_budget}</strong> left</span></p>`}
  `
}

/** Whether each question has a place of its own to answer it. @param {Round | null} round */
const isPaged = (round) => mayOf(round) !== "nothing" && !(round && isMounted(round))

/** @type {Part} */
function Waiting({ board }) {
  const closed = Object.values(board.rounds).some((round) => round.state === "closed")
  return html`
    <section class="empty" data-code=${closed ? "closed" : "waiting"}>
      <h1 class="empty__title">${closed ? "This round has closed" : "You are in"}</h1>
      <p>${closed
        ? "Thank you. The next question will appear here."
        : "The first question will appear here when the session begins. You do not need to do anything."}</p>
    </section>`
}

/** @type {Part} */
function Line({ live }) {
  const up = live.status === "live" || live.status === "asking"
  const [gone, setGone] = useState(false)
  useEffect(() => {
    if (up) return setGone(false)
    const timer = setTimeout(() => setGone(true), QUIET_MS)
    return () => clearTimeout(timer)
  }, [up])
  if (!gone) return null
  return html`<div class="message message--care" data-slot="offline"><${Icon} name="phone" /><p>
    <strong>No connection just now.</strong> What you write is kept on this phone and sent when the connection is back.
    ${live.store.lasting ? " You can keep writing, but please do not reload this page until then." : " Please keep this page open until then."}</p></div>`
}

/** @type {Part} */
function Question({ live, board, words, prompt, open, goOn, choose }) {
  const round = /** @type {Round} */ (roundOf(board, prompt.id))
  const stays = staysOf(board, round)
  const signals = signalsOf(round, "phone")
  const place = open.indexOf(prompt)
  const may = mayOf(round)
  const easy = live.boot.easy_words
  const instruction = (easy && round.easy_read) || round.instruction
  const change = () => {
    live.boot.easy_words = !easy
    document.documentElement.toggleAttribute("data-easy", !easy)
    document.cookie = `easy_words=${easy ? "" : 1}; path=/; max-age=${EASY_S}; samesite=lax`
    live.dispatchEvent(new Event("change"))
  }
  const eased = (composer) => isEased(live) ? html`<${Lazy} from=${quick} name="Quick" live=${live} board=${board} words=${words} prompt=${prompt} round=${round} composer=${composer} />` : composer
  return html`
    ${goOn && html`<div class="message"><${Icon} name="clock" /><p>There is a new question. What you wrote here is kept. <button type="button" class="button button--small" onClick=${goOn}>Go to it</button></p></div>`}
    <section class="question" aria-labelledby="question-words">
      <p class="question__round"><span>${may !== "nothing" && !(easy && round.easy_read) && round.title}</span>
        ${round.easy_read && html`<button type="button" class="button button--small" data-slot="easy_words" aria-pressed=${!!easy} onClick=${change}>${easy && html`<${Icon} name="tick" />`}Easy words</button>`}</p>
      <h1 class="question__words" id="question-words">${may === "nothing" ? round.title : prompt.text ?? "This question was removed."}</h1>
      ${may !== "nothing" && isMounted(round) && openPrompts(board).filter(({ id, round_id }) => round_id === round.id && id !== prompt.id).map(({ id, text }) => html`<h2 key=${id} class="question__words" data-slot="also_asked">${text}</h2>`)}
      ${instruction && html`<p class="quiet" data-slot="instruction">${instruction}</p>`}
      ${easy && html`<${Lazy} from=${quick} name="Aloud" words=${[prompt.text, instruction].join(" ")} />`}
      ${may === "see" && html`<p class="quiet" data-code="looking_on">You do not need to do anything now. Just look and listen.</p>`}
      ${open.length > 1 && html`<nav class="question__steps" aria-label="Questions">
        <button type="button" class="button button--small" disabled=${place === 0} onClick=${() => choose(open[place - 1].id)}>Back</button>
        <span>Question ${place + 1} of ${open.length}</span>
        <button type="button" class="button button--small" disabled=${place === open.length - 1} onClick=${() => choose(open[place + 1].id)}>Next</button>
      </nav>`}
    </section>
    ${may !== "nothing" && round.options?.locks?.[0] && html`<${Lazy} from=${before} live=${live} board=${board} round=${round} />`}
    ${/pairs|threes/.test(round.group ?? "") && html`<${Lazy} key=${round.id} from=${together} name="Together" live=${live} round=${round} />`}
    ${may === "nothing" ? null : isMounted(round)
      ? html`<${Lazy} key=${round.id} from=${partOf(round, "phone")} sees=${may === "see"} live=${live} board=${board} prompt=${prompt} round=${round} />`
      : may === "see" ? null : live.boot.notes_kept === "yes"
      ? eased(html`<${Composer} key=${prompt.id} live=${live} board=${board} words=${words} prompt=${prompt} round=${round} />`)
      : html`<${Lazy} from=${notKept} name="NotKept" live=${live} />`}
    ${live.boot.scribes && (round.vote_budget > 0 || round.interaction === "position") && html`<${Lazy} key=${`hands ${round.id}`} from=${partOf({ interaction: "hands" }, "phone")} live=${live} board=${board} round=${round} />`}
    ${signals && html`<${Lazy} from=${signals} live=${live} board=${board} round=${round} />`}
    ${may !== "nothing" && stays && mayOf(stays) !== "nothing" && html`<${Lazy} key=${stays.id} from=${partOf(stays, "stays")} board=${board} round=${stays} />`}
  `
}

/** @type {Part<Unasked>} */
function Own({ live, board, words, prompt }) {
  const own = notesOn(board, null).filter((note) => live.mine.has(note.id))
  if (!own.length) return null
  // Notes that are unsaved, refused or being changed are never folded away.
  const inSight = (note) => note.prompt_id === prompt?.id || entryFor(live.outbox.entries, note.id) !== null || live.typed.get(`edit:${note.id}`).seen
  const here = own.filter(inSight).reverse()
  const before = own.filter((note) => !inSight(note)).reverse()
  const item = (note) => html`<${OwnNote} key=${note.id} live=${live} board=${board} note=${note} words=${words} />`
  return html`
    ${here.length > 0 && html`<section class="stack stack--tight"><h2 class="phone__heading">Your notes</h2><ul class="plain-list">${here.map(item)}</ul></section>`}
    ${before.length > 0 && html`<details><summary>Your notes${prompt && " on other questions"} (${before.length})</summary><ul class="plain-list">${before.map(item)}</ul></details>`}
  `
}

/** Light bulbs, to change, and notes that were set aside, to take back. @type {Part} */
function OwnElse({ live, words, bulbs }) {
  return bulbs.length + live.setAside.length > 0 && html`<${Lazy} from=${takeBack} name="TakeBack" live=${live} words=${words} bulbs=${bulbs} />`
}
