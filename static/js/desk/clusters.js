// Headings over notes: make one, give it another title, merge it into another.

import { html } from "htm/preact"
import { rankBetween } from "../board/rank.js"
import { clustersOn } from "../board/headings.js"
import { counted } from "../lib/said.js"
import { Icon, useFocusKept, useTyped, versionSeen } from "../lib/view.js"
import { Menu } from "./menu.js"

const TITLE_MAX_CHARS = 300

/** @type {Part<{cluster: Cluster, others: Cluster[], over: boolean}>} */
export function Cluster({ live, board, cluster, others, over, children }) {
  const [typed, type] = useTyped(live, `rename:${cluster.id}`)
  const title = typed?.text ?? null
  const place = useFocusKept(typed ? "rename" : "")
  const dots = board.votes[cluster.id] ?? 0
  const rename = (event) => {
    event.preventDefault()
    type(null)
    if (title?.trim() && title.trim() !== cluster.title) {
      const base_version = versionSeen(typed?.seen, { text: cluster.title, version: cluster.version })
      live.perform("cluster.rename", { title: title.trim() }, { target_id: cluster.id, base_version })
    }
  }
  const merge = (into) => live.perform("cluster.merge", { into }, { target_id: cluster.id })
  const rest = others.filter((each) => each.id !== cluster.id)
  return html`
    <section class=${`cluster ${over ? "cluster--over" : ""}`} data-drop=${cluster.id} ref=${place}>
      ${title === null
        ? html`<div class="cluster__head"><h3>${cluster.title ?? "Heading removed"}</h3>
            ${dots > 0 && html`<span class="small"><${Icon} name="dot" />${counted(dots, "dot")}</span>`}
            <button type="button" class="button button--small" data-opens="rename" onClick=${() => type({ text: cluster.title ?? "", seen: { text: cluster.title, version: cluster.version } })}><${Icon} name="pen" />Rename<span class="visually-hidden"> ${cluster.title}</span></button>
            ${rest.length > 0 && html`<${Menu} words="Merge into…" label=${`Merge into… Heading: ${cluster.title}`} onPick=${merge}
              choices=${rest.map((each) => [each.id, each.title ?? "Heading removed"])} none="" />`}</div>`
        : html`<form class="stack stack--tight" onSubmit=${rename}><div class="field"><label for=${`rename-${cluster.id}`}>Another title</label>
            <input id=${`rename-${cluster.id}`} maxlength=${TITLE_MAX_CHARS} value=${title} onInput=${(event) => type({ ...typed, text: event.target.value })} /></div>
            <div class="row"><button type="submit" class="button button--small button--primary">Save</button><button type="button" class="button button--small" onClick=${() => type(null)}>Cancel</button></div></form>`}
      <ul class="plain-list">${children}</ul>
    </section>`
}

/** @type {Part} */
export function NewCluster({ live, board, promptId }) {
  const [typed, type] = useTyped(live, `heading:${promptId}`)
  const title = typed?.text ?? ""
  const add = (event) => {
    event.preventDefault()
    if (!title.trim()) return
    const last = clustersOn(board, promptId).at(-1)?.rank ?? null
    type(null)
    live.perform("cluster.add", { title: title.trim(), prompt_id: promptId, rank: rankBetween(last, null) })
  }
  return html`<form class="row new-cluster" onSubmit=${add}>
    <div class="field"><label for="new-cluster">New heading</label><input id="new-cluster" maxlength=${TITLE_MAX_CHARS} value=${title} onInput=${(event) => type({ text: event.target.value })} /></div>
    <button type="submit" class="button">Add heading</button></form>`
}
