// Answers by one press, with pictures: for people who do not type. Loaded where somebody asked for easy words, or uses a switch.

import { html } from "htm/preact"
import { useEffect, useState } from "preact/hooks"
import { notesOn, sharingOf } from "../board/select.js"
import { hintOf } from "../board/tables.js"
import { announce } from "../lib/dom.js"
import { readAloud, whenThereIsAVoice } from "../lib/voice.js"

/** What each says, and the kinds of note it is where a step has them. Twin of CHOSEN_WORDS in note_words.py. */
const ANSWERS = [
  { name: "agree", words: "I agree.", kinds: ["note"] },
  { name: "disagree", words: "I do not agree.", kinds: ["dissent", "note"] },
  { name: "question", words: "I have a question.", kinds: ["question", "note"] },
  { name: "matters", words: "This matters to me.", kinds: ["feeling", "note"] },
]

export const Sheet = () => html`<link rel="stylesheet" href="/static/css/easy.css" />`

export function Picture({ name }) {
  return html`<svg class="picture" aria-hidden="true" focusable="false"><use href=${`/static/icons/pictures.svg#${name}`} /></svg>`
}

/** @type {Part<{composer: any}>} */
export function Quick({ live, board, words, prompt, round, composer }) {
  const own = notesOn(board, prompt.id).filter(({ id }) => live.mine.has(id))
  const inRound = Object.values(board.notes).filter(({ id, prompt_id }) => live.mine.has(id) && board.prompts[prompt_id]?.round_id === round.id)
  const isFull = round.note_budget && inRound.length >= round.note_budget
  const { preferred } = sharingOf(round, live.boot.channels)
  const isLit = Object.values(board.lightbulbs).some(({ id, on }) => on === prompt.id && live.mine.has(id))
    || live.outbox.entries.some(({ kind, state, body }) => kind === "lightbulb.mark" && state === "waiting" && body.on === prompt.id)
  const say = async ({ name, words, kinds }) => {
    const note_kind = kinds.find((kind) => round.note_kinds.includes(kind)) ?? round.note_kinds[0]
    announce("Your answer is being sent.", { now: true })
    await live.perform("note.add", { prompt_id: prompt.id, text: words, note_kind, share: preferred, chosen: name })
  }
  const light = async () => {
    await live.perform("lightbulb.mark", { used: "", now: "", because: "", set_off: "", text: "", on: prompt.id, share: "facilitators" })
    announce("Your light-bulb is marked.", { now: true })
  }
  return html`<${Sheet} />
    <section class="stack stack--tight" data-slot="quick" aria-label="Answer with a picture">
      <div class="picks" role="group" data-scan aria-label="Answers">
        ${ANSWERS.map((one) => html`<${Pick} key=${one.name} name=${one.name} words=${one.words.slice(0, -1)} said=${own.some(({ text }) => text === one.words)} off=${isFull} press=${() => say(one)} />`)}
        <${Pick} name="light-bulb" words="I see it differently now" said=${isLit} press=${light} />
      </div>
      <p class="field__hint">${hintOf(words, preferred, round)}</p>
    </section>
    <details open=${!!live.drafts.get(prompt.id).text} data-slot="or_write"><summary>Write a note instead</summary>${composer}</details>`
}

function Pick({ name, words, said, off = false, press }) {
  return html`<button type="button" class="pick" data-quick=${name} aria-pressed=${!!said} aria-disabled=${!!(said || off)} onClick=${() => said || off || press()}>
    <${Picture} name=${name} /><span class="pick__words">${words}</span></button>`
}

/** Reads the question, where the device has a voice of its own. */
export function Aloud({ words }) {
  const [can, find] = useState(false)
  useEffect(() => whenThereIsAVoice(() => find(true)), [])
  return html`<${Sheet} />${can && html`<button type="button" class="button easy-aloud" data-act="aloud" onClick=${() => readAloud(words)}><${Picture} name="listen" />Read it to me</button>`}`
}
