// How far a grouping is, without reloading: whoever reads or types on the page is not disturbed.

const EVERY_MS = 3000
const going = document.getElementById("going")

async function look() {
  const answer = await fetch(location.href).catch(() => null)
  if (!going || !answer?.ok) return
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  const now = page.getElementById("going")
  const bar = going.querySelector("progress")
  if (now && bar) {
    bar.value = now.querySelector("progress")?.value ?? bar.value
    const title = going.querySelector("h2")
    if (title) title.textContent = now.querySelector("h2")?.textContent ?? ""
    return
  }
  clearInterval(timer)
  going.querySelector("progress")?.remove()
  going.querySelector("form")?.remove()
  const done = going.querySelector("[role=status]")
  const link = document.createElement("a")
  link.href = location.pathname
  link.textContent = "It has ended. Show what came out"
  done?.replaceChildren(link)
}

const timer = setInterval(look, EVERY_MS)
