// A narrative with its numbered lines, in which a place can be chosen: by touch, by keys, or by the numbers of lines.

import { html } from "htm/preact"
import { useState } from "preact/hooks"
import { announce } from "../../lib/dom.js"
import { wordsOf } from "./narratives.js"

export const Sheet = () => html`<link rel="stylesheet" href="/static/css/interactions/read.css" />`

/** What has been chosen, as a place; null where nothing is. `a` and `b` are the first and the last word in whichever order. */
export function placeOf(narrative, chosen) {
  if (!chosen) return null
  const { words } = wordsOf(narrative)
  const [first, last] = [words[Math.min(chosen.a, chosen.b)], words[Math.max(chosen.a, chosen.b)]]
  return first && last ? { on: narrative.id, from: first.from, to: last.to } : null
}

/**
 * `beside` is what stands beside a line, by its number; `choose` is left out where nothing can be chosen.
 * @param {{narrative: any, marks?: any[], mine?: Set<string>, chosen?: any, choose?: (chosen: any) => void, beside?: (line: number) => any, only?: number[]}} props
 */
export function Text({ narrative, marks = [], mine = new Set(), chosen = null, choose, beside, only }) {
  const { words, begins } = wordsOf(narrative)
  const [low, high] = chosen ? [Math.min(chosen.a, chosen.b), Math.max(chosen.a, chosen.b)] : [-1, -2]
  const tap = (event) => {
    const index = Number(event.target.closest?.("[data-word]")?.dataset.word ?? NaN)
    if (!choose || Number.isNaN(index)) return
    choose(chosen?.open ? { a: chosen.a, b: index, open: false } : { a: index, b: index, open: true })
  }
  const press = (event) => choose && pressed(event, { words, begins, chosen, choose })
  const list = html`<ol class="narrative" data-narrative=${narrative.id} onClick=${tap}>${narrative.lines.map(([, , opens], index) => (only && !only.includes(index) ? null : html`
    <li key=${index} value=${index + 1} class=${`narrative__line ${opens ? "narrative__line--opens" : ""}`} data-line=${index + 1}><span class="narrative__number" aria-hidden="true">${index + 1}</span>
      <span class="narrative__words">${words.slice(begins[index], begins[index + 1] ?? words.length).map((word, place) => html`${place > 0 && " "}<${Word} key=${place} word=${word} index=${begins[index] + place} marks=${marks} mine=${mine} low=${low} high=${high} />`)}</span>
      ${beside?.(index + 1)}</li>`))}</ol>`
  if (!choose) return list
  return html`<div class="read__field" tabindex="0" role="group" aria-labelledby="narrative-title" aria-describedby="read-how" onKeyDown=${press}>${list}</div>
    <${ByLines} narrative=${narrative} choose=${choose} />`
}

function Word({ word, index, marks, mine, low, high }) {
  const here = marks.filter(({ place }) => place.from < word.to && word.from < place.to)
  const own = here.find(({ id }) => mine.has(id))
  return html`<span class="read__word" data-word=${index} data-chosen=${index >= low && index <= high ? "yes" : null} data-own=${own?.meaning ?? null} data-others=${here.some(({ id }) => !mine.has(id)) ? "yes" : null}>${word.text}</span>`
}

/** Arrows go by word and by line, with Shift the end alone; Home and End to the ends of a line. */
function pressed(event, { words, begins, chosen, choose }) {
  if (event.altKey || event.ctrlKey || event.metaKey) return
  if (event.key === "Escape" && chosen) return choose(null)
  const at = chosen?.b ?? -1
  const line = chosen ? words[at].line - 1 : -1
  const first = (of) => begins[Math.min(Math.max(of, 0), begins.length - 1)]
  const last = (of) => (begins[of + 1] ?? words.length) - 1
  const to = {
    ArrowRight: () => Math.min(at + 1, words.length - 1), ArrowLeft: () => Math.max(at - 1, 0),
    ArrowDown: () => (event.shiftKey && chosen && at !== last(line) ? last(line) : event.shiftKey && chosen ? last(Math.min(line + 1, begins.length - 1)) : first(line + 1)),
    ArrowUp: () => first(line - 1), Home: () => first(line), End: () => last(Math.max(line, 0)),
  }[event.key]?.()
  if (to === undefined) return
  event.preventDefault()
  const now = event.shiftKey && chosen ? { a: chosen.a, b: to, open: false } : { a: to, b: to, open: true }
  choose(now)
  const said = words.slice(Math.min(now.a, now.b), Math.max(now.a, now.b) + 1).map(({ text }) => text).join(" ")
  announce(words[to].line - 1 === line ? said : `Line ${words[to].line}: ${said}`, { now: true })
  event.currentTarget.querySelector(`[data-word="${to}"]`)?.scrollIntoView({ block: "nearest" })
}

/** For whoever does not point: whole lines, by their numbers. */
function ByLines({ narrative, choose }) {
  const { words, begins } = wordsOf(narrative)
  const [from, setFrom] = useState(1)
  const [to, setTo] = useState(1)
  const numbers = narrative.lines.map((_, index) => index + 1)
  const pick = () => {
    const [low, high] = [Math.min(from, to), Math.max(from, to)]
    choose({ a: begins[low - 1], b: (begins[high] ?? words.length) - 1, open: false })
    announce(low === high ? `Line ${low} is chosen.` : `Lines ${low} to ${high} are chosen.`, { now: true })
  }
  const select = (id, label, value, set) => html`<div class="field"><label for=${id}>${label}</label>
    <select id=${id} value=${value} onChange=${(event) => set(Number(event.target.value))}>${numbers.map((number) => html`<option key=${number} value=${number}>${number}</option>`)}</select></div>`
  return html`<details class="read__write" data-slot="by_lines"><summary>Choose by line number</summary>
    <div class="row read__numbers">${select("read-from", "From line", from, (number) => { setFrom(number); if (to < number) setTo(number) })}${select("read-to", "to line", to, setTo)}
      <button type="button" class="button" onClick=${pick}>Choose</button></div></details>`
}
