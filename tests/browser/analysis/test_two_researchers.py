"""Two researchers code one talk at once, by keys alone; each sees what the other does while it happens."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.barriers import barriers
from tests.browser.conftest import LAPTOP, PHONE, Open, Served

pytestmark = pytest.mark.browser

SCENE = "analysis.scene"
CODINGS = 40
KEYS_FOR_ONE = 3
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Keys:
    """A keyboard that counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, *keys: str) -> None:
        """One after the other."""
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1


def coding_page(page: Page, served: Served) -> Page:
    """The page for coding, with the words in focus."""
    page.goto(served.at(f"/sessions/{served.sessions['coded']['id']}/code"))
    expect(page.locator("#coding[data-ready]")).to_be_attached()
    page.locator("#coding").focus()
    return page


def test_two_researchers_when_they_code_by_keys_at_once_then_forty_codings_are_on_both_pages(
    served: Served, open_page: Open
) -> None:
    ada = coding_page(open_page(LAPTOP, staff=True), served)
    second = open_page(LAPTOP)
    second.context.add_cookies(
        [{"name": "sign-in", "value": served.sessions["second"]["sign_in"], "url": served.at("/")}]
    )
    rea = coding_page(second, served)
    by_ada, by_rea = Keys(ada), Keys(rea)
    # Ada waits for nothing: the code that she has just made is found by its letters, and not made twice.
    by_ada.press("ArrowDown", *"tired", "Enter", "ArrowRight", "t", "i", "Enter", "Control+z")
    by_rea.press("ArrowDown", *"money", "Enter")
    for page in (ada, rea):
        expect(page.locator("#coding[data-codings='2']")).to_be_attached()
        expect(page.locator("#code-list [data-code]")).to_have_count(2)

    by_ada.pressed = by_rea.pressed = 0
    by_ada.press("ArrowRight")
    by_rea.press("ArrowRight")
    for _ in range(CODINGS // 4):
        by_ada.press("t", "i", "Shift+Enter", "+")
        by_rea.press("m", "o", "Shift+Enter", "+")

    assert by_ada.pressed + by_rea.pressed <= CODINGS * KEYS_FOR_ONE
    for page in (ada, rea):
        expect(page.locator(f"#coding[data-codings='{CODINGS + 2}']")).to_be_attached()
    by_ada.press("Control+z")
    for page in (ada, rea):
        expect(page.locator(f"#coding[data-codings='{CODINGS + 1}']")).to_be_attached()
        assert barriers(page) == []
    phone = coding_page(open_page(PHONE, staff=True), served)
    phone.locator(".w").first.click()
    expect(phone.locator("#bar")).to_be_visible()
    assert phone.evaluate(TOO_WIDE) == 0
    assert barriers(phone) == []
