// What on a page can be acted on by a switch, in groups: the page itself in reading order, then its head.

const ACTS = "a[href], button, input, select, summary"
const TYPED = "textarea, input:not([type=radio], [type=checkbox], [type=submit], [type=button])"
const GROUPS = "[data-scan], header, nav, aside, section, form, fieldset, li, details, .message, .row"

/** @param {Element} element */
export const isTyped = (element) => element.matches(TYPED)

/** @returns {import("./scan.js").Group[]} */
export function groupsIn(root = document.body) {
  /** @type {import("./scan.js").Group[]} */
  const groups = []
  const all = /** @type {HTMLElement[]} */ ([...root.querySelectorAll(ACTS)])
  const isMain = (thing) => thing.closest("main") !== null
  for (const thing of [...all.filter(isMain), ...all.filter((each) => !isMain(each))]) { // what people came for comes first
    if (!canBeChosen(thing)) continue
    const place = thing.closest(GROUPS) ?? root
    const last = groups.at(-1)
    if (last?.place === place) last.items.push(thing)
    else groups.push({ place, items: [thing] })
  }
  return groups.map((group, at) => (groups.findIndex(({ place }) => place === group.place) === at ? group : { ...group, place: group.items[0] }))
}

/** What cannot be typed, pressed or seen is passed over. @param {HTMLElement} thing */
function canBeChosen(thing) {
  if (thing.matches(":disabled, [aria-disabled=true], [hidden], .skip-link, .switch-bar *") || isTyped(thing)) return false
  const fold = thing.parentElement?.closest("details:not([open])")
  if (fold && thing !== fold.querySelector(":scope > summary")) return false
  return thing.checkVisibility ? thing.checkVisibility({ visibilityProperty: true }) : thing.getClientRects().length > 0
}

/** What is seen of a thing: a radio button is drawn by its label. @param {any} of  @returns {HTMLElement} */
export const faceOf = (of) => (of.matches?.("input") && of.closest("label")) || of

/** Do what pressing it does. @param {any} thing */
export function act(thing) {
  thing.focus({ preventScroll: true })
  if (thing.tagName !== "SELECT") return thing.click()
  thing.selectedIndex = (thing.selectedIndex + 1) % thing.options.length
  for (const name of ["input", "change"]) thing.dispatchEvent(new Event(name, { bubbles: true }))
}
