// Notes under their headings. Pure. Phones load it once others have written something.

import { compare } from "./select.js"

const byRank = (a, b) => compare(a.rank ?? "", b.rank ?? "") || compare(a.at, b.at) || compare(a.id, b.id)

/** Clusters of one prompt or of none. @param {Board} board  @param {string | null} promptId */
export function clustersOn(board, promptId) {
  return Object.values(board.clusters)
    .filter((cluster) => !promptId || !cluster.prompt_id || cluster.prompt_id === promptId)
    .sort(byRank)
}

/** Notes laid out as headings with lists: the clusters in order, then the other notes. @param {Board} board  @param {string | null} promptId  @param {Note[]} notes */
export function wallOf(board, promptId, notes) {
  const groups = clustersOn(board, promptId).map((cluster) => ({
    cluster, notes: notes.filter((note) => note.cluster_id === cluster.id).sort(byRank),
  }))
  const known = new Set(groups.map((group) => group.cluster.id))
  return { groups, loose: notes.filter((note) => !note.cluster_id || !known.has(note.cluster_id)) }
}

/** The same with most dots first; a heading counts with the notes under it. @param {Board} board  @param {ReturnType<typeof wallOf>} laid */
export function byDots({ votes }, { groups, loose }) {
  const on = ({ id }) => votes[id] ?? 0
  const most = (notes) => [...notes].sort((a, b) => on(b) - on(a))
  const under = ({ cluster, notes }) => on(cluster) + notes.reduce((sum, note) => sum + on(note), 0)
  return {
    groups: groups.map(({ cluster, notes }) => ({ cluster, notes: most(notes) })).sort((a, b) => under(b) - under(a)),
    loose: most(loose),
  }
}
