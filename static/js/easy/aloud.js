// A button beside each [data-aloud] that reads it; only where the device has a voice of its own.

import { readAloud, whenThereIsAVoice } from "../lib/voice.js"

whenThereIsAVoice(() => {
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-aloud]"))) {
    const button = document.createElement("button")
    button.type = "button"
    button.className = "button easy-aloud"
    button.dataset.act = "aloud"
    button.innerHTML = `<svg class="picture picture--small" aria-hidden="true" focusable="false"><use href="/static/icons/pictures.svg#listen"></use></svg>Read it to me`
    button.addEventListener("click", () => readAloud([...place.querySelectorAll("h1, h2, p")].map((line) => line.textContent).join(". ")))
    place.append(button)
  }
})
addEventListener("pagehide", () => window.speechSynthesis?.cancel())
