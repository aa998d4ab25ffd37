// Questions asked of a board: which prompt, which notes, in which order. Pure.

const byTime = (a, b) => compare(a.at, b.at) || compare(a.id, b.id)

export function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Prompts in the order they were asked. @param {Board} board */
export function prompts(board) {
  return Object.values(board.prompts).sort(byTime)
}

/** Prompts of open rounds, in the order they were asked; only what is asked now, while there is something. @param {Board} board */
export function openPrompts(board) {
  const open = prompts(board).filter((prompt) => board.rounds[prompt.round_id]?.state === "open")
  const now = open.filter((prompt) => isNow(board.rounds[prompt.round_id]))
  return now.length ? now : open
}

/** A round for a question asked now, beside the plan. @param {Round | null | undefined} round */
export const isNow = (round) => !!round?.options?.asked_now

/** @param {Board} board  @param {string | null} promptId */
export function roundOf(board, promptId) {
  const prompt = promptId ? board.prompts[promptId] : null
  return prompt ? board.rounds[prompt.round_id] ?? null : null
}

/** What people may do in a round's step: "do" (the default), "see" or "nothing". @param {Round | null | undefined} round */
export const mayOf = (round) => round?.who?.participants ?? "do"

/**
 * Whom a reader may share with: a table only if the reader sits at one.
 * @param {Round} round  @param {string[]} channels the reader's
 * @returns {{shares: string[], preferred: string}}
 */
export function sharingOf(round, channels) {
  const seated = channels.some((channel) => channel.startsWith("table:"))
  const shares = round.shares.filter((share) => share !== "table" || seated)
  if (!shares.length) return { shares: round.shares, preferred: round.default_share }
  const preferred = [round.default_share, "facilitators"].find((share) => shares.includes(share)) ?? shares[0]
  return { shares, preferred }
}

/**
 * Notes on one prompt, or on all if it is null, oldest first. A note without words leaves no blank, which would
 * show that somebody has since said no.
 * @param {Board} board  @param {string | null} promptId
 */
export function notesOn(board, promptId) {
  return Object.values(board.notes)
    .filter((note) => note.text !== null && (!promptId || note.prompt_id === promptId))
    .sort(byTime)
}

/** How many dots of a round are left to give. Twin of `dots_left`. @param {Board} board  @param {Round} round  @param {Set<string>} given */
export function dotsLeft(board, round, given) {
  const notes = Object.values(board.notes).filter((note) => board.prompts[note.prompt_id]?.round_id === round.id)
  const used = new Set(notes.flatMap((note) => [note.id, note.cluster_id]).filter((id) => id && given.has(id)))
  return Math.max(round.vote_budget - used.size, 0)
}

/** Where everyone was sent, until a round opens. @param {Board} board */
export const gatheredNow = ({ gathered, rounds }) => gathered && !Object.values(rounds).some((round) => round.opened_at > gathered.at) ? gathered : null
