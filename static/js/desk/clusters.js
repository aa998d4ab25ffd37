// Headings over notes: make one, give it other titles, split it, merge it into another.

import { html } from "htm/preact"
import { useState } from "preact/hooks"
import { clustersOn } from "../board/headings.js"
import { rankBetween } from "../board/rank.js"
import { roundOf } from "../board/select.js"
import { Hands } from "../lib/hands.js"
import { counted } from "../lib/said.js"
import { titleOf, Titles } from "../lib/titles.js"
import { Icon, useFocusKept, useTyped, versionSeen } from "../lib/view.js"
import { Menu } from "./menu.js"
import { act } from "./undo.js"

const TITLE_MAX_CHARS = 300

/** Two boxes: what a heading is called, and what others call the same. */
function TitleBoxes({ id, label, typed, type }) {
  const put = (name) => (event) => type({ ...typed, [name]: event.target.value })
  return html`<div class="field"><label for=${id}>${label}</label>
      <input id=${id} maxlength=${TITLE_MAX_CHARS} value=${typed.text} onInput=${put("text")} /></div>
    <div class="field"><label for=${`${id}-second`}>In other words <span class="field__optional">(optional)</span></label>
      <input id=${`${id}-second`} maxlength=${TITLE_MAX_CHARS} aria-describedby=${`${id}-hint`} value=${typed.second ?? ""} onInput=${put("second")} /></div>
    <p class="field__hint" id=${`${id}-hint`}>For example in the words of another sector. Both titles are shown beside each other.</p>`
}

/** @param {{text: string, second?: string}} typed */
const titlesIn = (typed) => ({ title: typed.text.trim(), ...(typed.second?.trim() && { second: typed.second.trim() }) })

/** @type {Part<{cluster: Cluster, others: Cluster[], over: boolean, notes: Note[]}>} */
export function Cluster({ live, board, cluster, others, over, notes, children }) {
  const [typed, type] = useTyped(live, `rename:${cluster.id}`)
  const [splitting, split] = useState(false)
  const doing = typed ? "rename" : splitting ? "split" : ""
  const place = useFocusKept(doing)
  const dots = board.votes[cluster.id] ?? 0
  const name = titleOf(cluster)
  const rename = (event) => {
    event.preventDefault()
    type(null)
    const now = titlesIn(/** @type {any} */ (typed))
    if (now.title && (now.title !== cluster.title || now.second !== cluster.second)) {
      const base_version = versionSeen(typed?.seen, { text: cluster.title, version: cluster.version })
      act(live, `“${name}” renamed`, [["cluster.rename", now, { target_id: cluster.id, base_version }]])
    }
  }
  const merge = (into) => act(live, `“${name}” merged`, [["cluster.merge", { into }, { target_id: cluster.id }]])
  const rest = others.filter((each) => each.id !== cluster.id)
  return html`
    <section class=${`cluster ${over ? "cluster--over" : ""}`} data-drop=${cluster.id} ref=${place}>
      ${doing === "rename"
        ? html`<form class="stack stack--tight" onSubmit=${rename}><${TitleBoxes} id=${`rename-${cluster.id}`} label="Another title" typed=${typed} type=${type} />
            <div class="row"><button type="submit" class="button button--small button--primary">Save</button><button type="button" class="button button--small" onClick=${() => type(null)}>Cancel</button></div></form>`
        : html`<div class="cluster__head"><h3><${Titles} cluster=${cluster} /></h3>
            ${dots > 0 && html`<span class="small"><${Icon} name="dot" />${counted(dots, "dot")}</span>`}<${Hands} board=${board} round=${roundOf(board, notes[0]?.prompt_id ?? null)} id=${cluster.id} />
            <button type="button" class="button button--small" data-opens="rename" onClick=${() => type(/** @type {any} */ ({ text: cluster.title ?? "", second: cluster.second ?? "", seen: { text: cluster.title, version: cluster.version } }))}><${Icon} name="pen" />Rename<span class="visually-hidden"> ${name}</span></button>
            ${notes.length > 1 && html`<button type="button" class="button button--small" data-opens="split" aria-expanded=${splitting} onClick=${() => split(!splitting)}>Split<span class="visually-hidden"> ${name}</span></button>`}
            ${rest.length > 0 && html`<${Menu} words="Merge into…" label=${`Merge into… Heading: ${name}`} onPick=${merge}
              choices=${rest.map((each) => [each.id, titleOf(each)])} none="" />`}</div>`}
      ${doing === "split" && html`<${Split} live=${live} board=${board} cluster=${cluster} notes=${notes} done=${() => split(false)} />`}
      <ul class="plain-list">${children}</ul>
    </section>`
}

