"""The record of a session with its editor at work, and the turns on it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from tests.browser.conftest import Served

FIRST = "We were tied at the end of every week and nobody asked how the carers were doing at all."


def record(page: Page, served: Served, name: str) -> Page:
    """The record of a session, its editor at work."""
    page.goto(served.at(f"/sessions/{served.sessions[name]['id']}"))
    page.locator("#show-keys:not([hidden])").wait_for(state="attached")
    return page


def turn(page: Page, n: int) -> Locator:
    """A turn of the transcript."""
    return page.locator(f"#turn-{n}")


def edit(page: Page, n: int) -> Locator:
    """Open a turn; its text field."""
    turn(page, n).get_by_role("link", name="Edit").click()
    return turn(page, n).locator("textarea")
