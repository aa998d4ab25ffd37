// What the desk chose for the wall. Pure. Phones do without it.

/** The desk's choice, until a round opens or the desk drops it: then the wall changes automatically. @param {Board} board */
export function pinned({ wall, rounds }) {
  if (!wall?.view || Object.values(rounds).some((round) => round.opened_at > wall.at)) return null
  return wall
}
