"""Old phones, bad networks, and what a page hears: put into a page before it is opened."""

from __future__ import annotations

from playwright.sync_api import Page

NO_WEBSOCKET = """window.WebSocket = class {
  constructor() { setTimeout(() => this.fail(), 10) }
  fail() { this.onerror?.(new Event('error')); this.onclose?.({ code: 1006, reason: '' }) }
  send() {}
  close() {}
}"""
# Each write to the device takes its time, as on an old phone.
SLOW_DEVICE = """
Object.defineProperty(IDBTransaction.prototype, "oncomplete", {
  set(done) { this.addEventListener("complete", () => setTimeout(done, 300)) },
})
"""


def frames_of(page: Page) -> list[str]:
    """Everything that this page's sockets and requests receive from now on."""
    heard: list[str] = []

    def listen(socket: object) -> None:
        socket.on("framereceived", lambda payload: heard.append(str(payload)))  # type: ignore[attr-defined]

    page.on("websocket", listen)
    page.on(
        "response",
        lambda response: heard.append(response.text()) if "/api/" in response.url or "/s/" in response.url else None,
    )
    return heard
