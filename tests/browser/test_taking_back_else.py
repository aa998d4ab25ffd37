"""What else is a reader's own: light bulbs, and notes that a facilitator set aside, erased by their author alone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.barriers import barriers
from tests.browser.conftest import LAPTOP, Open, Served, come_in, desk_of, write_note

pytestmark = pytest.mark.browser


def set_aside(desk: Page, words: str) -> None:
    """The facilitator turns to a note that was handed in and takes it off every board."""
    desk.locator("li", has_text=words).locator("[data-opens=aside]").click()
    desk.locator("[data-act='note.remove']").click()


def mark(phone: Page, words: str) -> None:
    phone.locator("[data-slot=bulb] > summary").click()
    phone.locator("#bulb-used").fill(words)
    phone.locator("[data-slot=bulb] form").get_by_role("button").click()


def own(page: Page, part: str) -> Any:
    return page.locator(f"[data-own={part}]")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_note_that_was_set_aside_when_its_author_looks_then_it_can_be_erased(
    served: Served, open_page: Open, scheme: str
) -> None:
    phone, words = come_in(open_page(color_scheme=scheme), served, "open_wall"), f"not so {scheme}"
    write_note(phone, words, share="Handed in")
    desk = desk_of(open_page(LAPTOP, staff=True), served, "open_wall")
    set_aside(desk, words)
    expect(own(phone, "set-aside").get_by_text(words)).to_be_visible()
    assert barriers(phone) == []

    own(phone, "set-aside").get_by_role("button", name="Erase").click()
    own(phone, "set-aside").get_by_role("button", name="Erase its words").click()

    expect(own(phone, "set-aside")).to_have_count(0)
    # Perhaps before it was sent: then it is sent now.
    phone.reload()
    expect(phone.get_by_label("Your note")).to_be_visible()
    expect(phone.get_by_text(words)).to_have_count(0)


def test_a_light_bulb_when_taken_back_then_neither_phone_nor_desk_has_it(served: Served, open_page: Open) -> None:
    phone = come_in(open_page(), served, "crowd")
    desk = desk_of(open_page(LAPTOP, staff=True), served, "crowd")
    mark(phone, "I used to think it was their fault")
    expect(desk.get_by_text("it was their fault")).to_be_visible()
    own(phone, "bulbs").locator("summary").click()
    assert barriers(phone) == []

    own(phone, "bulbs").get_by_role("button", name="Take back").click()
    own(phone, "bulbs").get_by_role("button", name="Erase its words").click()

    expect(own(phone, "bulbs")).to_have_count(0)
    expect(desk.get_by_text("it was their fault")).to_have_count(0)


def test_without_scripts_when_both_are_there_then_both_are_taken_back_by_plain_forms(
    served: Served, open_page: Open
) -> None:
    phone = come_in(open_page(), served, "dotted")
    write_note(phone, "plainly set aside", share="Handed in")
    mark(phone, "plainly seen")
    expect(own(phone, "bulbs")).to_be_visible()
    set_aside(desk_of(open_page(LAPTOP, staff=True), served, "dotted"), "plainly set aside")
    expect(own(phone, "set-aside")).to_be_visible()
    page = open_page(storage_state=phone.context.storage_state(), java_script_enabled=False)
    page.goto(phone.url)

    for opens in ("Take back", "Erase"):
        page.get_by_text(opens, exact=True).click()
        page.get_by_role("button", name="Erase its words").click()

    expect(page.locator(".phone__leave a[href$='/leave']")).to_be_visible()
    expect(page.get_by_text(re.compile("plainly"))).to_have_count(0)
