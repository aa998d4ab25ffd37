// What was typed and is not saved yet, kept on this device: it survives a reload and a server that is down.

/** @typedef {{text: string, version: number, at: number}} Draft */

/** @param {string} staff @param {string} transcript */
export function draftsOf(staff, transcript) {
  const prefix = `turn-draft:${staff}:${transcript}:`
  return {
    /** @param {number} turn @param {string} text @param {number} version @returns {boolean} whether it could be kept */
    keep(turn, text, version) {
      try {
        localStorage.setItem(prefix + turn, JSON.stringify({ text, version, at: Date.now() }))
        return true
      } catch {
        return false
      }
    },
    /** @param {number} turn @returns {Draft | null} */
    find(turn) {
      try {
        const draft = JSON.parse(localStorage.getItem(prefix + turn) ?? "null")
        return draft && typeof draft.text === "string" && Number.isInteger(draft.version) ? draft : null
      } catch {
        return null
      }
    },
    /** @param {number} turn */
    drop(turn) {
      try {
        localStorage.removeItem(prefix + turn)
      } catch {
        // If nothing can be removed, nothing can have been kept.
      }
    },
    /** @returns {number[]} turns with a draft */
    turns() {
      try {
        return Object.keys(localStorage).filter((key) => key.startsWith(prefix)).map((key) => Number(key.slice(prefix.length)))
      } catch {
        return []
      }
    },
  }
}
