// Saves a picture as PNG: the browser draws the same SVG file that the server gives, at twice its size.

const SCALE = 2

/** @param {string} href @param {string} name */
async function savePng(href, name) {
  const text = await (await fetch(href)).text()
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`
  await image.decode()
  const canvas = document.createElement("canvas")
  canvas.width = image.naturalWidth * SCALE
  canvas.height = image.naturalHeight * SCALE
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height)
  const link = document.createElement("a")
  link.href = canvas.toDataURL("image/png")
  link.download = `${name}.png`
  link.click()
}

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-png]"))) {
  button.hidden = false
  button.addEventListener("click", () => savePng(button.dataset.png ?? "", button.dataset.name ?? "picture"))
}
