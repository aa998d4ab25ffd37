// A photograph made small enough to send: at most 2,000 pixels a side, as JPEG, upright, on white.

const SIDE_MAX = 2_000
const QUALITY = 0.85

/** What this browser cannot draw is sent as it is: the server says what is wrong with it. @param {Blob} file  @returns {Promise<Blob>} */
export async function shrunk(file) {
  try {
    const drawn = await createImageBitmap(file, { imageOrientation: "from-image" })
    const scale = Math.min(1, SIDE_MAX / Math.max(drawn.width, drawn.height))
    const canvas = document.createElement("canvas")
    canvas.width = Math.max(1, Math.round(drawn.width * scale))
    canvas.height = Math.max(1, Math.round(drawn.height * scale))
    const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"))
    pen.fillStyle = "#fff"
    pen.fillRect(0, 0, canvas.width, canvas.height)
    pen.drawImage(drawn, 0, 0, canvas.width, canvas.height)
    drawn.close()
    const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY))
    return small ?? file
  } catch {
    return file
  }
}
