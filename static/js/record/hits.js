// @ts-check — hits play on the page, from their first word. Without this, their links play.

const player = document.getElementById("hit-player")
const audio = /** @type {HTMLAudioElement | null} */ (document.getElementById("audio"))
const said = document.getElementById("hit-said")

document.addEventListener("click", (event) => {
  const link = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest("[data-sound]"))
  if (!link || !audio || !player) return
  event.preventDefault()
  player.hidden = false
  if (said) said.textContent = link.closest(".hit")?.querySelector(".hit__from")?.textContent?.replace(/\s+/g, " ").trim() ?? ""
  for (const other of document.querySelectorAll(".hit--playing")) other.classList.remove("hit--playing")
  link.closest(".hit")?.classList.add("hit--playing")
  void playFrom(audio, /** @type {string} */ (link.dataset.sound), Number(link.dataset.play))
})

/** @param {HTMLAudioElement} sound @param {string} address @param {number} from_s */
async function playFrom(sound, address, from_s) {
  if (sound.dataset.address === address) {
    sound.currentTime = from_s
  } else {
    sound.dataset.address = address
    // The place stands in the address itself: the browser begins there as soon as it knows the sound's length.
    sound.src = `${address}#t=${from_s}`
  }
  await sound.play().catch(() => undefined) // another hit was chosen before this one began
}
