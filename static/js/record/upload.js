// Sends the plain form's file in pieces that survive a broken connection. Without this, the form still works.

const form = /** @type {HTMLFormElement | null} */ (document.getElementById("add-audio"))
const boot = JSON.parse(document.getElementById("boot")?.textContent ?? "{}")

const PIECE_BYTES = 16 * 1024 * 1024
const TRY_AGAIN_MS = [0, 1000, 3000, 5000, 10_000, 20_000]

form?.addEventListener("submit", async (event) => {
  const input = /** @type {HTMLInputElement} */ (form.elements.namedItem("audio"))
  const file = input.files?.[0]
  if (!file || !boot.ticket) return
  event.preventDefault()
  if (form.getAttribute("aria-busy") === "true") return
  const table = /** @type {HTMLSelectElement | null} */ (form.elements.namedItem("table"))
  const began = /** @type {HTMLInputElement | null} */ (form.elements.namedItem("began"))
  const people = /** @type {HTMLInputElement | null} */ (form.elements.namedItem("speakers"))
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button[type=submit]"))
  const said = document.getElementById("add-said")
  const bar = /** @type {HTMLProgressElement | null} */ (document.getElementById("add-bar"))
  const shown = document.getElementById("add-progress")
  const refused = document.getElementById("add-refused")
  if (!said || !bar || !shown || !refused) return form.submit()
  // Not disabled: a disabled button would lose the focus, and Tab would start at the top of the page.
  const busy = (/** @type {boolean} */ is) => {
    shown.hidden = !is
    form.setAttribute("aria-busy", String(is))
    button.setAttribute("aria-disabled", String(is))
  }
  const fail = (/** @type {string} */ sentence, /** @type {string} */ code) => {
    busy(false)
    refused.dataset.code = code
    refused.hidden = false
    refused.lastChild?.replaceWith(sentence)
  }
  refused.hidden = true
  busy(true)
  if (file.size > boot.max_bytes) return fail("This file is too large to send in one piece.", "too_large")
  try {
    const { Upload } = await import("tus-js-client")
    const upload = new Upload(file, {
      endpoint: "/api/uploads",
      chunkSize: PIECE_BYTES,
      retryDelays: TRY_AGAIN_MS,
      removeFingerprintOnSuccess: true,
      metadata: {
        session_id: boot.session_id,
        filename: file.name,
        table: table?.value ?? "",
        speakers: people?.value ?? "",
        started_at: began?.value ?? "",
      },
      headers: { Authorization: `Bearer ${boot.ticket}` },
      onProgress: (/** @type {number} */ sent, /** @type {number} */ all) => {
        bar.value = all ? sent / all : 0
        said.textContent = `${Math.floor((sent / Math.max(all, 1)) * 100)} %`
      },
      onError: (/** @type {any} */ error) => fail(...saidOf(error)),
      onSuccess: ({ lastResponse }) => {
        const kept = lastResponse.getHeader("Retreat-Recording")
        const again = kept && !upload.url?.endsWith(kept) ? "?told=here_already" : ""
        location.assign(`/sessions/${boot.session_id}/sound${again}`)
      },
    })
    const before = await upload.findPreviousUploads()
    if (before.length) upload.resumeFromPreviousUpload(before[0])
    upload.start()
  } catch {
    form.submit()
  }
})

form?.addEventListener("change", (event) => {
  const input = /** @type {HTMLInputElement} */ (event.target)
  if (input.name === "audio") void estimate(input.files?.[0])
})

/** Show the estimate once a file is chosen: the browser knows the length of most. @param {File | undefined} file */
async function estimate(file) {
  const told = document.getElementById("add-estimate")
  if (!told) return
  told.textContent = ""
  told.dataset.code = ""
  if (file && !file.size) {
    told.textContent = "This file is empty. Please copy it from the recorder again."
    return
  }
  const seconds = file ? await lengthOf(file) : 0
  if (!file || !seconds) {
    if (file) told.textContent = "This browser cannot tell how long the file is. You will see how long this takes once it has arrived."
    return
  }
  try {
    const answer = await fetch(`/queue/estimate?seconds=${Math.ceil(seconds)}&bytes=${file.size}`, { headers: { Accept: "application/json" } })
    if (!answer.ok) return
    const { said, refused } = await answer.json()
    told.textContent = refused ?? said
    told.dataset.code = refused ? "refused" : "estimate"
  } catch {
    // The estimate is optional: the file can be sent without it.
  }
}

/** @param {File} file @returns {Promise<number>} seconds; 0 if the browser can't tell */
function lengthOf(file) {
  const sound = new Audio()
  const address = URL.createObjectURL(file)
  return new Promise((done) => {
    const end = (/** @type {number} */ seconds) => {
      URL.revokeObjectURL(address)
      done(Number.isFinite(seconds) ? seconds : 0)
    }
    sound.addEventListener("loadedmetadata", () => end(sound.duration))
    sound.addEventListener("error", () => end(0))
    setTimeout(() => end(0), 10_000)
    sound.preload = "metadata"
    sound.src = address
  })
}

/** @param {any} error @returns {[string, string]} a sentence and a code */
function saidOf(error) {
  try {
    const { message, code } = JSON.parse(error.originalResponse.getBody()).error
    return [message, code]
  } catch {
    return ["The file could not be sent. What arrived is kept; please choose it again to continue.", "lost"]
  }
}
