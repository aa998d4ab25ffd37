// Paper on a phone: photograph it in two taps, type what is on it. Loaded once somebody may, or there is some.

import { html } from "htm/preact"
import { useRef, useState } from "preact/hooks"
import { notesOn, openPrompts, prompts, roundOf } from "../board/select.js"
import { announce } from "../lib/dom.js"
import { Icon, useFocusKept, useTyped } from "../lib/view.js"
import { NOTE_MAX_CHARS, Radios } from "../phone/composer.js"
import { sendingOf } from "./sending.js"

const clock = (at) => new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })

/** @type {Part} */
export default function Paper({ live, board, words }) {
  const sending = sendingOf(live)
  const pictures = Object.values(board.pictures ?? {}).sort((a, b) => (a.taken_at < b.taken_at ? 1 : -1))
  const out = Object.keys(board.pictures_out ?? {}).length
  const takes = live.boot.photographs && !live.isOver && board.session?.state === "open"
  if (!takes && !pictures.length && !out && !sending.entries.length) return null
  return html`<link rel="stylesheet" href="/static/css/interactions/picture.css" />
    <section class="stack stack--tight" data-slot="paper" aria-labelledby="paper-title"><h2 class="phone__heading" id="paper-title">Paper</h2>
      ${takes && html`<${Shoot} live=${live} board=${board} />`}
      ${sending.entries.map((entry) => html`<${OnItsWay} key=${entry.id} entry=${entry} sending=${sending} />`)}
      ${pictures.map((picture) => html`<${Picture} key=${picture.id} live=${live} board=${board} words=${words} picture=${picture} />`)}
      ${out > 0 && html`<p class="small quiet" data-slot="pictures_out">Somebody asked to leave out ${out === 1 ? "a picture" : `${out} pictures`}.</p>`}
    </section>`
}

/** The button; before the first picture, one question. @type {Part} */
function Shoot({ live, board }) {
  const boot = /** @type {{table_id: string, agreed: boolean}} */ (live.boot.photographs)
  const [asking, ask] = useState("")
  const input = useRef(/** @type {HTMLInputElement | null} */ (null))
  const place = useFocusKept(asking)
  const shoot = () => input.current?.click()
  const agree = () => { boot.agreed = true; ask(""); shoot() }
  const taken = async (event) => {
    const [file] = event.target.files
    event.target.value = "" // the same picture could not be chosen again, and a second event must find nothing
    if (!file) return
    announce("Your picture is being sent.", { now: true })
    await sendingOf(live).add(file, { table_id: boot.table_id, prompt_id: (openPrompts(board)[0] ?? prompts(board).at(-1))?.id })
  }
  return html`<div class="stack stack--tight" ref=${place}>
    ${asking
      ? html`<div class="sheet sheet--flat stack stack--tight" data-slot="agreement"><p>Before the first picture, ask at your table. <strong>Nobody’s face is in it, and everyone who wrote on the paper agrees.</strong></p>
          <div class="row"><button type="button" class="button button--primary" data-first data-act="agree" onClick=${agree}><${Icon} name="camera" />Yes, take the picture</button>
            <button type="button" class="button" onClick=${() => ask("")}>Not now</button></div></div>`
      : html`<button type="button" class="button button--wide" data-act="photograph" data-opens="agreement" onClick=${() => (boot.agreed ? shoot() : ask("agreement"))}><${Icon} name="camera" />Photograph a flipchart</button>`}
    <input ref=${input} type="file" accept="image/*" capture="environment" hidden data-slot="camera" onChange=${taken} />
  </div>`
}

/** @type {Part<{entry: Shot, sending: import("./sending.js").Sending}>} */
function OnItsWay({ entry, sending }) {
  const refused = entry.state === "refused"
  return html`<div class="sheet sheet--flat stack stack--tight" data-shot=${entry.id} data-state=${entry.state} data-code=${entry.code}>
    <p><${Icon} name=${refused ? "care" : "camera"} /> Picture of ${clock(entry.taken_at)}. ${refused ? entry.message
      : entry.sent > 0 ? "It is being sent." : sending.outlives(entry.id) ? "It is kept on this phone and will be sent." : "It is only on this page until it is sent."}</p>
    ${refused
      ? html`<p><button type="button" class="button button--small" data-act="drop" onClick=${() => sending.drop(entry.id)}><${Icon} name="bin" />Delete it</button></p>`
      : html`<progress class="progress" max="1" value=${entry.sent} aria-label="How much of the picture was sent"></progress>`}
  </div>`
}

