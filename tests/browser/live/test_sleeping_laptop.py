"""The laptop that runs it goes to sleep for a while: phones come back by themselves, nothing is lost or doubled."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import tests.support.all_models  # noqa: F401 - the session is opened beside the server, as the command line does
from tests.browser.conftest import PHONE, TIMEOUT_MS, answer, ready, write_note
from tests.support.server import Server, running
from tests.wire.client import open_live

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Phones give a silent server up after some 25 s.
NOTICED_WITHIN_MS = 60_000


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    with running(tmp_path / "data") as served:
        yield served


def phone(browser: Browser, server: Server, letters: str) -> Page:
    page = browser.new_context(viewport=PHONE).new_page()
    page.set_default_timeout(TIMEOUT_MS)
    page.goto(f"{server.url}/join#{letters}")
    answer(page)
    page.get_by_role("button", name="Go in").click()
    return ready(page)


def test_laptop_when_it_wakes_from_sleep_then_phones_come_back_and_every_note_is_there_once(
    browser: Browser, own_server: Server
) -> None:
    live = open_live(own_server)
    ana, ben = (phone(browser, own_server, live.join_pass) for _ in range(2))
    write_note(ana, "before it slept")
    expect(ben.get_by_text("before it slept")).to_have_count(1)

    own_server.process.send_signal(signal.SIGSTOP)
    try:
        write_note(ana, "while it slept")
        for page in (ana, ben):
            expect(page.locator("[data-slot=offline]")).to_be_visible(timeout=NOTICED_WITHIN_MS)
        write_note(ben, "still asleep")
    finally:
        own_server.process.send_signal(signal.SIGCONT)

    for page in (ana, ben):
        for text in ("before it slept", "while it slept", "still asleep"):
            expect(page.get_by_text(text)).to_have_count(1, timeout=NOTICED_WITHIN_MS)
    for page, text in ((ana, "while it slept"), (ben, "still asleep")):
        expect(page.locator("[data-note]", has_text=text).locator("[data-state=saved]")).to_be_visible()
        expect(page.locator("[data-slot=offline]")).to_have_count(0)
        page.context.close()
    assert [op["kind"] for op in live.leader.read()].count("note.add") == 3
