// What the desk shows of the plan: planned rounds with what happened to them since, and the one next step. Pure.

import { notesOn, roundOf } from "../board/select.js"

/**
 * The plan, with the current state of each round and prompt on the board.
 * @param {Planned[]} planned  @param {Board} board  @returns {Step[]}
 */
export function agendaOf(planned, board) {
  const known = new Set(planned.map((round) => round.id))
  const added = Object.values(board.rounds).filter((round) => !known.has(round.id))
  /** @type {Planned[]} */
  const all = [...planned, ...added]
  return all.map((round) => {
    const live = board.rounds[round.id]
    const asked = Object.values(board.prompts)
      .filter((prompt) => prompt.round_id === round.id)
      .sort((a, b) => (a.at < b.at ? -1 : 1))
    const waiting = (round.prompts ?? []).filter((prompt) => !board.prompts[prompt.id])
    return {
      ...round,
      state: live?.state ?? round.state ?? "planned",
      version: live?.version ?? round.version,
      ends_at: live?.ends_at ?? null,
      paused_at: (live?.state === "open" && live.paused_at) || null,
      is_now: !!(live?.options ?? round.options)?.asked_now,
      vote_budget: live?.vote_budget ?? null,
      asked,
      waiting,
    }
  })
}

/** Notes handed in and not yet shown, oldest first. @param {Board} board  @param {string | null} promptId */
export function trayOf(board, promptId) {
  return notesOn(board, promptId).filter((note) => note.share === "facilitators")
}

/**
 * Handed-in notes that the desk has not been asked about: not those of earlier rounds, which it left as they were when it
 * went on, and not those it has already shown (`pressed`), of which one may be withheld. @param {Board} board  @param {Set<string>} pressed
 */
export function toShow(board, pressed) {
  const later = (note) => Object.values(board.rounds).some((round) => !round.options?.asked_now && round.id !== roundOf(board, note.prompt_id)?.id && round.opened_at > note.at)
  return trayOf(board, null).filter((note) => !pressed.has(note.id) && !later(note))
}

/** The round that people are in: what is asked in between comes first. @param {Step[]} agenda */
export function openOf(agenda) {
  const open = agenda.filter((round) => round.state === "open")
  return open.find((round) => round.is_now) ?? open[0]
}

/** Whether a round locks what was written in those before it. Twin of `locks_earlier`. @param {Round} round */
export const locksEarlier = (round) => !!round.options?.locks?.length

/** Whether a later round that has been opened locked this one: it is not opened again. @param {Step[]} agenda  @param {Step} round */
export const isShut = (agenda, round) => round.state !== "open"
  && agenda.slice(agenda.indexOf(round) + 1).some((later) => locksEarlier(later) && later.state !== "planned")

/**
 * The one next step of the day.
 * @param {Step[]} agenda  @param {Board} board  @param {number} people who came in
 * @param {((round: Step, board: Board) => Before | null) | undefined} before  what the interaction of the open round has to do first
 * @param {BeforeOpening | undefined} opening  what the interaction of the next round lacks
 * @param {Set<string>} pressed  handed-in notes that were to be shown
 * @returns {{what: string, title: string, why: string, press?: string, waits?: boolean, label?: string, round?: Step, count?: number}}
 */
export function nextStep(agenda, board, people, before = undefined, opening = undefined, pressed = new Set()) {
  if (board.session?.state === "ended") return { what: "ended", title: "The session has ended", why: "" }
  const open = openOf(agenda)
  const planned = agenda.find((round) => round.state === "planned" && !isShut(agenda, round))
  if (open?.is_now) {
    const asked = open.asked[0]?.text
    const title = asked ? `“${asked}” is open` : "A question in between"
    const beneath = agenda.find((round) => round.state === "open" && !round.is_now)
    return beneath
      ? { what: "close", round: open, label: "Go back to the plan", title, why: `It is on every phone and on the wall. “${beneath.title}” is still open and comes back, with what people were writing.` }
      : { what: "close", round: open, label: "Close this question", title, why: "It is on every phone and on the wall. Close it when the room is ready." }
  }
  const first = open && before?.(open, board)
  if (first) return { ...first, round: open }
  if (open) {
    const next = agenda[agenda.indexOf(open) + 1]
    if (next?.state === "planned" && locksEarlier(next)) {
      return { what: "close", round: open, title: `Close “${open.title}”`, why: `Close the round when everybody has written. “${next.title}” then locks what was written here.` }
    }
    return { what: "close", round: open, title: `Close “${open.title}”`, why: "Close the round when the room is ready. Anything that is still being sent will arrive." }
  }
  const waiting = toShow(board, pressed).length
  if (waiting && agenda.some((round) => round.state === "closed")) {
    return waiting === 1
      ? { what: "reveal", count: 1, title: "Show the handed-in note", why: "It is shown to everyone, without a name. You can read it below first." }
      : { what: "reveal", count: waiting, title: `Show the ${waiting} handed-in notes`, why: "They are shown to everyone, without names. Or show them one by one below." }
  }
  if (planned) {
    const isFirst = !agenda.some((round) => round.state === "closed")
    const lacks = opening?.(planned, board)
    if (lacks) return { what: "open", round: planned, title: `Open “${planned.title}”`, ...lacks }
    return {
      what: "open", round: planned, title: `Open “${planned.title}”`,
      why: isFirst && !people ? "Nobody has joined yet. Let people in with the code. Open the round when the room is ready." : "The question appears on every phone at once.",
    }
  }
  return { what: "end", title: "End the session", why: "Every round is closed. You can also open a round again." }
}
