// After another machine continued from a copy: whose phones are back, and what is still missing. Loaded only then.

import { html } from "htm/preact"
import { useEffect, useState } from "preact/hooks"
import { counted } from "../lib/said.js"
import { Icon } from "../lib/view.js"

const AGAIN_MS = 4_000

/** @type {Part} */
export function HandOver({ live }) {
  const [now, setNow] = useState(/** @type {any} */ (null))
  useEffect(() => {
    const look = () => fetch(`${live.boot.hand_over_url}/now`).then((answer) => (answer.ok ? answer.json() : null)).then((told) => told && setNow(told)).catch(() => {})
    look()
    const timer = setInterval(look, AGAIN_MS)
    return () => clearInterval(timer)
  }, [])
  if (!now) return null
  const { back, missing, brought, held } = now
  const at = new Date(now.copied_at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })
  return html`<div class=${`message ${missing + held ? "message--care" : ""}`} data-slot="hand_over" data-missing=${missing} data-brought=${brought}><${Icon} name=${missing + held ? "care" : "tick"} />
    <p><strong>This computer continues from a copy made at ${at}.</strong> ${back} of ${counted(back + missing, "phone is", "phones are")} back, and ${counted(brought, "thing was", "things were")} sent again.
      ${held > 0 && ` ${counted(held, "more is", "more are")} still on phones.`} <a href=${live.boot.hand_over_url}>See what is missing</a></p></div>`
}
