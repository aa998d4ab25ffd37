// Whom somebody talks with in a step of pairs or threes. Asked again now and then, because somebody may come or leave.

import { html } from "htm/preact"
import { useEffect, useState } from "preact/hooks"
import { Icon } from "../lib/view.js"

const AGAIN_MS = 15_000
const MANY = ["nobody", "somebody", "two people"]

/** @type {Part} */
export function Together({ live, round }) {
  const [told, tell] = useState(/** @type {any} */ (null))
  useEffect(() => {
    const ask = () => fetch(`/s/${live.boot.session_id}/with/${round.id}${live.boot.writes_for ? `?for=${live.boot.participant_id}` : ""}`).then((answer) => (answer.ok ? answer.json() : null)).then((found) => found && tell(found), () => {})
    ask()
    const timer = setInterval(() => { if (document.visibilityState === "visible") ask() }, AGAIN_MS)
    return () => clearInterval(timer)
  }, [round.id])
  if (!told) return null
  const { number, names, nameless } = told
  const others = [...names, ...(nameless ? [`${MANY[nameless] ?? `${nameless} people`} who gave no name`] : [])]
  return html`<div class="message" data-slot="together" data-number=${number}><${Icon} name="everyone" /><p>
    ${others.length ? html`<strong>Talk with ${joined(others)}.</strong> You are group ${number}${live.boot.channels.some((channel) => channel.startsWith("table:")) && " at your table"}.` : "Nobody else is here yet. Somebody who comes later will join you."}</p></div>`
}

const joined = (words) => (words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`)
