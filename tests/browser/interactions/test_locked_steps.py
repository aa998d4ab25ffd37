"""Steps that lock the ones before them, as people meet them: what one predicted stands beside what one sees."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.barriers import NARROWEST, barriers
from tests.browser.conftest import LAPTOP, Open, Served, come_in, desk_of, write_note

pytestmark = pytest.mark.browser
SCENE = "interactions.piles_scene"


def test_prediction_when_the_next_step_opens_then_it_is_locked_and_stands_beside_what_is_seen(
    served: Served, open_page: Open
) -> None:
    phone = come_in(open_page(NARROWEST), served, "locked")
    desk = desk_of(open_page(LAPTOP, staff=True), served, "locked")
    write_note(phone, "More calls at night.")
    expect(phone.locator("[data-opens=edit]")).to_have_count(1)
    expect(desk.locator("[data-slot=locks]")).to_have_count(3)

    for step in ("close", "open"):
        desk.locator(f"[data-step={step}] .button--primary").click()
    before = phone.locator("[data-slot=before]")
    expect(before.locator("[data-state=locked] [data-note]")).to_have_count(1)
    write_note(phone, "Calls at six.")
    expect(before.locator("[data-state=open] [data-note]")).to_have_count(1)
    left, right = (before.locator(f"[data-state={state}]").bounding_box() for state in ("locked", "open"))
    assert left and right and left["y"] == right["y"] and left["x"] < right["x"]
    expect(phone.locator("[data-opens=edit]")).to_have_count(1)  # of the new note alone
    expect(desk.locator("[data-slot=locked]")).to_have_count(1)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert barriers(phone) == []
    assert barriers(desk) == []
