"""Led by keys alone: the focus stays on what was pressed, also while rounds and sessions open."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LAPTOP, Open, Served, come_in, ready, write_note

pytestmark = pytest.mark.browser
COVERED = """() => {
  const field = document.activeElement.closest(".field").getBoundingClientRect()
  return document.querySelector(".phone-bar").getBoundingClientRect().bottom - field.top
}"""


def test_a_desk_when_led_by_keys_from_the_opening_of_its_session_then_the_focus_stays_where_it_is(
    served: Served, open_page: Open
) -> None:
    desk = open_page(LAPTOP, staff=True)
    desk.goto(served.at(f"/desk/sessions/{served.sessions['planned']['id']}"))
    desk.locator("form[action$='/open'] button[type=submit]").first.press("Enter")
    ready(desk)
    big = desk.locator("[data-step] .button--primary")

    for act in ("open", "close"):
        expect(desk.locator(f"[data-step={act}]")).to_have_count(1)
        expect(big).to_be_focused()
        desk.keyboard.press("Enter")
        expect(desk.locator(f"[data-step={act}]")).to_have_count(0)
    expect(big).to_be_focused()
    small = desk.locator("[data-round] .round__head button").first
    for now_open in (1, 0):
        small.press("Enter")
        expect(desk.locator("[data-round] .round__head .tag--next")).to_have_count(now_open)
        expect(small).to_be_focused()


def test_a_phone_when_a_note_is_added_far_down_then_the_bar_covers_neither_field_nor_label(
    served: Served, open_page: Open
) -> None:
    phone = come_in(open_page({"width": 360, "height": 560}), served, "looks")
    phone.get_by_label("Your note", exact=True).fill("some words")
    phone.get_by_role("button", name="Add note").scroll_into_view_if_needed()
    phone.evaluate("scrollTo(0, document.querySelector('#note-text').getBoundingClientRect().bottom + scrollY - 120)")

    phone.get_by_role("button", name="Add note").press("Enter")
    phone.locator("[data-state=saved]").wait_for()

    expect(phone.locator("#note-text")).to_be_focused()
    assert phone.evaluate(COVERED) <= 0


@pytest.mark.parametrize("root_px,stays", [(16, True), (32, False)])
def test_the_bar_of_a_phone_when_letters_are_twice_as_large_then_it_scrolls_away_and_cuts_no_words(
    served: Served, open_page: Open, root_px: int, stays: bool
) -> None:
    phone = come_in(open_page(), served, "looks")
    phone.evaluate("(size) => { document.documentElement.style.fontSize = `${size}px` }", root_px)
    title = phone.locator(".phone-bar__title")
    title.evaluate("(one) => { one.textContent = 'A long title that a phone cannot show on a line or two of it' }")

    phone.evaluate("scrollTo(0, 400)")

    assert (phone.locator(".phone-bar").bounding_box()["y"] >= 0) is stays  # type: ignore[index]
    if not stays:
        assert title.evaluate("(one) => one.scrollHeight - one.clientHeight") <= 1


def test_a_note_when_added_with_other_choices_then_the_next_one_begins_as_the_step_says_and_is_counted(
    served: Served, open_page: Open
) -> None:
    phone = come_in(open_page(), served, "counted")
    left = phone.locator("[data-slot=notes_left]")
    expect(left).to_contain_text("6")
    phone.locator("[name=note_kind][value=definition]").check()

    write_note(phone, "for the desk", share="Handed in")
    phone.locator("[data-state=saved]").wait_for()

    for choice in ("[name=share][value=me]", "[name=note_kind][value=assumption]"):
        expect(phone.locator(choice)).to_be_checked()
    expect(left).to_contain_text("5")
    for number in range(5):
        write_note(phone, f"number {number}")
    expect(phone.locator("[data-note]")).to_have_count(6)
    expect(left).not_to_contain_text("1")
    plain = open_page(storage_state=phone.context.storage_state(), java_script_enabled=False)
    plain.goto(phone.url)
    expect(plain.locator("[data-slot=notes_left]")).to_have_count(2)
    expect(plain.locator("[data-slot=notes_left]").first).not_to_contain_text("6")
