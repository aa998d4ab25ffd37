"""A note on its way when the line fails without a sound and the page goes: the phone has it, and sends it again."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import WebSocketRoute, expect

from tests.browser.conftest import Open, Served, come_in, ready, write_note

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("lost", ['["ops"', '{"accepted"'], ids=["on its way there", "answered, but not heard"])
def test_note_when_its_sending_is_lost_and_the_page_loaded_again_then_it_is_sent_again_and_counts_once(
    served: Served, open_page: Open, lost: str
) -> None:
    """Seen failing with a note let go when it was sent, and with one that got a new name when it was sent again."""
    page, reader = open_page(), come_in(open_page(), served, "open_wall")
    swallowed: list[str] = []
    text, bad = f"lost {lost[1:5]}", True

    def between(line: WebSocketRoute) -> None:
        server = line.connect_to_server()

        def carry(send: Any, said: Any) -> None:
            if bad and lost in str(said):
                swallowed.append(said)
            else:
                send(said)

        line.on_message(lambda said: carry(server.send, said))
        server.on_message(lambda said: carry(line.send, said))

    page.route_web_socket("**/socket.io/**", between)
    come_in(page, served, "open_wall")
    refuse = lambda route: route.abort()  # noqa: E731 - what the page sends when it goes is lost too
    page.route("**/api/**", refuse)
    write_note(page, text)
    expect(page.locator("[data-note]", has_text=text)).to_be_visible()
    while not swallowed:
        page.evaluate("navigator.onLine")  # whatever is asked, lines are served meanwhile
    page.context.set_offline(True)
    page.goto("about:blank")
    page.context.set_offline(False)
    page.unroute("**/api/**", refuse)
    bad = False
    page.go_back()
    ready(page)

    expect(page.locator("[data-note]", has_text=text).locator("[data-state=saved]")).to_be_visible()
    expect(reader.get_by_text(text)).to_have_count(1)
