// Pictures of paper at the desk: the way to photograph one, how many there are, and what a table asked to leave out.

import { html } from "htm/preact"
import { Icon } from "../lib/view.js"

/** @type {Part} */
export function Paper({ live, board }) {
  const pictures = Object.values(board.pictures ?? {})
  const out = Object.values(board.pictures_out ?? {}).sort((a, b) => (a.at < b.at ? -1 : 1))
  const page = `/desk/sessions/${live.boot.session_id}/pictures`
  return html`
    <section class="sheet stack stack--tight" aria-labelledby="paper-title" data-slot="paper">
      <h2 class="desk__heading" id="paper-title"><${Icon} name="camera" />Paper</h2>
      <p><a class="button" href=${page}><${Icon} name="camera" />Photograph a flipchart</a></p>
      ${pictures.length > 0 && html`<p class="small"><a href=${page}>${pictures.length === 1 ? "1 picture" : `${pictures.length} pictures`}</a></p>`}
      ${out.length > 0 && html`<ul class="plain-list small" data-slot="pictures_out">${out.map((one) => html`
        <li key=${one.id} data-out=${one.id}><${Icon} name="care" />${one.table ?? "Somebody"} asked to leave out a picture. <a href=${`${page}#hidden-title`}>Look at this</a></li>`)}</ul>`}
    </section>`
}
