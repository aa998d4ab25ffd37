// When a file says that it began: MP4 and MOV in the movie header, recorders' WAV files in the broadcast chunk.
// No DOM, no network; reads a few hundred bytes, whatever the file's length.

/**
 * Phones write UTC, recorders the time on their own clock.
 * @typedef {{ utcMs: number } | { shown: string }} OwnTime  shown: such as 2026-11-23T14:05:09
 */

const PARTS_MAX = 200
// Seconds from 1904 to 1970. Source: ISO/IEC 14496-12, section 8.2.2.
const MAC_EPOCH_S = 2_082_844_800
const EARLIEST_MS = Date.UTC(1990, 0, 1)

/** @param {Blob} file @returns {Promise<OwnTime | null>} null if there is no plausible time */
export async function ownTime(file) {
  const head = await part(file, 0, 12)
  if (head.byteLength < 12) return null
  if (letters(head, 4) === "ftyp") return ofMovie(file)
  if (["RIFF", "RF64", "BW64"].includes(letters(head, 0)) && letters(head, 8) === "WAVE") return ofWave(file)
  return null
}

/** @param {Blob} file @returns {Promise<OwnTime | null>} */
async function ofMovie(file) {
  const movie = await box(file, "moov", 0, file.size)
  const header = movie && await box(file, "mvhd", movie.start, movie.end)
  if (!header) return null
  const view = await part(file, header.start, 12)
  if (view.byteLength < 12) return null
  const sinceS = view.getUint8(0) === 1 ? Number(view.getBigUint64(4)) : view.getUint32(4)
  const utcMs = (sinceS - MAC_EPOCH_S) * 1000
  return utcMs > EARLIEST_MS && utcMs <= Date.now() ? { utcMs } : null
}

/** The inside of the first box of a kind. @param {Blob} file @param {string} kind @param {number} start @param {number} end */
async function box(file, kind, start, end) {
  let at = start
  for (let n = 0; n < PARTS_MAX && at + 8 <= end; n++) {
    const view = await part(file, at, 16)
    if (view.byteLength < 8) return null
    const short = view.getUint32(0)
    const head = short === 1 ? 16 : 8
    if (view.byteLength < head) return null
    const size = short === 1 ? Number(view.getBigUint64(8)) : short || end - at
    if (size < head) return null
    if (letters(view, 4) === kind) return { start: at + head, end: Math.min(at + size, end) }
    at += size
  }
  return null
}

/** Source: EBU Tech 3285, the broadcast audio extension. @param {Blob} file @returns {Promise<OwnTime | null>} */
async function ofWave(file) {
  let at = 12
  for (let n = 0; n < PARTS_MAX && at + 8 <= file.size; n++) {
    const view = await part(file, at, 8)
    if (view.byteLength < 8) return null
    if (letters(view, 0) === "bext") {
      const said = await part(file, at + 8 + 320, 18)
      return said.byteLength === 18 ? shown(letters(said, 0, 18)) : null
    }
    const size = view.getUint32(4, true)
    at += 8 + size + (size % 2)
  }
  return null
}

/** Ten letters of a date and eight of a time; recorders part them as they like. @param {string} said @returns {OwnTime | null} */
function shown(said) {
  const found = /^(\d{4}).(\d\d).(\d\d)(\d\d).(\d\d).(\d\d)$/.exec(said)
  if (!found) return null
  const [, year, month, day, hour, minute, second] = found
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  // Its time zone is unknown, so allow a day in the future.
  const canBe = ms > EARLIEST_MS && ms < Date.now() + 86_400_000
  return canBe ? { shown: `${year}-${month}-${day}T${hour}:${minute}:${second}` } : null
}

/** @param {Blob} file @param {number} start @param {number} length */
async function part(file, start, length) {
  return new DataView(await file.slice(start, start + length).arrayBuffer())
}

/** @param {DataView} view @param {number} at */
function letters(view, at, length = 4) {
  return String.fromCharCode(...new Uint8Array(view.buffer, at, length))
}
