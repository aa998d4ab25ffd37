// The browser's registry of interactions: each is a folder here, loaded when a round or operation of it comes.

import { learn } from "../board/fold.js"

export const NAMES = ["position", "circle", "tension", "assumption", "read", "sort", "figure", "undertaking", "exchange", "plan", "yesterday"]
export const BESIDE = ["readback", "signal", "hands", "picture", "gather"] // no step of their own: they come with their first operation
/** All that have a fold of their own. */
export const FOLDS = [...NAMES, ...BESIDE]
const STAYS = { position: "spreads", sort: "sortings", assumption: "assumptions" } // results that stay visible: a part of the board, by round or as the step says
const learnt = new Set()

const parts = {} // one loader for each part, the same whenever a page is drawn

/** Signals beside the step's own work, if it has any. @param {any} round  @param {"phone" | "desk" | "wall"} place */
export const signalsOf = (round, place) => round?.state === "open" && (round.options?.signals?.length || (place === "phone" && (round.ends_at || round.paused_at)))
  ? partOf({ interaction: "signal" }, place) : null

/** @param {any} round */
export const isMounted = (round) => NAMES.includes(round?.interaction)

/** Its part of a page. @param {any} round  @param {"phone" | "desk" | "wall" | "stays"} place */
export const partOf = ({ interaction }, place) => (parts[interaction + place] ??= () => import(`./${interaction}/${place}.js`))

/** The round whose result stays visible in a later one of another kind. Twin of `stays_of` in phone_view.py. @param {Board} board  @param {Round | null | undefined} round */
export function staysOf(board, round) {
  const shown = Object.entries(STAYS).flatMap(([name, part]) => round?.interaction === name ? [] : [...Object.values(board[part] ?? {}), ...keptBy(board, name, part)])
    .filter(({ id }) => round && board.rounds[id]?.opened_at < round.opened_at)
  return board.rounds[shown.sort((a, b) => (a.at < b.at ? -1 : 1)).at(-1)?.id] ?? null
}

/** Rounds whose step says that what everyone may read of it stays visible, once there is some. Twin of `_kept`. */
const keptBy = (board, name, part) => Object.values(board[part] ?? {}).some((one) => one.share === "everyone" && one.text)
  ? Object.values(board.rounds).filter((round) => round.interaction === name && round.options?.stays).map(({ id, opened_at }) => ({ id, at: opened_at })) : []

/** Loads missing folds that these operations need; null if there are none. */
export function lacking(ops, board) {
  const told = ops.map((op) => op.body.interaction ?? op.kind)
  if (told.includes("words.erased")) told.push(...Object.values(board.rounds).map((round) => round.interaction), ...(board.gists ? BESIDE : []))
  const lacks = FOLDS.filter((name) => !learnt.has(name) && told.some((each) => each?.startsWith(name)))
  return lacks.length ? Promise.all(lacks.map(learnFold)) : null
}

async function learnFold(name) {
  learnt.add(name)
  learn((await import(`./${name}/fold.js`)).NOUN)
}
