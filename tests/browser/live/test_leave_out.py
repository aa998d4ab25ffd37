"""Leaving something out by phone: the desk and the table see which part, live; the page has no barriers."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.barriers import barriers
from tests.browser.conftest import LAPTOP, PHONE, Open, Served, come_in, desk_of, ready

pytestmark = pytest.mark.browser
NARROWEST = {"width": 320, "height": 640}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_stretch_when_a_phone_leaves_it_out_then_the_others_phone_and_the_desk_see_it_at_once(
    served: Served, open_page: Open, scheme: str
) -> None:
    desk = desk_of(open_page(LAPTOP, staff=True, color_scheme=scheme), served, "open_wall")
    other = come_in(open_page(PHONE, color_scheme=scheme), served, "open_wall")
    phone = come_in(open_page(NARROWEST, color_scheme=scheme), served, "open_wall")
    before = desk.locator("[data-left-out]").count()

    phone.locator(".phone__leave a[href$='/leave-out']").click()
    phone.locator("form [type=submit].button--primary").click()

    expect(desk.locator("[data-left-out]")).to_have_count(before + 1)
    expect(other.locator("[data-slot=left_out]")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= NARROWEST["width"]
    assert barriers(phone) == [] and barriers(other) == [] and barriers(desk) == []
    phone.locator("[data-act=undo]").click()
    expect(desk.locator("[data-left-out]")).to_have_count(before)
    phone.goto(phone.url.removesuffix("/leave-out"))
    ready(phone)
