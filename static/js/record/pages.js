// A long transcript scrolls on: the next page is added before its reader reaches it. Without scripts, links turn pages.

const AHEAD = "1800px"

const book = document.getElementById("book")
if (book) watch(book)

/** @param {HTMLElement} book */
function watch(book) {
  const nav = document.querySelector(".book__pages")
  if (!nav) return
  const seen = new IntersectionObserver((entries) => { if (entries.some((one) => one.isIntersecting)) void add() }, { rootMargin: AHEAD })
  let isAdding = false
  seen.observe(nav)

  async function add() {
    const next = /** @type {HTMLAnchorElement | null} */ (nav?.querySelector("a[rel=next]"))
    if (!next || isAdding) return
    isAdding = true
    try {
      const answer = await fetch(next.href, { headers: { Accept: "text/html" } })
      if (answer.ok) take(new DOMParser().parseFromString(await answer.text(), "text/html"))
    } catch {
      // The link is still there, for when the server answers again.
    }
    isAdding = false
    // If it is still in sight, the observer has nothing new to say of it.
    if (nav) {
      seen.unobserve(nav)
      if (nav.querySelector("a[rel=next]")?.getAttribute("href") !== next.getAttribute("href")) seen.observe(nav)
    }
  }

  /** @param {Document} page */
  function take(page) {
    const more = page.getElementById("book")
    const links = page.querySelector(".book__pages")
    if (!more || !links || more.dataset.transcript !== book.dataset.transcript) return
    const last = [...book.querySelectorAll(".book__heading")].pop()
    const first = more.querySelector(".book__heading")
    if (last && first && first === more.firstElementChild && textOf(first) === textOf(last)) first.remove()
    const turns = [...more.children].filter((one) => !one.id || !document.getElementById(one.id))
    book.append(...turns.map((one) => document.adoptNode(one)))
    document.getElementById("all-turns")?.prepend(...[...page.querySelectorAll("#all-turns [name=turn]")].map((one) => document.adoptNode(one)))
    nav?.replaceChildren(...links.childNodes)
    book.dispatchEvent(new Event("words-changed"))
    book.dispatchEvent(new Event("turns-added"))
  }
}

/** @param {Element} element */
function textOf(element) {
  return element.querySelector(".book__prompt")?.textContent ?? ""
}
