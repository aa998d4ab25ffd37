// Sends a turn to the server and reads the answer; every possible failure has a sentence.

/** @typedef {{n: number, text: string, start_ms: number | null, end_ms: number | null, doubtful: boolean}} Word */
/** @typedef {{turn: number, version: number, review: string, state: string, text: string, words: Word[], by: string | null,
 *  at: string | null, counts: string, checked: number}} Told */
/** @typedef {{version: number, text: string, by: string | null, at: string | null}} Now */
/** @typedef {{kind: "saved", told: Told} | {kind: "stale", now: Now, message: string} | {kind: "empty", message: string} |
 *  {kind: "refused", message: string} | {kind: "lost", message: string}} Answer */

const ANSWER_MS = 15_000

const LOST = "The server is not answering. What you typed is kept on this device and will be sent again."

/** @param {string} address @param {Record<string, string>} fields @param {string} token
 *  @param {boolean} [outlives] whether to send it even while the page is closing @returns {Promise<Answer>} */
export async function send(address, fields, token, outlives = false) {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), ANSWER_MS)
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": token },
      body: new URLSearchParams(fields),
      keepalive: outlives,
      signal: late.signal,
    })
    return await read(answer)
  } catch {
    return { kind: "lost", message: LOST }
  } finally {
    clearTimeout(timer)
  }
}

/** @param {string} address @returns {Promise<Told | null>} */
export async function look(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } })
    return answer.ok ? await answer.json() : null
  } catch {
    return null
  }
}

/** @param {Response} answer @returns {Promise<Answer>} */
async function read(answer) {
  let body
  try {
    body = await answer.json()
  } catch {
    return { kind: "lost", message: LOST }
  }
  if (answer.ok) return { kind: "saved", told: body }
  const message = body.error?.message ?? LOST
  if (answer.status === 409 && body.now) return { kind: "stale", now: body.now, message }
  if (body.error?.code === "all_taken_out") return { kind: "empty", message }
  if (answer.status === 401) return { kind: "refused", message: "You are signed out. Sign in again in another window; what you typed is kept on this device." }
  if (answer.status >= 500) return { kind: "lost", message: LOST }
  return { kind: "refused", message }
}
