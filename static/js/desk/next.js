// One next step, shown big. Ending the session is asked twice.

import { html } from "htm/preact"
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks"
import { counted } from "../lib/said.js"
import { gatheredNow } from "../board/select.js"
import { isMounted, partOf } from "../interactions/index.js"
import { TimeLeft, usePart } from "../lib/view.js"
import { nextStep, openOf, toShow } from "./agenda.js"
import { Gathered } from "./gather.js"
import { joined } from "./people.js"
import { Reopen } from "./reopen.js"
import { RoundTime } from "./time.js"

const PRESS = { open: "Open the round", close: "Close the round", reveal: "Show to everyone" }
const AWAITED = /^round\.|^notes\.reveal$/

/** @type {Part} */
export function Next({ live, board, agenda }) {
  const [ending, setEnding] = useState(false)
  const ended = board.session?.state === "ended"
  useEffect(() => { if (ended) setEnding(false) }, [ended]) // it may be opened again, and is not ended at once then
  const open = openOf(agenda)
  const part = usePart(isMounted(open) ? partOf(open, "desk") : null)
  const planned = agenda.find((round) => round.state === "planned")
  const coming = usePart(isMounted(planned) ? partOf(planned, "desk") : null)
  const step = nextStep(agenda, board, joined(live), part?.before, coming?.opening, shownBy(live))
  if (step.what === "ended") {
    return html`<section class="sheet sheet--next" data-step="ended"><h2>The session has ended</h2>
      <p data-slot="kept">${Object.keys(board.notes).length + Object.keys(board.lightbulbs).length > 0 && "What people wrote is in the record. "}You can add audio files and transcripts to the record.</p>
      <div class="row">${live.boot.next_session && html`<a class="button button--primary" href=${`/desk/sessions/${live.boot.next_session.id}`}>Next: ${live.boot.next_session.title}</a>`}
        <${Reopen} live=${live} />
        <a class=${live.boot.next_session ? "button" : "button button--primary"} href=${`/sessions/${live.boot.session_id}`}>Open the record</a></div></section>`
  }
  if (!ending && (gatheredNow(board)?.to ?? "step") !== "step") return html`<${Gathered} live=${live} board=${board} />`
  if (ending) return html`<${End} live=${live} back=${() => setEnding(false)} />`
  if (step.what === "end") {
    return html`
    <section class="sheet sheet--next desk__next" data-step="end" aria-labelledby="next-step">
      <div><p class="desk__kicker">The next step</p><h2 id="next-step">${step.title}</h2><p class="quiet">${step.why}</p></div>
      <div class="row"><button type="button" class="button button--primary button--big" onClick=${() => setEnding(true)}>End the session…</button></div>
    </section>`
  }
  const round = /** @type {Step} */ (step.round) // exists whenever one is opened or closed
  const acts = {
    open: () => live.perform("round.open", round.minutes ? { minutes: round.minutes } : {}, { target_id: round.id, base_version: round.version }),
    close: () => live.perform("round.close", {}, { target_id: round.id, base_version: round.version }),
    reveal: () => {
      const note_ids = toShow(board, shownBy(live)).map((note) => note.id)
      live.perform("notes.reveal", { note_ids })
      keepShown(live, note_ids)
    },
  }
  const act = step.press ? () => live.perform(step.what, {}, { target_id: round.id }) : acts[step.what]
  const busy = live.outbox.entries.some((entry) => entry.state === "waiting" && (entry.kind === step.what || AWAITED.test(entry.kind)))
  return html`
    <section class="sheet sheet--next desk__next" data-step=${step.what} aria-labelledby="next-step">
      <div><p class="desk__kicker">The next step</p><h2 id="next-step">${step.title}</h2><p class="quiet">${step.why}</p>
        <${TimeLeft} round=${step.round} clock=${live.clock} />
        ${open && step.round?.id === open.id && html`<${RoundTime} live=${live} round=${open} />`}</div>
      <div class="row">
        ${act && html`<button type="button" class="button button--primary button--big" aria-disabled=${busy || !!step.waits} onClick=${() => busy || step.waits || act()}>${step.press ?? step.label ?? PRESS[step.what]}</button>`}
        ${step.what === "reveal" && html`<${SkipToNext} live=${live} agenda=${agenda} />`}
        ${step.what.includes(".") && html`<button type="button" class="button" onClick=${acts.close}>${PRESS.close}</button>`}
        <button type="button" class="link" onClick=${() => setEnding(true)}>End the session…</button>
      </div>
    </section>`
}

const placeOf = (live) => `shown:${live.boot.session_id}`

/** The handed-in notes that this desk has asked to show. It outlives a reload, and ends with the tab. @param {Live} live @returns {Set<string>} */
function shownBy(live) {
  try {
    return new Set(JSON.parse(sessionStorage.getItem(placeOf(live)) ?? "[]"))
  } catch {
    return new Set()
  }
}

/** @param {Live} live  @param {string[]} note_ids */
function keepShown(live, note_ids) {
  try {
    sessionStorage.setItem(placeOf(live), JSON.stringify([...shownBy(live), ...note_ids]))
  } catch { /* then the button comes back for one that is withheld */ }
  live.dispatchEvent(new Event("change"))
}

/** Handed-in notes need not be shown to continue. @type {Part} */
function SkipToNext({ live, agenda }) {
  const round = agenda.find((each) => each.state === "planned")
  if (!round) return null
  return html`<button type="button" class="button" onClick=${() => live.perform("round.open", round.minutes ? { minutes: round.minutes } : {}, { target_id: round.id, base_version: round.version })}>Go on to “${round.title}”</button>`
}

/** @type {Part<{back: () => void}>} */
function End({ live, back }) {
  const { holding = 0, away = 0 } = live.presence ?? {}
  const notYet = useRef(/** @type {HTMLElement | null} */ (null))
  useLayoutEffect(() => { if (!document.activeElement || document.activeElement === document.body) notYet.current?.focus() }, [])
  return html`
    <section class="sheet sheet--next" data-step="end" aria-labelledby="end-step">
      <h2 id="end-step">End the session?</h2>
      <p data-slot="what-goes">Phones show a closing page. Notes that people kept to themselves are erased when the event closes, not before. You can open the session again for an hour.</p>
      ${holding > 0 && html`<p><strong>${counted(holding, "phone still holds", "phones still hold")} changes that have not arrived.</strong> You may want to wait a moment.</p>`}
      ${away > 0 && html`<p data-slot="away"><strong>${counted(away, "phone is", "phones are")} not connected just now.</strong> What was done there before the end is still accepted for an hour.</p>`}
      <div class="row"><button type="button" class="button button--stop" data-act="session.end" onClick=${() => live.perform("session.end", {}, { target_id: live.boot.session_id })}>End it for everyone</button>
        <button type="button" class="button" ref=${notYet} onClick=${back}>Not yet</button></div>
    </section>`
}
