// Where the mark of a switch can stand, and where it goes next. Pure: knows elements only by being the same or not.

/** @typedef {{place: any, items: any[]}} Group  what is near each other on the page */
/** @typedef {{kind: "group" | "item" | "back" | "stop", of: any}} Stop */

const FLAT_MAX = 6 // with so few things, going through groups first would only take longer

/**
 * The stops, in order: the groups of the page, or the things of the group that was entered. The ways out come last.
 * @param {Group[]} groups  @param {any} entered  the place of a group, or null
 * @returns {Stop[]}
 */
export function stopsOf(groups, entered) {
  const item = (of) => ({ kind: /** @type {const} */ ("item"), of })
  const inside = groups.find(({ place }) => place === entered)
  const all = groups.flatMap(({ items }) => items)
  const own = inside ? inside.items.map(item)
    : all.length <= FLAT_MAX ? all.map(item)
    : groups.map(({ place, items }) => (items.length === 1 ? item(items[0]) : { kind: /** @type {const} */ ("group"), of: place }))
  return [...own, { kind: "back", of: "back" }, { kind: "stop", of: "stop" }]
}

/**
 * Where the mark is among these stops: where it was, or in its group, or at the same height if that has gone.
 * @param {Stop[]} stops  @param {any} marked  @param {number} at  where it was before
 */
export function placeOf(stops, marked, at) {
  const found = stops.findIndex(({ of }) => of === marked)
  return found >= 0 ? found : Math.min(Math.max(at, 0), stops.length - 1)
}

/** One further or back, round and round. @param {Stop[]} stops  @param {number} at  @param {number} by */
export const moved = (stops, at, by) => (at + by + stops.length) % stops.length
