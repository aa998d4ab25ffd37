"""Figures beside accounts as people meet them: written on the phone, shown together on wall and desk."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.barriers import NARROWEST, barriers
from tests.browser.conftest import LAPTOP, PROJECTOR, Open, Served, answer, come_in, desk_of, wall_of

pytestmark = pytest.mark.browser
SCENE = "interactions.piles_scene"


def figure(page: Page, of: str = "figure-1") -> Locator:
    """One of the figures of the step."""
    return page.locator(f"[data-figure={of}]")


def write(page: Page, account: str, why: str = "", of: str = "figure-1") -> None:
    """Open a fold, write in its boxes and send it."""
    fold = page.locator(f"[data-write={of}]")
    fold.locator("summary").click()
    fold.locator("textarea").first.fill(account)
    fold.locator("textarea").nth(1).fill(why)
    fold.locator("button[type=submit]").click()


def test_account_when_set_beside_a_figure_then_desk_and_wall_show_both_and_its_author_takes_it_back(
    served: Served, open_page: Open
) -> None:
    phone = come_in(open_page(NARROWEST), served, "figures")
    desk = desk_of(open_page(LAPTOP, staff=True), served, "figures")
    wall = wall_of(open_page(PROJECTOR, staff=True), served, "figures")
    expect(wall.locator("[data-code=no_pairs]")).to_be_visible()
    write(phone, "She said it at the door.", "The form was closed by then.")

    for page in (phone, desk, wall):
        pair = figure(page).locator("[data-pair][data-relation=misses]")
        expect(pair.locator(".note__words")).to_have_text("She said it at the door.")
        expect(figure(page).locator(".figure__number")).to_be_visible()
        expect(figure(page).locator(".figure__from")).to_be_visible()
    pair = figure(phone).locator("[data-pair]")
    pair.locator("[data-opens=edit]").click()
    pair.locator("textarea").first.fill("She said it twice.")
    pair.locator("[data-slot=reword] button[type=submit]").click()
    expect(figure(wall).locator(".note__words")).to_have_text("She said it twice.")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for page in (phone, desk):
        assert barriers(page) == []

    write(phone, "Nobody came.", of="figure-2")
    expect(figure(desk, "figure-2").locator("[data-pair]")).to_have_count(1)
    figure(desk, "figure-2").locator("[data-opens=remove]").click()
    figure(desk, "figure-2").locator(".button--stop").click()
    expect(figure(phone, "figure-2").locator("[data-pair]")).to_have_count(0)
    pair.locator("[data-opens=remove]").click()
    pair.locator(".button--stop").click()
    expect(wall.locator("[data-code=no_pairs]")).to_be_visible()


def test_browser_without_scripts_when_setting_an_account_beside_a_figure_then_plain_forms_keep_it(
    served: Served, open_page: Open
) -> None:
    page = open_page(NARROWEST, java_script_enabled=False)
    page.goto(served.at("/"))
    page.locator("#join_pass").fill(served.sessions["figures_plain"]["letters"])
    page.get_by_role("button", name="Continue").click()
    answer(page)
    page.get_by_role("button", name="Go in").click()

    write(page, "She said it at the door.")
    expect(figure(page).locator("[data-pair]")).to_have_count(1)
    figure(page).locator("[data-slot=remove] summary").click()
    figure(page).locator("[data-slot=remove] button").click()
    expect(figure(page).locator("[data-pair]")).to_have_count(0)
