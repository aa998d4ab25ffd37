// Excerpts play in the page: the same link plays one, and stops it.

const player = /** @type {HTMLAudioElement | null} */ (document.getElementById("player"))
/** @type {HTMLElement | null} */
let playing = null

/** @param {HTMLElement | null} link */
function show(link) {
  playing?.removeAttribute("data-playing")
  playing = link
  playing?.setAttribute("data-playing", "")
}

if (player) {
  player.addEventListener("timeupdate", () => {
    if (playing && player.currentTime * 1000 >= Number(playing.dataset.until)) player.pause()
  })
  player.addEventListener("pause", () => show(null))
  document.addEventListener("click", (event) => {
    const link = /** @type {HTMLAnchorElement | null} */ (/** @type {HTMLElement} */ (event.target).closest("a[data-play]"))
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    if (playing === link) return player.pause()
    const source = link.href.replace(/#.*/, "")
    if (player.src !== source) player.src = source
    player.currentTime = Math.max(0, Number(link.dataset.play) - 80) / 1000
    show(link)
    player.play().catch(() => show(null))
  })
}
