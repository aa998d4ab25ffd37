// Hits play on the page, from their first word, and pause when chosen again. Without this, their links play.

const player = document.getElementById("hit-player")
const audio = /** @type {HTMLAudioElement | null} */ (document.getElementById("audio"))
const said = document.getElementById("hit-said")

/** The label of the button of the hit that plays, and its original words. @type {{face: Element, words: string} | null} */
let playing = null

document.addEventListener("click", (event) => {
  const link = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest("[data-sound]"))
  const hit = link?.closest(".hit")
  if (!link || !hit || !audio || !player || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  const face = link.querySelector("span")
  if (playing && playing.face === face) return audio.pause()
  player.hidden = false
  if (said) said.textContent = [...hit.querySelectorAll(".hit__from > *")].map((part) => part.textContent?.trim()).join(" · ")
  for (const other of document.querySelectorAll(".hit--playing")) other.classList.remove("hit--playing")
  hit.classList.add("hit--playing")
  quiet()
  if (face) {
    playing = { face, words: face.textContent ?? "" }
    face.textContent = "Pause"
  }
  void playFrom(audio, /** @type {string} */ (link.dataset.sound), Number(link.dataset.play))
})
audio?.addEventListener("pause", () => { if (audio.paused) quiet() }) // not between two hits

function quiet() {
  if (playing) playing.face.textContent = playing.words
  playing = null
}

/** @param {HTMLAudioElement} sound @param {string} address @param {number} from_s */
async function playFrom(sound, address, from_s) {
  if (sound.dataset.address === address) {
    sound.currentTime = from_s
  } else {
    sound.dataset.address = address
    // The address contains the place: the browser starts there as soon as it knows the length of the sound.
    sound.src = `${address}#t=${from_s}`
  }
  await sound.play().catch(() => undefined) // another hit was chosen before this one started
}
