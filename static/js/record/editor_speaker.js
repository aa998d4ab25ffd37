// Who speaks in the open turn: chosen beside its words, saved at once.

import { send } from "./editor_wire.js"

/** @typedef {[string, string]} Choice value and words, as the server lists them */
/** @typedef {import("./editor_wire.js").Told & {speaker: string | null, called: string, cited: string, quotable: string, seen: number, voices: Choice[]}} Given */

// Every open turn shows the voices as they were after the latest change on this page.
const boot = JSON.parse(document.getElementById("boot")?.textContent ?? "{}")
/** @type {Choice[]} */ let voices = boot.voices ?? []
/** @type {number} */ let seen = boot.seen ?? 0

/** @param {import("./editor_turn.js").OpenTurn} open @returns {HTMLElement | null} null where there is no choice */
export function speakerField(open) {
  if (!voices.length) return null
  const field = document.createElement("label")
  field.className = "editor__speaker"
  const select = document.createElement("select")
  select.dataset.act = "speaker"
  field.append("Speaker ", select)
  const fill = () => {
    select.replaceChildren(...voices.map(([value, words]) => new Option(words, value)))
    const { speaker } = open.turn.dataset
    select.value = speaker === undefined ? "unknown" : `voice:${speaker}`
  }
  fill()
  select.addEventListener("change", async () => {
    const to = select.value
    // What is typed first: the change of speaker raises the turn's version.
    if (open.isChanged && !(await open.save())) return fill()
    const answer = await open.alone(() => send(`${open.address}/speaker`, { to, seen: String(seen) }, open.around.token))
    if (answer.kind !== "saved") {
      fill()
      return open.say(answer.message, "care", answer.kind)
    }
    const told = /** @type {Given} */ (answer.told)
    seen = told.seen
    voices = told.voices
    open.version = told.version
    open.around.show(open.turn, told)
    showSpeaker(open.turn, told)
    fill()
    open.say(`Speaker: ${told.called}`)
  })
  return field
}

/** @param {HTMLElement} turn @param {Given} told */
function showSpeaker(turn, told) {
  if (told.speaker === null) delete turn.dataset.speaker
  else turn.dataset.speaker = told.speaker
  turn.dataset.cited = told.cited
  turn.dataset.quotable = told.quotable
  const name = turn.querySelector(".turn__speaker")
  if (name) name.textContent = told.called
  turn.querySelector(".turn__case")?.remove()
  turn.querySelector("[data-code=speaker_doubt]")?.remove()
}
