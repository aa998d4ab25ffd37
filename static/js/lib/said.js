// Small ways of saying things, for desk and wall.

/** Eight letters are easier to read in two halves. Twin of `spaced_join_pass`. @param {string} pass */
export function spaced(pass) {
  return `${pass.slice(0, 4)} ${pass.slice(4)}`
}

/** @param {number} count  @param {string} one  @param {string} [many] */
export function counted(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`
}
