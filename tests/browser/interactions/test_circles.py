"""A talking circle as people meet it: a place each, one who speaks, and one button."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.barriers import barriers
from tests.browser.conftest import LAPTOP, PHONE, PROJECTOR, Open, Served, answer, come_in, desk_of, wall_of

pytestmark = pytest.mark.browser
SCENE = "circles_server"


def press(page: Page, act: str) -> None:
    """Press the one button."""
    page.locator(f"[data-act='{act}']").click()


def test_circle_when_the_turn_goes_round_then_each_phone_says_so_and_the_wall_follows(
    served: Served, open_page: Open
) -> None:
    ana, ben = (come_in(open_page(PHONE), served, "circle") for _ in range(2))
    desk = desk_of(open_page(LAPTOP, staff=True), served, "circle")
    wall = wall_of(open_page(PROJECTOR, staff=True, color_scheme="dark"), served, "circle")
    for place, phone in enumerate((ana, ben), 1):
        press(phone, "circle.join")
        expect(phone.locator("[data-state=seated]")).to_contain_text(str(place))
    expect(desk.locator("[data-place]")).to_have_count(2)

    press(desk, "circle.begin")
    expect(ana.locator("[data-state=my_turn]")).to_be_visible()
    expect(ana.locator("[data-act]")).to_have_count(1)
    expect(ben.locator("[data-place='1'][data-state=turn]")).to_be_visible()
    expect(wall.locator("[data-place='1'][data-state=turn]")).to_be_visible()
    assert barriers(ana) == [] and barriers(ben) == [] and barriers(desk) == [] and barriers(wall) == []

    press(ana, "circle.next")
    expect(ben.locator("[data-state=my_turn]")).to_be_visible()
    ben.reload()
    press(ben, "circle.next")
    for page in (ana, ben, desk, wall):
        expect(page.locator("[data-state=over]")).to_be_visible()


def test_browser_without_scripts_when_in_a_circle_then_plain_forms_take_a_place_and_hand_on(
    served: Served, open_page: Open
) -> None:
    page = open_page(PHONE, java_script_enabled=False)
    page.goto(served.at("/"))
    page.locator("#join_pass").fill(served.sessions["plain"]["letters"])
    page.get_by_role("button", name="Go on").click()
    answer(page)
    page.get_by_role("button", name="Go in").click()
    page.locator("[data-slot=circle-phone] button").click()
    expect(page.locator("[data-state=seated]")).to_be_visible()
    desk = desk_of(open_page(LAPTOP, staff=True), served, "plain")
    press(desk, "circle.begin")
    expect(desk.locator("[data-state=turn]")).to_be_visible()

    page.reload()
    page.locator("form[action$='/acts'] button").click()

    expect(page.locator("[data-state=seated]")).to_be_visible()
    expect(desk.locator("[data-state=over]")).to_be_visible()
