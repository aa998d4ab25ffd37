// The desk: one next step, who is here, the rounds, and the notes.

import { html } from "htm/preact"
import { useRef, useState } from "preact/hooks"
import { notesOn, openPrompts, prompts, roundOf } from "../board/select.js"
import { isMounted, partOf, signalsOf, staysOf } from "../interactions/index.js"
import { takesHands } from "../lib/hands.js"
import { remember, remembers } from "../lib/remember.js"
import { Icon, Lazy, useRoom } from "../lib/view.js"
import { agendaOf } from "./agenda.js"
import { AskNow } from "./ask.js"
import { Bulbs } from "./bulbs.js"
import { Fold } from "./fold.js"
import { Gather } from "./gather.js"
import { Join, JoinChip, joined, People } from "./people.js"
import { LeftOut } from "./left_out.js"
import { Next } from "./next.js"
import { Paper } from "./paper.js"
import { AsList, Notes, WhichQuestion } from "./notes/notes.js"
import { Rounds } from "./rounds.js"
import { Sound } from "./sound.js"
import { WallChoice } from "./wall.js"

const handOver = () => import("./hand_over.js")
const AS_LIST = "desk_as_list" // remembered in this browser

/** @type {Part} */
export function Desk({ live, words }) {
  useRoom(live)
  const board = live.view
  const agenda = agendaOf(live.boot.rounds_planned ?? [], board)
  const asked = prompts(board)
  const [chosen, choose] = useState(/** @type {string | null} */ (null))
  const [asList, setAsList] = useState(remembers(AS_LIST))
  const turn = () => { remember(AS_LIST, !asList); setAsList(!asList) }
  const before = useRef(/** @type {string | null} */ (null))
  const promptId = board.prompts[chosen ?? ""] ? chosen : questionInSight(board, asked, before.current)
  before.current = promptId
  const round = roundOf(board, promptId)
  const stays = staysOf(board, round)
  const isIn = joined(live) > 0 || agenda.some(({ state }) => state !== "planned")
  const signals = signalsOf(round, "desk")
  if (live.status === "signed_out" && board.session?.state !== "ended") return html`<${SignedOut} />`
  if (board.session?.state === "ended") { // nothing left to lead: the same as after a reload
    return html`<${Refusals} live=${live} words=${words} /><${Next} live=${live} board=${board} agenda=${agenda} />`
  }
  return html`
    <${Line} live=${live} />
    <${Refusals} live=${live} words=${words} />
    ${live.boot.hand_over_url && html`<${Lazy} from=${handOver} name="HandOver" live=${live} />`}
    <${GoneOn} next=${board.session?.next} />
    <${Next} live=${live} board=${board} agenda=${agenda} />
    <div class="desk__columns">
      <div class="desk__side">
        ${signals && html`<${Lazy} from=${signals} live=${live} board=${board} round=${round} />`}
        ${takesHands(round) && html`<${Lazy} key=${round?.id} from=${partOf({ interaction: "hands" }, "desk")} live=${live} board=${board} round=${round} />`}
        <${Sound} live=${live} />
        ${!isIn && html`<${Join} join=${live.boot.join} />`}
        <${Rounds} live=${live} board=${board} agenda=${agenda} />
        <${Fold} words="Send everyone to…" open=${!!board.gathered}><${Gather} live=${live} board=${board} agenda=${agenda} /><//>
        <${Fold} words="On the wall"><${WallChoice} live=${live} board=${board} promptId=${promptId} /><//>
        <${Fold} words=${`Who is here (${joined(live)})`} open=${(live.presence?.holding ?? 0) > 0}><${People} live=${live} /><//>
        ${isIn && html`<${JoinChip} join=${live.boot.join} />`}
        <${Bulbs} board=${board} />
        <${LeftOut} board=${board} />
        <${Fold} words="Paper" open=${Object.keys(board.pictures_out ?? {}).length > 0}><${Paper} live=${live} board=${board} /><//>
      </div>
      <div class="desk__main">
        <div class="desk__tools"><${AskNow} live=${live} words=${words} />
          <p class="row"><button type="button" class="button button--small" data-act="as_list" aria-pressed=${asList} onClick=${turn}>Outline</button>
            <a class="small" href=${`/desk/sessions/${live.boot.session_id}/wall?outline`} target="_blank" rel="noopener">The wall as an outline</a></p></div>
        ${stays && html`<${Lazy} key=${stays.id} from=${partOf(stays, "stays")} board=${board} round=${stays} />`}
        ${asList ? html`<${AsList} live=${live} board=${board} words=${words} promptId=${promptId} />`
          : isMounted(round)
          ? html`<section class="stack" data-part=${round?.interaction}>
              <div class="page-head"><h2 class="desk__heading">${round?.title}</h2><${WhichQuestion} board=${board} promptId=${promptId} choose=${choose} /></div>
              <${Lazy} key=${round?.id} from=${partOf(round, "desk")} live=${live} board=${board} words=${words} round=${round} prompt=${board.prompts[promptId ?? ""]} /></section>`
          : html`<${Notes} live=${live} board=${board} words=${words} promptId=${promptId} choose=${choose} />`}
      </div>
    </div>`
}

/** The open question; when its round has closed, the same one while it has notes, otherwise the latest with notes. @param {Board} board  @param {Prompt[]} asked  @param {string | null} before */
function questionInSight(board, asked, before) {
  const hasNotes = (prompt) => notesOn(board, prompt.id).length > 0 || isMounted(roundOf(board, prompt.id))
  const noted = asked.filter(hasNotes)
  const prompt = openPrompts(board)[0] ?? noted.find((each) => each.id === before) ?? noted.at(-1) ?? asked.at(-1)
  return prompt?.id ?? null
}

/** Another session was opened after this one, and everybody moved there. @type {Part<{next: {session_id: string, title: string} | undefined}>} */
function GoneOn({ next }) {
  if (!next) return null
  return html`<div class="message message--care" data-slot="gone_on"><${Icon} name="care" /><p>People have gone on to “${next.title}”. <a href=${`/desk/sessions/${next.session_id}`}>Go to its desk</a></p></div>`
}

/** @type {Part} */
function Line({ live }) {
  if (live.status !== "away") return null
  return html`<div class="message message--care"><${Icon} name="care" /><p><strong>No connection to the server just now.</strong>
    What you do is kept here and sent when it is back; others see it then.</p></div>`
}

/** What the server refused, with the reason; the page already shows the current state. @type {Part} */
function Refusals({ live, words }) {
  const refused = live.outbox.entries.filter((entry) => entry.state === "refused")
  return refused.map((entry) => html`
    <div key=${entry.op_id} class="message message--care" role="alert" data-code=${entry.code}><${Icon} name="care" /><div class="stack stack--tight">
      <p>${!entry.why && html`<strong>${words.refusals[entry.code ?? ""] ?? "Not done"}.</strong> `}${entry.message} This page shows how things are now.</p>
      ${(entry.body.text || entry.body.title) && html`<p class="note__words">${entry.body.text ?? entry.body.title}</p>`}
      <p><button type="button" class="button button--small" onClick=${() => live.dismiss(entry.op_id)}>OK</button></p></div></div>`)
}

function SignedOut() {
  return html`<section class="empty"><h1 class="empty__title">This desk is no longer signed in</h1>
    <p>The session is still running. Sign in again to lead it from here.</p><p><a class="button button--primary" href="/sign-in">Sign in</a></p></section>`
}
