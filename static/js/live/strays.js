// Notes of an earlier session that were unsent when the phone moved on: sent from wherever it is now.

import { Outbox } from "./outbox.js"

const AGAIN_MS = 4_000

/** Send what belongs to earlier sessions; what they no longer accept becomes a draft here. @param {Live} live */
export async function sendStrays(live) {
  for (const session of [...live.outbox.elsewhere]) {
    const outbox = new Outbox(live.store, live.clock, session)
    await outbox.open()
    await sendAll(live, session, outbox)
    const refused = outbox.entries.filter((each) => each.state === "refused")
    const asked = refused.length ? await questionsOf(live, session) : {}
    for (const entry of refused) await takeOver(live, outbox, entry, { session, question: asked[entry.body?.prompt_id]?.text })
    live.outbox.elsewhere.delete(session)
    live.dispatchEvent(new Event("change"))
  }
}

async function sendAll(live, session, outbox) {
  while (outbox.held && live.status !== "signed_out") {
    const batch = outbox.due()
    const answer = batch.length && (await send(live, session, batch.map((entry) => outbox.wire(entry))))
    if (answer) await outbox.settle(answer)
    else await new Promise((done) => setTimeout(done, outbox.rest_ms || AGAIN_MS))
  }
}

/** @returns {Promise<Answer | null>} null where it could not be sent, and is to be tried again */
async function send(live, session, batch) {
  const refuse = (code, message) => ({ refused: batch.map(({ op_id }) => ({ op_id, code, message })) })
  try {
    const response = await fetch(`/api/sessions/${encodeURIComponent(session)}/ops`, {
      method: "POST", body: JSON.stringify({ v: 1, batch }), credentials: "omit",
      headers: { Authorization: `Bearer ${live.boot.token}`, "Content-Type": "application/json" },
    })
    const answer = await response.json()
    if (response.ok) return answer
    return response.status < 500 && response.status !== 429 ? refuse(answer.error?.code, answer.error?.message) : null
  } catch {
    return null
  }
}

/** @returns {Promise<Board["prompts"]>} none where the line is bad */
async function questionsOf(live, session) {
  const asked = fetch(`/api/sessions/${encodeURIComponent(session)}/snapshot`, { credentials: "omit", headers: { Authorization: `Bearer ${live.boot.token}` } })
  return asked.then((response) => response.json()).then(({ board }) => board.prompts).catch(() => ({}))
}

/** Words belong to their writer even if their question has closed; each note separately, with its question. */
async function takeOver(live, outbox, entry, of) {
  const text = entry.body?.text?.trim()
  if (text) live.drafts.set(entry.target_id, { text, ...of })
  await outbox.dismiss(entry.op_id)
}
