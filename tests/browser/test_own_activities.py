"""Writing an activity in a real browser: by keys alone, without scripts, on a narrow phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.barriers import NARROWEST, barriers
from tests.browser.conftest import LAPTOP, Open, Served

pytestmark = pytest.mark.browser


def activities_of(page: Page, served: Served) -> Page:
    """The page of activities of the programme that is led."""
    page.goto(served.at("/desk"))
    page.locator("a[href$='/activities']").first.click()
    page.wait_for_url("**/activities")
    return page


def test_an_activity_when_written_by_keys_without_scripts_then_steps_keep_what_was_typed_and_it_is_kept(
    served: Served, open_page: Open
) -> None:
    page = activities_of(open_page(NARROWEST, staff=True, java_script_enabled=False), served)
    page.locator("a[href$='/new']").press("Enter")
    page.get_by_label("Name", exact=True).fill("Tea round")
    page.locator("[name='steps[1].title']").fill("Pour")

    page.locator("button[value='add 1']").press("Enter")
    page.wait_for_url("**#step-2")
    page.locator("[name='steps[2].title']").fill("Warm the pot")
    page.locator("[name='steps[2].minutes']").fill("five")
    page.locator("[name='steps[2].note_kinds'][value=question]").press("Space")
    page.locator("button[value='up 2']").press("Enter")
    page.wait_for_url("**#step-1")

    expect(page.locator("[name$='.title']").nth(0)).to_have_value("Warm the pot")
    expect(page.locator("[name$='.title']").nth(1)).to_have_value("Pour")
    expect(page.locator("[name='steps[1].note_kinds']:checked")).to_have_count(2)
    for name in ("purpose", "group_shape", "steps[1].prompts", "steps[2].prompts"):
        page.locator(f"[name='{name}']").fill("Anything")
    page.locator("[name='name']").press("Enter")
    page.locator("[data-code=bad_activity] a").press("Enter")
    expect(page.locator("[name='steps[1].minutes']")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    page.wait_for_url("**/activities")
    expect(page.locator("[data-activity=own_tea_round]")).to_be_visible()


def test_a_step_when_another_interaction_is_chosen_without_scripts_then_the_fields_that_go_with_it_are_shown(
    served: Served, open_page: Open
) -> None:
    page = activities_of(open_page(LAPTOP, staff=True, java_script_enabled=False), served)
    page.locator("a[href$='/new']").click()
    cards, kinds = page.locator("[name='steps[1].options.cards']"), page.locator("[name='steps[1].note_kinds']").first
    seats = page.locator("[name='steps[1].speaking_as']")
    shown = {"notes": (False, True, True), "position": (True, False, True), "circle": (False, False, False)}

    for interaction, fields in shown.items():
        page.locator("[name='steps[1].interaction']").select_option(interaction)
        for field, is_shown in zip((cards, kinds, seats), fields, strict=True):
            expect(field).to_be_visible(visible=is_shown)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_activities_when_checked_then_no_barrier_and_nothing_scrolls_sideways(
    served: Served, open_page: Open, scheme: str
) -> None:
    for size in (NARROWEST, LAPTOP):
        page = activities_of(open_page(size, staff=True, color_scheme=scheme), served)
        base = page.url
        for path in ("", "/new?copy=lifting_the_rock", "/file"):
            page.goto(base + path)
            assert barriers(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], path
        page.goto(f"{base}/new")
        page.locator("button[formnovalidate]").first.press("Enter")
        page.wait_for_url("**#step-2")
        page.locator("form.activity-form").evaluate("form => { form.noValidate = true }")
        page.locator("form.activity-form .button--primary").click()
        page.locator("[data-code=bad_activity]").wait_for()
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
