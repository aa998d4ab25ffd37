// Reordering the agenda by dragging a handle, or with the arrow keys on it. Both send the form that works without a script.

const STEP_PX = 12
const EDGE_PX = 60
const STEP_EVERY_MS = 16

for (const line of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-item]"))) {
  const form = line.querySelector("form")
  if (form) form.prepend(handle(line, form))
}

/** @param {HTMLElement} line  @param {HTMLFormElement} form */
function handle(line, form) {
  const grip = document.createElement("button")
  grip.type = "button"
  grip.className = "button button--small agenda-line__handle"
  grip.dataset.grip = ""
  const title = line.querySelector(".agenda-line__title")?.textContent?.trim() ?? ""
  grip.setAttribute("aria-label", `Drag to move, or press the up and down arrow keys: ${title}`)
  grip.textContent = "⠿"
  grip.addEventListener("pointerdown", (event) => lift(event, line, form))
  grip.addEventListener("keydown", (event) => {
    const to = event.key === "ArrowUp" ? "up" : event.key === "ArrowDown" ? "down" : null
    const button = to && /** @type {HTMLButtonElement | null} */ (form.querySelector(`[value="${to}"]`))
    if (!button) return
    event.preventDefault()
    if (!button.disabled) form.requestSubmit(button)
  })
  return grip
}

/** @param {PointerEvent} event  @param {HTMLElement} line  @param {HTMLFormElement} form */
function lift(event, line, form) {
  event.preventDefault()
  line.classList.add("agenda-line--held")
  let target = /** @type {{line: HTMLElement, after: boolean} | null} */ (null)
  let last = /** @type {PointerEvent | null} */ (null)
  const mark = () => {
    for (const marked of document.querySelectorAll(".agenda-line--over, .agenda-line--under")) marked.classList.remove("agenda-line--over", "agenda-line--under")
    target?.line.classList.add(target.after ? "agenda-line--under" : "agenda-line--over")
  }
  /** @param {PointerEvent} moved */
  const move = (moved) => {
    last = moved
    if (moved.pointerType === "mouse" && moved.buttons === 0) return end(null)
    const over = /** @type {HTMLElement | null} */ (document.elementFromPoint(moved.clientX, moved.clientY)?.closest("[data-item]") ?? null)
    const box = over?.getBoundingClientRect()
    target = over && box && over !== line ? { line: over, after: moved.clientY > box.top + box.height / 2 } : null
    mark()
  }
  const onwards = setInterval(() => {
    if (!last) return
    const by = last.clientY < EDGE_PX ? -STEP_PX : last.clientY > innerHeight - EDGE_PX ? STEP_PX : 0
    if (!by) return
    scrollBy({ top: by, behavior: "instant" })
    move(last)
  }, STEP_EVERY_MS)
  /** @param {PointerEvent | null} ended */
  const end = (ended) => {
    clearInterval(onwards)
    removeEventListener("pointermove", move)
    removeEventListener("pointerup", end)
    removeEventListener("pointercancel", end)
    removeEventListener("keydown", escape)
    line.classList.remove("agenda-line--held")
    const to = ended?.type === "pointerup" && target ? placeOf(target, line) : null
    target = null
    mark()
    if (to) send(form, to)
  }
  /** @param {KeyboardEvent} key */
  const escape = (key) => { if (key.key === "Escape") end(null) }
  addEventListener("pointermove", move)
  addEventListener("pointerup", end)
  addEventListener("pointercancel", end)
  addEventListener("keydown", escape)
}

/** The day and place as the form says them; places are counted without the line that moves. @param {{line: HTMLElement, after: boolean}} target  @param {HTMLElement} line */
function placeOf(target, line) {
  const list = /** @type {HTMLElement} */ (target.line.closest("[data-lines]"))
  const others = [...list.querySelectorAll("[data-item]")].filter((one) => one !== line)
  return `${list.dataset.lines}:${others.indexOf(target.line) + (target.after ? 1 : 0)}`
}

/** @param {HTMLFormElement} form  @param {string} to */
function send(form, to) {
  const field = document.createElement("input")
  field.type = "hidden"
  field.name = "to"
  field.value = to
  form.append(field)
  form.submit()
}
