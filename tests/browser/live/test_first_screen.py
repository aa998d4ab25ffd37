"""What the desk has on its first screen: the open notes, and what must not be recorded."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.barriers import barriers
from tests.browser.conftest import Open, Served, come_in, desk_of, write_note

pytestmark = pytest.mark.browser


def test_desk_of_a_laptop_when_notes_come_then_they_and_what_must_not_be_recorded_are_on_its_first_screen(
    served: Served, open_page: Open
) -> None:
    desk = desk_of(open_page({"width": 1440, "height": 900}, staff=True), served, "open_wall")
    phone = come_in(open_page(), served, "open_wall", sound="no")
    write_note(phone, "in sight at once")

    note = desk.locator(".desk__main [data-note]", has_text="in sight at once")
    expect(note).to_be_visible()
    expect(desk.locator("[data-slot=unrecorded] [data-why=not_agreed]")).to_have_count(1)

    told = [note.bounding_box(), desk.locator("[data-slot=unrecorded]").bounding_box()]
    assert all(box is not None and box["y"] + box["height"] < 900 for box in told), told
    assert desk.evaluate("scrollY") == 0
    expect(desk.locator("[data-slot=join_chip]")).to_have_count(1)
    assert barriers(desk) == []
