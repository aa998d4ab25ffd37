// On a narrow screen what is not needed now is folded away, so that the open step and its notes stay within reach.

import { html } from "htm/preact"
import { useEffect, useState } from "preact/hooks"

const NARROW = matchMedia("(max-width: 56rem)") // as in desk.css

function useNarrow() {
  const [narrow, set] = useState(NARROW.matches)
  useEffect(() => {
    const look = () => set(NARROW.matches)
    NARROW.addEventListener("change", look)
    return () => NARROW.removeEventListener("change", look)
  }, [])
  return narrow
}

/** @param {{words: string, open?: boolean, children?: any}} props `open`: it says something that should be seen now */
export function Fold({ words, open = false, children }) {
  return useNarrow() ? html`<details class="desk__fold" open=${open}><summary>${words}</summary>${children}</details>` : children
}