/** One picture with what was typed from it. @type {Part<{picture: any}>} */
function Picture({ live, board, words, picture }) {
  const [gone, lose] = useState(false)
  const typed = notesOn(board, null).filter((note) => note.picture_id === picture.id)
  const round = roundOf(board, picture.prompt_id)
  const types = (live.mine.has(picture.id) || live.boot.photographs) && live.boot.notes_kept === "yes" && (round?.note_kinds ?? []).length > 0
  const page = `/s/${live.boot.session_id}/pictures`
  return html`<article class="sheet sheet--flat stack stack--tight picture" data-picture=${picture.id}>
    ${round && html`<p class="quiet">${board.prompts[picture.prompt_id]?.text ?? round.title}</p>`}
    ${gone // by a bad line, or because its taker has since said no
      ? html`<p class="quiet" data-slot="no_image">This picture cannot be shown just now. <button type="button" class="button button--small" onClick=${() => lose(false)}>Try again</button></p>`
      : html`<a class="picture__frame" href=${`${page}/${picture.id}.jpg`}><img class="picture__image" src=${`${page}/${picture.id}.jpg`} loading="lazy" width=${picture.width} height=${picture.height}
      alt=${typed.map(({ text }) => text).join("; ") || "A picture of paper that nobody has typed yet"} onError=${() => lose(true)} /></a>`}
    <p class="note__foot">${picture.table && html`<span>${picture.table}</span>`}<time datetime=${picture.taken_at}>${clock(picture.taken_at)}</time></p>
    ${typed.length > 0 && html`<ul class="plain-list picture__typed" aria-label="Typed from this picture">${typed.map((note) => html`<li key=${note.id} data-typed=${note.id}>${note.text ?? "These words were removed."}</li>`)}</ul>`}
    ${types && html`<${Typing} live=${live} words=${words} picture=${picture} round=${round} typed=${typed} />`}
    <p class="small"><a href=${`${page}#picture-${picture.id}`}>${live.mine.has(picture.id) ? "Erase it, or leave it out" : "Leave it out"}</a></p>
  </article>`
}

/** Lines that are typed outlive this page; each is sent as a note. @type {Part<{picture: any, typed: Note[]}>} */
function Typing({ live, words, picture, round, typed }) {
  const [kept, type] = useTyped(live, `paper:${picture.id}`)
  const { shares, preferred } = sharing(round, picture.table_id)
  const [share, choose] = useState(preferred)
  const box = useRef(/** @type {HTMLTextAreaElement | null} */ (null))
  const [long, setLong] = useState(false)
  const ours = live.outbox.entries.filter(({ kind, body }) => kind === "picture.note" && body.picture_id === picture.id)
  const add = async (event) => {
    event.preventDefault()
    const lines = (kept?.text ?? "").split("\n").map((line) => line.trim()).filter(Boolean)
    setLong(lines.some((line) => line.length > NOTE_MAX_CHARS))
    if (!lines.length || lines.some((line) => line.length > NOTE_MAX_CHARS)) return box.current?.focus()
    type(null)
    for (const text of lines) await live.perform("picture.note", { picture_id: picture.id, text, share })
    announce(lines.length === 1 ? "Your line is being sent." : "Your lines are being sent.", { now: true })
  }
  const id = `paper-${picture.id}`
  return html`
    ${ours.filter(({ state }) => state === "waiting").map((entry) => html`<p key=${entry.op_id} class="small" data-state="sending"><${Icon} name="cloud" />${entry.body.text}</p>`)}
    ${ours.filter(({ state }) => state === "refused").map((entry) => html`<div key=${entry.op_id} class="message message--care" data-code=${entry.code}><${Icon} name="care" /><div class="stack stack--tight">
      <p>${entry.message}</p><p class="note__words">${entry.body.text}</p><p><button type="button" class="button button--small" onClick=${() => live.dismiss(entry.op_id)}>Delete this line</button></p></div></div>`)}
    <details open=${!typed.length || !!kept}><summary>${typed.length ? "Type more of it" : "Type what is on the paper"}</summary>
      <form class="stack stack--tight" onSubmit=${add}>
        <div class="field"><label for=${id}>What is on the paper</label>
          <p class="field__hint" id=${`${id}-hint`}>Each line becomes a note. Nobody is told who typed it.</p>
          ${long && html`<p class="field__error" role="alert"><${Icon} name="care" />At most 2,000 characters fit in one line. Please make two of it.</p>`}
          <textarea id=${id} name="lines" rows="4" ref=${box} aria-describedby=${`${id}-hint`} value=${kept?.text ?? ""} onInput=${(event) => type(event.target.value ? { text: event.target.value } : null)}></textarea></div>
        ${shares.length > 1 && html`<${Radios} name=${`share-${picture.id}`} legend="Who may read these notes?" shape="chips" value=${share} onPick=${choose} options=${shares.map((name) => [name, words.shares[name], name === "facilitators" ? "hand-in" : name])} />`}
        <button class="button button--primary" type="submit" data-act="type">Add these notes</button>
      </form></details>`
}

/** Twin of retreat/pictures/sharing.py. */
function sharing(round, table_id) {
  const others = round.shares.filter((share) => share !== "me" && share !== "table")
  const shares = table_id ? ["table", ...others] : others
  return { shares, preferred: shares.includes(round.default_share) ? round.default_share : shares[0] }
}
