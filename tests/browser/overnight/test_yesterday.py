"""Yesterday as the room meets it: a heading is questioned, named anew and renamed; phones, desk and wall follow."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.barriers import NARROWEST, barriers
from tests.browser.conftest import LAPTOP, PHONE, PROJECTOR, Open, Served, come_in, desk_of, wall_of

pytestmark = pytest.mark.browser
SCENE = "overnight.overnight_scene"


def head(page: Page, title: str) -> Locator:
    return page.locator("[data-head]", has=page.locator(".yesterday__head, h1", has_text=title))


def say(of: Locator, place: int, text: str) -> None:
    """Write what does not fit (0), or a better name (1)."""
    form = of.locator("[data-write='yesterday.write']").nth(place)
    form.locator("summary").click()
    form.locator("[name=text]").fill(text)
    form.locator("button[type=submit]").click()


def test_heading_when_questioned_and_renamed_then_phones_desk_and_wall_follow(served: Served, open_page: Open) -> None:
    ana, ben = (come_in(open_page(PHONE), served, "morning") for _ in range(2))
    desk = desk_of(open_page(LAPTOP, staff=True), served, "morning")
    wall = wall_of(open_page(PROJECTOR, staff=True), served, "morning")
    for page in (ana, desk, wall):
        expect(head(page, "Trust")).to_contain_text("The otter was seen")

    say(head(ana, "Trust"), 0, "It is about time.")
    say(head(ana, "Trust"), 1, "Having time")
    for page in (ben, desk, wall):
        expect(head(page, "Trust")).to_contain_text("It is about time.")
    head(desk, "Trust").locator("[data-act=use_name]").click()

    for page in (ana, ben, desk, wall):
        expect(head(page, "Having time").locator("[data-slot=was]")).to_contain_text("Trust")
    wall.keyboard.press("ArrowLeft")
    expect(wall.locator(".wall__yesterday")).to_contain_text("Ask what they were for.")
    expect(ana.locator("[data-slot=bulbs]")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_the_evening_and_morning_when_checked_by_axe_then_there_is_no_barrier(
    served: Served, open_page: Open, scheme: str
) -> None:
    event = served.sessions["first"]["event"]
    phone = come_in(open_page(NARROWEST, color_scheme=scheme), served, "morning")
    expect(head(phone, "What the form can hold")).to_be_visible()
    desk = desk_of(open_page(LAPTOP, staff=True, color_scheme=scheme), served, "morning")
    wall = wall_of(open_page(PROJECTOR, staff=True, color_scheme=scheme), served, "morning")
    for page in (desk, wall):
        expect(page.locator("[data-head]").first).to_be_visible()
    for page in (phone, desk, wall):
        assert barriers(page) == []
    wide = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert phone.evaluate(wide) <= 0
    staff = open_page(NARROWEST, staff=True, color_scheme=scheme)
    for path in ("days/1/overnight", "days/1/overnight/sheets", "rehearsal", "needs"):
        staff.goto(served.at(f"/desk/events/{event}/{path}"))
        assert barriers(staff) == [] and staff.evaluate(wide) <= 0, path
    phone.goto(served.at(f"/e/{event}/needs"))
    assert barriers(phone) == [] and phone.evaluate(wide) <= 0
