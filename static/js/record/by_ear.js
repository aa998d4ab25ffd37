// Takes the place that is playing into its field, to a tenth of a second.

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-take]"))) {
  const sound = /** @type {HTMLAudioElement | null} */ (document.getElementById(button.dataset.take ?? ""))
  const field = /** @type {HTMLInputElement | null} */ (document.getElementById(button.dataset.into ?? ""))
  if (!sound || !field) continue
  button.hidden = false
  button.addEventListener("click", () => {
    const tenths = Math.round(sound.currentTime * 10)
    const seconds = String(Math.floor((tenths % 600) / 10)).padStart(2, "0")
    field.value = `${Math.floor(tenths / 600)}:${seconds}.${tenths % 10}`
  })
}
