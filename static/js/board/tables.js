// What a step lets tables and the desk do with what is written for a table. Pure. Phones load it where tables matter.

import { roundOf } from "./select.js"

/** Twin of TABLE_HINTS in facilitation/words.py, not in the page's data: most pages need neither. */
const HINTS = {
  read: "People at your table can read it. The facilitators can read it too, without your name.",
  bring: "Anybody at your table can bring it to everyone, without your name.",
}

/** Who will read it, as a sentence. Twin of `share_hint`. @param {Wording} words  @param {string} share  @param {Round | null} round */
export function hintOf({ share_hints }, share, round) {
  if (share !== "table") return share_hints[share]
  const reads = round?.who?.desk === "read" ? HINTS.read : share_hints.table
  return round?.who?.tables === "bring" ? `${reads} ${HINTS.bring}` : reads
}

/** Whether a note is its table's to bring to everyone. @param {Board} board  @param {Note} note */
export const mayBring = (board, note) => note.share === "table" && note.version > 0 && roundOf(board, note.prompt_id)?.who?.tables === "bring"
