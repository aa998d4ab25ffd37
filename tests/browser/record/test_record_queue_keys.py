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
    expect(fourth).to_have_attribute("data-state", "waiting")
    waits = f"Fourth table.wav: {fourth.locator('.queued__said').inner_text()}"
    expect(said).to_have_text(waits)

    fourth.get_by_role("button", name="Pause").press("Enter")
    expect(fourth.get_by_role("button", name="Resume")).to_be_focused()
    expect(fourth).to_have_attribute("data-state", "held")
    held = f"Fourth table.wav: {fourth.locator('.queued__said').inner_text()}"
    expect(said).to_have_text(held)
    assert held != waits

    fourth.locator("summary").press("Enter")
    fourth.locator("[id^=cancel-]").press("Enter")
    expect(fourth).to_have_count(0)
    expect(said).not_to_have_text(held)
    expect(said).to_contain_text("Fourth table.wav")
    assert page.evaluate("document.activeElement.id") == "queue", "the next press of Tab goes on from here"
