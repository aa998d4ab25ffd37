// Headings over notes: make one, give it other titles, split it, merge it into another.

import { html } from "htm/preact"
import { useLayoutEffect, useState } from "preact/hooks"
import { clustersOn } from "../../board/headings.js"
import { rankBetween } from "../../board/rank.js"
import { roundOf } from "../../board/select.js"
import { Hands } from "../../lib/hands.js"
import { announce } from "../../lib/dom.js"
import { counted } from "../../lib/said.js"
import { titleOf, Titles } from "../../lib/titles.js"
import { Icon, useFocusKept, useTyped, versionSeen } from "../../lib/view.js"
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
  const { place, form, buttons, hides } = useHeadingActs({ live, board, cluster, others, notes })
  const dots = board.votes[cluster.id] ?? 0
  return html`
    <section class=${`cluster ${over ? "cluster--over" : ""}`} data-drop=${cluster.id} ref=${place}>
      ${!hides && html`<div class="cluster__head"><h3><${Titles} cluster=${cluster} /></h3>
        ${dots > 0 && html`<span class="small"><${Icon} name="dot" />${counted(dots, "dot")}</span>`}<${Hands} board=${board} round=${roundOf(board, notes[0]?.prompt_id ?? null)} id=${cluster.id} />${buttons}</div>`}
      ${form}
      <ul class="plain-list">${children}</ul>
    </section>`
}

/** The same acts where the title is drawn by somebody else. @type {Part<{cluster: Cluster, others: Cluster[], notes: Note[]}>} */
export function HeadingActs(heading) {
  const { place, form, buttons, hides } = useHeadingActs(heading)
  return html`<div class="stack stack--tight" data-slot="heading_acts" ref=${place}>${!hides && html`<div class="row small">${buttons}</div>`}${form}</div>`
}

/** The heading that another was merged into: the focus goes there if it has nowhere else to be. */
let stayed = ""

/** What can be done with one heading: buttons, and the form that one of them opens; `hides` says that it takes their place. */
function useHeadingActs({ live, board, cluster, others, notes }) {
  const [typed, type] = useTyped(live, `rename:${cluster.id}`)
  const [splitting, split] = useState(false)
  const [with_id, mergeWith] = useState("")
  const rest = others.filter((each) => each.id !== cluster.id)
  const other = rest.find((each) => each.id === with_id)
  const doing = typed ? "rename" : other ? "merge" : splitting ? "split" : ""
  const place = useFocusKept(doing)
  const name = titleOf(cluster)
  useLayoutEffect(() => {
    if (stayed !== cluster.id || (document.activeElement ?? document.body) !== document.body) return
    stayed = ""
    place.current?.querySelector("[data-opens=rename]")?.focus()
  })
  const rename = (event) => {
    event.preventDefault()
    type(null)
    const now = titlesIn(/** @type {any} */ (typed))
    if (now.title && (now.title !== cluster.title || now.second !== cluster.second)) {
      const base_version = versionSeen(typed?.seen, { text: cluster.title, version: cluster.version })
      act(live, `“${name}” renamed`, [["cluster.rename", now, { target_id: cluster.id, base_version }]])
      announce(`The heading is called “${now.title}” now.`, { now: true })
    }
  }
  const merge = (stays, goes) => {
    mergeWith("")
    stayed = stays.id
    act(live, `“${titleOf(goes)}” merged into “${titleOf(stays)}”`, [["cluster.merge", { into: stays.id }, { target_id: goes.id }]])
    announce(`“${titleOf(goes)}” is part of “${titleOf(stays)}” now.`, { now: true })
  }
  const form = doing === "rename"
    ? html`<form class="stack stack--tight" data-slot="rename" onSubmit=${rename} onKeyDown=${(event) => event.key === "Escape" && type(null)}><${TitleBoxes} id=${`rename-${cluster.id}`} label="Another title" typed=${typed} type=${type} />
        <div class="row"><button type="submit" class="button button--small button--primary">Save</button><button type="button" class="button button--small" onClick=${() => type(null)}>Cancel</button></div></form>`
    : doing === "merge"
    ? html`<${Stays} cluster=${cluster} other=${other} merge=${merge} done=${() => mergeWith("")} />`
    : doing === "split" && html`<${Split} live=${live} board=${board} cluster=${cluster} notes=${notes} done=${() => split(false)} />`
  const open = () => type(/** @type {any} */ ({ text: cluster.title ?? "", second: cluster.second ?? "", seen: { text: cluster.title, version: cluster.version } }))
  const buttons = html`<button type="button" class="button button--small" data-opens="rename" onClick=${open}><${Icon} name="pen" />Rename<span class="visually-hidden"> ${name}</span></button>
    ${notes.length > 1 && html`<button type="button" class="button button--small" data-opens="split" aria-expanded=${splitting} onClick=${() => split(!splitting)}>Split<span class="visually-hidden"> ${name}</span></button>`}
    ${rest.length > 0 && html`<${Menu} words="Merge with…" label=${`Merge with… Heading: ${name}`} opens="merge" onPick=${mergeWith}
      choices=${rest.map((each) => [each.id, titleOf(each)])} none="" />`}`
  return { place, form, buttons, hides: doing === "rename" || doing === "merge" }
}

/** Two headings become one: which title do the notes of both keep? */
function Stays({ cluster, other, merge, done }) {
  const keep = (stays, goes, isFirst) => html`<button type="button" class="button button--small" data-stays=${stays.id} data-first=${isFirst ? true : null} onClick=${() => merge(stays, goes)}>Keep “${titleOf(stays)}”</button>`
  return html`<fieldset class="choices stack stack--tight" data-slot="merge" onKeyDown=${(event) => event.key === "Escape" && done()}>
    <legend>Which heading should all the notes come under?</legend>
    <div class="row">${keep(other, cluster, true)}${keep(cluster, other, false)}<button type="button" class="button button--small" onClick=${done}>Cancel</button></div></fieldset>`
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

/** @type {Part<{id?: string}>} */
export function NewCluster({ live, board, promptId, id = "new-cluster" }) {
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
    <div class="field"><label for=${id}>New heading</label><input id=${id} maxlength=${TITLE_MAX_CHARS} value=${now.text} onInput=${(event) => type({ ...now, text: event.target.value })} /></div>
    <div class="field"><label for=${`${id}-second`}>In other words <span class="field__optional">(optional)</span></label><input id=${`${id}-second`} maxlength=${TITLE_MAX_CHARS} value=${now.second ?? ""} onInput=${(event) => type({ ...now, second: event.target.value })} /></div>
    <button type="submit" class="button">Add heading</button></form>`
}