/** Some of its notes go under a new heading, in one act. @type {Part<{cluster: Cluster, notes: Note[], done: () => void}>} */
function Split({ live, board, cluster, notes, done }) {
  const [typed, type] = useTyped(live, `split:${cluster.id}`)
  const [chosen, choose] = useState(/** @type {string[]} */ ([]))
  const now = /** @type {any} */ (typed ?? { text: "" })
  const going = notes.filter((note) => chosen.includes(note.id))
  const can = now.text.trim() && going.length > 0 && going.length < notes.length
  const tick = (id) => (event) => choose(event.target.checked ? [...chosen, id] : chosen.filter((each) => each !== id))
  const send = (event) => {
    event.preventDefault()
    if (!can) return
    type(null)
    done()
    act(live, `“${titleOf(cluster)}” split`, [["sort.gather", { ...titlesIn(now), prompt_id: cluster.prompt_id, rank: rankAfter(board, cluster), note_ids: going.map((note) => note.id) }, {}]])
  }
  return html`<form class="stack stack--tight" data-slot="split" onSubmit=${send}>
    <fieldset class="choices"><legend>Which notes go under the new heading?</legend>${notes.map((note, place) => html`
      <label class="choice" key=${note.id}><input type="checkbox" data-first=${place === 0 ? true : null} checked=${chosen.includes(note.id)} onChange=${tick(note.id)} /><span class="choice__face">${note.text}</span></label>`)}</fieldset>
    <${TitleBoxes} id=${`split-${cluster.id}`} label="Title of the new heading" typed=${now} type=${type} />
    <div class="row"><button type="submit" class="button button--small button--primary" aria-disabled=${!can}>Split</button><button type="button" class="button button--small" onClick=${done}>Cancel</button></div></form>`
}

/** Beside the heading that is split. @param {Board} board  @param {Cluster} cluster */
function rankAfter(board, cluster) {
  const all = clustersOn(board, cluster.prompt_id)
  return rankBetween(cluster.rank, all[all.findIndex(({ id }) => id === cluster.id) + 1]?.rank ?? null)
}

/** @type {Part} */
export function NewCluster({ live, board, promptId }) {
  const [typed, type] = useTyped(live, `heading:${promptId}`)
  const now = /** @type {any} */ (typed ?? { text: "" })
  const add = (event) => {
    event.preventDefault()
    if (!now.text.trim()) return
    const last = clustersOn(board, promptId).at(-1)?.rank ?? null
    type(null)
    act(live, `“${now.text.trim()}” added`, [["cluster.add", { ...titlesIn(now), prompt_id: promptId, rank: rankBetween(last, null) }, {}]])
  }
  return html`<form class="row new-cluster" onSubmit=${add}>
    <div class="field"><label for="new-cluster">New heading</label><input id="new-cluster" maxlength=${TITLE_MAX_CHARS} value=${now.text} onInput=${(event) => type({ ...now, text: event.target.value })} /></div>
    <div class="field"><label for="new-cluster-second">In other words <span class="field__optional">(optional)</span></label><input id="new-cluster-second" maxlength=${TITLE_MAX_CHARS} value=${now.second ?? ""} onInput=${(event) => type({ ...now, second: event.target.value })} /></div>
    <button type="submit" class="button">Add heading</button></form>`
}
