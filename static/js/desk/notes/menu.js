// A small menu of buttons: nothing happens until one is pressed, by mouse, finger or key. Escape closes it.

import { html } from "htm/preact"
import { useRef, useState } from "preact/hooks"

/**
 * @param {{words: string, label: string, choices: [string, string][], none: string, opens?: string, onPick: (key: string) => void}} menu
 *   words on the button; label says more to a screen reader; none is shown if there is nothing to choose; opens: what a choice opens, where the focus comes back from it
 */
export function Menu({ words, label, choices, none, opens, onPick }) {
  const [open, setOpen] = useState(false)
  const summary = useRef(/** @type {HTMLElement | null} */ (null))
  const close = () => {
    setOpen(false)
    summary.current?.focus()
  }
  const pick = (key) => {
    close()
    onPick(key)
  }
  return html`
    <details class="menu" open=${open} onToggle=${(event) => setOpen(event.target.open)} onKeyDown=${(event) => event.key === "Escape" && close()}>
      <summary class="button button--small" data-opens=${opens} aria-label=${label} ref=${summary}>${words}</summary>
      <div class="menu__list">
        ${choices.map(([key, title]) => html`<button type="button" class="menu__item" key=${key} onClick=${() => pick(key)}>${title}</button>`)}
        ${choices.length === 0 && html`<p class="menu__none small">${none}</p>`}
      </div>
    </details>`
}
