"""The desk in a hurry: a double-click, two who lead at once, keys alone; and what it had begun to type."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import LAPTOP, Open, Served, come_in, desk_of, ready, write_note

pytestmark = pytest.mark.browser


def double_click(page: Page, first: Locator, then: str) -> None:
    """A slow double-click: its second press comes when ``then`` is what stands there."""
    box = first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.up()
    expect(page.locator(".desk__next").get_by_role("button", name=then)).to_be_enabled()
    page.mouse.down(click_count=2)
    page.mouse.up(click_count=2)


def test_round_when_closed_by_a_double_click_then_handed_in_notes_are_not_shown_by_it(
    served: Served, open_page: Open
) -> None:
    desk = desk_of(open_page(LAPTOP, staff=True), served, "plain")
    phone = come_in(open_page(), served, "plain")
    reader = come_in(open_page(), served, "plain")
    write_note(phone, "kept for the desk", share="Handed in")
    expect(desk.get_by_text("kept for the desk")).to_be_visible()

    double_click(desk, desk.get_by_role("button", name="Close the round"), "Show to everyone")
    desk.get_by_role("button", name="The question", exact=True).click()
    expect(desk.get_by_role("button", name="The question", exact=True, pressed=True)).to_be_visible()

    # What was done before that has been heard of by now.
    expect(desk.locator("[data-step=reveal]").get_by_role("heading")).to_be_visible()
    expect(reader.get_by_text("kept for the desk")).to_have_count(0)


def test_button_when_pressed_twice_at_once_then_it_acts_once_and_nobody_is_blamed(
    served: Served, open_page: Open
) -> None:
    desk = desk_of(open_page(LAPTOP, staff=True), served, "rock")

    desk.get_by_role("button", name="Open the round").dblclick()

    expect(desk.get_by_role("button", name="Close the round")).to_be_enabled()
    desk.get_by_role("button", name="Reword").first.click()
    desk.get_by_role("button", name="Cancel").click()
    expect(desk.get_by_role("alert")).to_have_count(0)


def test_question_when_reworded_by_two_then_neither_overwrites_the_other_unseen(
    served: Served, open_page: Open
) -> None:
    first = desk_of(open_page(LAPTOP, staff=True), served, "dotted")
    second = desk_of(open_page(LAPTOP, staff=True), served, "dotted")
    first.get_by_role("button", name="Reword").click()
    first.locator("textarea[id^='reword-']").fill("Mine, from before")
    second.get_by_role("button", name="Reword").click()
    second.locator("textarea[id^='reword-']").fill("Theirs, in the meantime")
    second.locator("[data-act='prompt.reword']").click()
    expect(first.locator("[data-round]").first).to_be_visible()
    expect(second.get_by_text("Theirs, in the meantime").first).to_be_visible()
    phone = come_in(open_page(), served, "dotted")
    expect(phone.get_by_role("heading", name="Theirs, in the meantime")).to_be_visible()

    first.locator("[data-act='prompt.reword']").click()

    expect(first.get_by_role("alert")).to_have_attribute("data-code", "stale")
    expect(first.get_by_role("alert")).to_contain_text("Mine, from before")
    expect(phone.get_by_role("heading", name="Theirs, in the meantime")).to_be_visible()


def test_desk_when_loaded_again_then_what_was_being_typed_is_there(served: Served, open_page: Open) -> None:
    desk = desk_of(open_page(LAPTOP, staff=True), served, "open_wall")
    desk.get_by_role("button", name="Reword").click()
    desk.locator("textarea[id^='reword-']").fill("What stayed")
    desk.locator("[data-opens=ask]").click()
    desk.get_by_label("The question").fill("And what would")

    desk.reload()

    expect(ready(desk).locator("textarea[id^='reword-']")).to_have_value("What stayed")
    expect(desk.get_by_label("The question")).to_have_value("And what would")


def test_desk_when_led_by_keys_then_the_focus_follows_what_is_done(served: Served, open_page: Open) -> None:
    desk = desk_of(open_page(LAPTOP, staff=True), served, "crowd")
    phone = come_in(open_page(), served, "crowd")
    write_note(phone, "carried about by keys")
    desk.get_by_label("New heading").fill("Elsewhere")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Elsewhere")).to_be_visible()

    note = desk.locator("[data-note]", has_text="carried about by keys")
    note.locator("summary").focus()
    desk.keyboard.press("Enter")
    desk.get_by_role("button", name="Elsewhere", exact=True).focus()
    desk.keyboard.press("Enter")
    expect(desk.locator(".cluster", has_text="Elsewhere").get_by_text("carried about by keys")).to_be_visible()
    expect(note.locator("summary")).to_be_focused()

    desk.get_by_role("button", name="Rename Elsewhere").focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_label("Another title")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("button", name="Rename Elsewhere")).to_be_focused()
