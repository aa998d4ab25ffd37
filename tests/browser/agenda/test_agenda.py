"""The agenda in a real browser: with a mouse, by keys, and without scripts on a narrow phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.barriers import NARROWEST, barriers
from tests.browser.conftest import LAPTOP, Open, Served

pytestmark = pytest.mark.browser
LINES = ".agenda-line__title"


def agenda_of(page: Page, served: Served, nth: int) -> Page:
    """The agenda of one of the events that are led, filled with half a day."""
    page.goto(served.at("/desk"))
    page.locator("main a[href$='/agenda']").nth(nth).click()
    page.locator("button[value=half_day_workshop]").click()
    expect(page.locator(LINES)).to_have_count(8)
    return page


def titles(page: Page) -> list[str]:
    return [" ".join(text.split()) for text in page.locator(LINES).all_inner_texts()]


def test_a_line_when_dragged_or_moved_by_keys_then_the_times_of_the_day_follow(served: Served, open_page: Open) -> None:
    page = agenda_of(open_page(LAPTOP, staff=True), served, 0)
    assert barriers(page) == []
    before = titles(page)
    lines = page.locator("[data-item]")

    grip = lines.nth(3).locator("[data-grip]")
    grip.scroll_into_view_if_needed()
    grip.hover()
    page.mouse.down()
    target = lines.nth(1).bounding_box()
    assert target is not None
    page.mouse.move(target["x"] + 40, target["y"] + 4, steps=4)
    with page.expect_navigation():
        page.mouse.up()
    assert titles(page) == [before[0], before[3], before[1], before[2], *before[4:]]
    expect(lines.nth(1).locator("time")).to_have_text("09:45")

    lines.nth(1).locator("[data-grip]").focus()
    with page.expect_navigation():
        page.keyboard.press("ArrowDown")
    assert titles(page) == [before[0], before[1], before[3], before[2], *before[4:]]
    expect(page.locator("[data-code=no_break]")).to_have_count(0)


def test_a_line_when_moved_and_left_out_without_scripts_on_a_narrow_phone_then_it_is_where_it_was_put(
    served: Served, open_page: Open
) -> None:
    page = agenda_of(open_page(NARROWEST, staff=True, java_script_enabled=False), served, 1)
    before = titles(page)

    with page.expect_navigation():
        page.locator("[data-item]").nth(0).locator("a[href$='#move']").press("Enter")
    page.locator("#f-to").select_option(index=len(before) - 1)
    with page.expect_navigation():
        page.locator("#move button").press("Enter")
    assert titles(page) == [*before[1:], before[0]]
    with page.expect_navigation():
        page.locator(f"{LINES} a").nth(3).press("Enter")
    with page.expect_navigation():
        page.locator("form[action$='/drop'] button").press("Enter")
    expect(page.locator("[data-code=item_drop]")).to_have_count(1)
    expect(page.locator(".agenda-line--dropped")).to_have_count(1)
    expect(page.locator("[data-code=no_break]")).to_have_count(1)
