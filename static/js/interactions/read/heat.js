// Beside a line: how many marked it, where five or more did, and from which sectors. Pure looks.

import { html } from "htm/preact"

const people = (groups) => groups.reduce((sum, group) => sum + group.people, 0)

/** As the desk showed it; or, for the desk, `spread` as it stands. @param {{board: Board, narrative: any, line: number, spread?: any[]}} props */
export function Heat({ board, narrative, line, spread }) {
  const rows = (spread ?? board.heats?.[narrative.id]?.spread ?? []).filter((row) => row.line === line)
  const all = rows.find((row) => row.meaning === null)
  if (!all) return null
  const many = people(all.groups)
  const means = rows.filter((row) => row.meaning).map((row) => [board.rounds[row.round_id]?.options?.meanings?.[Number(row.meaning.split("-")[1]) - 1] ?? "", people(row.groups)])
  const named = all.groups.some((group) => group.name)
  return html`<span class="narrative__beside" data-people=${many}><strong>${many === 1 ? "1 person" : `${many} people`} marked this</strong>
    ${means.length > 0 && html`<span>${means.map(([words, count]) => `${words} (${count})`).join("; ")}</span>`}
    ${named && html`<span>${all.groups.map((group) => `${group.name ?? "Others"} ${group.people}`).join(", ")}</span>`}</span>`
}
