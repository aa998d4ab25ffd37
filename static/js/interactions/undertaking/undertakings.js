// The undertakings of a board: each with its owner, what became of it and what belongs with it. Pure. Twin of showing.py.

import { found, put, without } from "../parts/folding.js"
import { acted, added, inOrder, laidOver, removed, reworded } from "../parts/laid.js"

/** Twins of facilitation/interactions/undertaking/words.py. */
export const SORTS = { claim: "Claim", ask: "Ask", offer: "Offer", promise: "Promise" }
export const BECAME = { kept: "Kept", changed: "Changed", dropped: "Dropped" }

export const DUE = { name: "due", label: "By when?", day: true, optional: true }
export const BOXES = [
  { name: "text", label: "What is it?", max: 600 },
  { name: "known_by", label: "How will we know that it is done?", max: 300, rows: 2, optional: true },
  DUE,
]
export const NAME = { name: "text", label: "How should people call you as its owner?", hint: "For example your name, or your job. Everybody who can read this can read it.", max: 120, line: true }
export const WHY = { name: "text", label: "Why, or what happened?", max: 600, optional: true }

export const sortsOf = (round) => Object.keys(SORTS).filter((sort) => !round.options?.sorts?.length || round.options.sorts.includes(sort))
/** The roles and sectors of a step, by their ids. @returns {[string, string][]} */
export const ownersOf = (round) => (round?.options?.owners ?? []).map((words, place) => [`owner-${place + 1}`, words])

/** Of every round so far: a later one goes on with them. @param {Board} board  @param {Set<string>} mine */
export function undertakingsOn(board, mine) {
  const readable = inOrder(board.undertakings).filter(({ text }) => text !== null)
  return readable.map((one) => ({ ...one, ...of(board, mine, one, readable) }))
}

function of(board, mine, one, readable) {
  const owners = ownersOf(found(board, "rounds", one.round_id))
  const on = (part) => inOrder(board[part]).filter((each) => each.undertaking_id === one.id && each.text !== null)
  const taken = on("owners")[0] ?? null
  const became = on("became")
  const joined = joinedWith(board, one.id).map((id) => found(board, "undertakings", id)).filter((each) => each && each.text !== null)
  const isMine = mine.has(one.id)
  const isOwned = taken !== null && mine.has(taken.id)
  const fits = (each) => [each.sort, one.sort].sort().join() === "ask,offer" && each.share === one.share && !joined.some(({ id }) => id === each.id)
  const proposals = taken ? [] : on("proposals")
  return {
    owners, taken, became, joined, isMine, isOwned,
    meantFor: named(owners, one.owner),
    ownedBy: taken && called(owners, taken),
    state: became.at(-1)?.became ?? "open",
    day: became.at(-1)?.due ?? one.due,
    mayTell: isOwned || (isMine && !taken),
    canJoin: (leads) => readable.filter((each) => fits(each) && (leads || isMine || mine.has(each.id))),
    canPart: (leads) => joined.filter((each) => leads || isMine || mine.has(each.id)),
    askedOfMe: proposals.find(({ id }) => !mine.has(id)) ?? null,
    iAsked: proposals.filter(({ id }) => mine.has(id)),
  }
}

const named = (owners, owner) => owners.find(([id]) => id === owner)?.[1] ?? null
const called = (owners, { text, owner }) => (text ? [text, named(owners, owner)].filter(Boolean).join(" for ") : named(owners, owner) ?? "Somebody")

function joinedWith(board, id) {
  const joins = Object.values(board.joins ?? {})
  return [...(found(board, "joins", id)?.offers ?? []), ...joins.filter(({ offers }) => offers.includes(id)).map((join) => join.id)]
}

/** With what is still on its way. @param {Board} board  @param {Entry[]} entries */
export const laid = (board, entries) => laidOver(board, entries, LAY)

const pair = (board, { target_id, body }) => (found(board, "undertakings", target_id)?.sort === "ask" ? [target_id, body.undertaking_id] : [body.undertaking_id, target_id])
const joining = (isOn) => acted((board, entry) => {
  const [ask, offer] = pair(board, entry)
  const offers = (found(board, "joins", ask)?.offers ?? []).filter((one) => one !== offer)
  return put(board, "joins", ask, { id: ask, offers: isOn ? [...offers, offer] : offers })
})

const LAY = {
  "undertaking.add": added("undertakings", { due: null, owner: null, known_by: null }),
  "undertaking.take": acted(added("owners", { owner: null })),
  "undertaking.propose": added("proposals"),
  "undertaking.decline": acted((board, { target_id }) => without(board, "proposals", target_id)),
  "undertaking.tell": added("became", { due: null }),
  "undertaking.join": joining(true),
  "undertaking.unjoin": joining(false),
  "undertaking.reword": reworded(["undertakings", "owners", "became"]),
  "undertaking.remove": removed(["owners", "became", "proposals"], ["undertakings"]),
}
