// The page between two sessions: moves on when one opens.

import { bootData } from "../lib/dom.js"

const LOOK_EVERY_MS = 6_000
const boot = /** @type {{token: string, open: string[]}} */ (/** @type {any} */ (bootData()))

/** A session that has opened since this page was loaded. */
async function look() {
  const asked = await fetch("/api/me", { headers: { Authorization: `Bearer ${boot.token}` }, credentials: "omit", cache: "no-store" })
  if (!asked.ok) return
  const me = await asked.json()
  const opened = me.sessions.find((each) => each.id === me.session_id && each.state === "open" && !boot.open.includes(each.id))
  if (opened) location.assign(`/s/${opened.id}`)
}

for (const part of document.querySelectorAll("[data-needs-script]")) part.removeAttribute("hidden")

function lookAgain() {
  setTimeout(() => look().catch(() => {}).finally(lookAgain), LOOK_EVERY_MS * (0.75 + Math.random() / 2))
}

lookAgain()
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look().catch(() => {}))
