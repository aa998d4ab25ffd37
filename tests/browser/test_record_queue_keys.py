"""The queue by keys alone: the focus stays with what was moved, paused or stopped, and what became of it is said."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LAPTOP, Open, Served

pytestmark = pytest.mark.browser

SCENE = "queue_server"


def test_the_queue_when_a_button_that_was_pressed_goes_then_the_focus_goes_to_what_takes_its_place(
    served: Served, open_page: Open
) -> None:
    page = open_page(LAPTOP, staff=True)
    page.goto(served.at("/queue"))
    expect(page.locator(".queued--running h3")).to_have_text("First table.wav")
    fourth, said = page.locator("[data-id]", has_text="Fourth table.wav"), page.locator("#live-region")

    fourth.get_by_role("button", name="First").press("Enter")
    expect(fourth.get_by_role("button", name="Down")).to_be_focused()
    expect(said).to_contain_text("Fourth table.wav: It waits for its turn")

    fourth.get_by_role("button", name="Pause").press("Enter")
    expect(fourth.get_by_role("button", name="Go on")).to_be_focused()
    expect(said).to_contain_text("Fourth table.wav: Paused.")

    fourth.locator("summary").press("Enter")
    fourth.get_by_role("button", name="Stop writing it down").press("Enter")
    expect(said).to_have_text("Fourth table.wav is no longer in this list.")
    assert page.evaluate("document.activeElement.id") == "queue", "the next press of Tab goes on from here"
