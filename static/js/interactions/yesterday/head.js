// One heading: what stands under it, what people say of it, and how to say more.

import { html } from "htm/preact"
import { Piece } from "../parts/said.js"
import { Write } from "../parts/write.js"
import { HEAD, SAID, WORDS } from "./heads.js"

/** What it was called before. */
const before = (head, told) => { const first = told.headings[head.overnight_id]?.title; return first && first !== head.text ? first : null }

export const Was = ({ head, told }) => before(head, told) && html`<p class="yesterday__was" data-slot="was">It was called “${before(head, told)}”</p>`

export const Under = ({ head, told }) => {
  const notes = told.headings[head.overnight_id]?.notes ?? []
  return notes.length > 0 && html`<ul class="yesterday__notes" data-slot="under">${notes.map((one) => html`<li key=${one.id} class="yesterday__words">${one.text}</li>`)}</ul>`
}

/** @param {{live: Live, head: any, told: any, round: Round, canWrite: boolean, leads?: boolean}} props */
export function Head({ live, head, told, round, canWrite, leads = false }) {
  const level = leads ? "h3" : "h2"
  const isOpen = canWrite && head.text !== null && head.version > 0
  return html`<section class="sheet yesterday" data-head=${head.id}>
    <${level} class="yesterday__head">${head.text ?? "This heading was removed."}</${level}><${Was} head=${head} told=${told} />
    ${leads && head.text !== null && html`<${Rename} live=${live} head=${head} />`}
    <${Under} head=${head} told=${told} />
    ${head.said.length > 0 && html`<ul class="part__list">${head.said.map((one) => html`<li key=${one.id} data-piece=${one.id} data-stance=${one.stance}><p class="yesterday__kind">${SAID[one.stance]}</p>
      <${Piece} live=${live} noun="yesterday" one=${one} boxes=${[WORDS]} canWrite=${canWrite} leads=${leads} acts=${leads && one.stance === "name" && head.text !== one.text && one.text.length <= HEAD.max && html`<${Use} live=${live} head=${head} name=${one.text} />`}><p class="note__words">${one.text}</p><//></li>`)}</ul>`}
    ${isOpen && html`<div class="part__writes">
      <${Say} live=${live} round=${round} head=${head} stance="challenge" summary="This does not fit" label="What does not fit, and why?" submit="Send" />
      <${Say} live=${live} round=${round} head=${head} stance="name" summary="A better name" label="What would you call it?" submit="Send" /></div>`}
  </section>`
}

/** @param {{live: Live, round: Round, head: any, stance: string, summary: string, label: string, submit: string}} props */
export function Say({ live, round, head, stance, summary, label, submit }) {
  const box = stance === "name" ? { ...HEAD, label } : { ...WORDS, label }
  return html`<${Write} live=${live} kind="yesterday.write" id=${`yesterday.${stance}-${head?.id ?? round.id}`} body=${{ round_id: round.id, ...(head && { head_id: head.id }), stance, share: "everyone" }} boxes=${[box]}
    summary=${html`${summary}${head && html`<span class="visually-hidden">: ${head.text}</span>`}`} submit=${submit} hint="Everybody here can read it. You can change the words later." />`
}

const Use = ({ live, head, name }) => html`<button type="button" class="button button--small" data-act="use_name" onClick=${() => live.perform("yesterday.reword", { text: name }, { target_id: head.id, base_version: head.version || null })}>Use this name</button>`

function Rename({ live, head }) {
  const save = (event) => {
    event.preventDefault()
    const text = new FormData(event.target).get("text")?.toString().trim()
    event.target.closest("details").open = false
    if (text && text !== head.text) live.perform("yesterday.reword", { text }, { target_id: head.id, base_version: head.version || null })
  }
  return html`<details class="part__write" data-write="yesterday.reword"><summary>Rename<span class="visually-hidden">: ${head.text}</span></summary>
    <form class="stack stack--tight" onSubmit=${save}><div class="field"><label for=${`rename-${head.id}`}>New name</label><input id=${`rename-${head.id}`} type="text" name="text" maxlength=${HEAD.max} autocomplete="off" defaultValue=${head.text} /></div>
      <button class="button button--primary" type="submit">Rename</button></form></details>`
}
