"""What a room that uses the toolkit for the first time stumbled over."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LAPTOP, PROJECTOR, Open, Served, answer, come_in, desk_of, wall_of, write_note

pytestmark = pytest.mark.browser


def test_round_of_two_questions_when_it_opens_then_only_a_later_question_is_called_new(
    served: Served, open_page: Open
) -> None:
    desk = desk_of(open_page(LAPTOP, staff=True), served, "rock")
    phone = come_in(open_page(), served, "rock")
    expect(phone.locator(".empty[data-code=waiting]")).to_be_visible()
    desk.get_by_role("button", name="Open the round").click()
    expect(phone.locator(".question__steps").get_by_text("1 of 2")).to_be_visible()
    expect(phone.get_by_role("button", name="Go to it")).to_have_count(0)

    desk.locator("[data-opens=ask]").click()
    desk.get_by_label("The question").fill("What would you keep?")
    desk.get_by_role("button", name="Ask it now").click()
    phone.get_by_role("button", name="Go to it").click()

    expect(phone.locator(".question__steps").get_by_text("3 of 3")).to_be_visible()
    expect(phone.get_by_role("button", name="Go to it")).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False])
def test_note_when_no_kind_was_chosen_then_it_is_of_the_kind_that_was_shown(
    served: Served, open_page: Open, scripts: bool
) -> None:
    seat = come_in(open_page(), served, "plain")
    page = open_page(storage_state=seat.context.storage_state(), java_script_enabled=scripts)
    page.goto(seat.url)
    kinds = page.locator(".composer").first

    expect(kinds.get_by_label("Assumption")).to_be_checked()


def test_empty_note_when_added_then_the_phone_asks_for_words(served: Served, open_page: Open) -> None:
    page = come_in(open_page(), served, "plain")

    page.get_by_role("button", name="Add note").click()

    assert page.locator("#note-text:invalid").evaluate("(box) => box.validationMessage") != ""


def come_in_by_plain_form(page: Page, served: Served, session: str) -> None:
    """Somebody whose phone runs no scripts."""
    page.goto(served.at("/"))
    page.locator("#join_pass").fill(served.sessions[session]["letters"])
    page.get_by_role("button", name="Continue").click()
    answer(page, sound="yes")
    page.get_by_role("button", name="Go in").click()


def test_desk_when_somebody_comes_in_by_a_plain_form_then_counts_them_too(served: Served, open_page: Open) -> None:
    desk = desk_of(open_page(LAPTOP, staff=True), served, "waiting")
    expect(desk.locator(".desk__count strong")).to_have_text("0")

    come_in_by_plain_form(open_page(java_script_enabled=False), served, "waiting")

    expect(desk.locator(".desk__count strong")).to_have_text("1")


def test_round_when_it_closes_then_the_desk_still_shows_what_was_handed_in(served: Served, open_page: Open) -> None:
    desk = desk_of(open_page(LAPTOP, staff=True), served, "looks")
    phone = come_in(open_page(), served, "looks")
    write_note(phone, "on the first of two questions", share="Handed in")
    expect(desk.get_by_text("on the first of two questions")).to_be_visible()

    desk.get_by_role("button", name="Close the round").click()

    expect(desk.locator("[data-step=reveal]").get_by_role("heading")).to_be_visible()
    expect(desk.get_by_text("on the first of two questions")).to_be_visible()
    words = desk.locator(".desk__next > div").first.bounding_box()
    assert words is not None and words["width"] > LAPTOP["width"] / 4


@pytest.mark.parametrize("size", [PROJECTOR, {"width": 3840, "height": 2160}])
def test_wall_when_people_arrive_then_nothing_scrolls_or_peeps_in(
    served: Served, open_page: Open, size: dict[str, int]
) -> None:
    wall = wall_of(open_page(size, staff=True), served, "crowd")

    assert wall.evaluate("document.documentElement.scrollHeight") == size["height"]
    bottoms = wall.locator(".skip-link").evaluate_all(
        "(links) => links.map((one) => one.getBoundingClientRect().bottom)"
    )
    assert bottoms and max(bottoms) <= 0


def test_desk_when_somebody_was_first_then_the_reason_is_in_sight_far_down_the_page(
    served: Served, open_page: Open
) -> None:
    first, second = (desk_of(open_page(LAPTOP, staff=True), served, "flood") for _ in range(2))
    for desk, words in ((first, "What stayed?"), (second, "What went?")):
        desk.get_by_role("button", name="Reword").click()
        desk.locator("textarea[id^='reword-']").fill(words)
    first.locator("[data-act='prompt.reword']").click()
    expect(come_in(open_page(), served, "flood").get_by_role("heading", name="What stayed?")).to_be_visible()
    second.set_viewport_size({"width": 1366, "height": 300})
    second.locator("[data-act='prompt.reword']").scroll_into_view_if_needed()
    second.mouse.wheel(0, 400)

    second.locator("[data-act='prompt.reword']").click()

    expect(second.get_by_role("alert")).to_have_attribute("data-code", "stale")
    expect(second.get_by_role("alert")).to_be_in_viewport(ratio=0.9)


def test_session_when_it_has_ended_then_no_edit_is_offered_that_would_be_refused(
    served: Served, open_page: Open
) -> None:
    desk = desk_of(open_page(LAPTOP, staff=True), served, "dotted")
    phone = come_in(open_page(), served, "dotted")
    write_note(phone, "said for good", share="Everyone")
    expect(desk.get_by_text("said for good")).to_be_visible()
    plain = open_page(storage_state=phone.context.storage_state(), java_script_enabled=False)

    desk.get_by_role("button", name="End the session…").click()
    desk.locator("[data-act='session.end']").click()

    note = phone.locator("[data-note]", has_text="said for good")
    expect(phone.locator(".empty[data-code=ended]")).to_be_visible()
    expect(note.get_by_role("button", name="Take back")).to_be_visible()
    expect(note.get_by_role("button", name="Edit")).to_have_count(0)
    plain.goto(phone.url)
    expect(plain.locator(".empty[data-code=ended] a[href^='/e/']")).to_be_visible()
    expect(plain.get_by_role("button", name="Save")).to_have_count(0)


def test_other_picture_when_scanned_while_the_door_says_no_then_it_opens(served: Served, open_page: Open) -> None:
    page = open_page()
    page.goto(served.at("/join#AAAABBBB"))
    expect(page.get_by_role("alert")).to_have_attribute("data-code", "not_found")

    page.goto(served.at(f"/join#{served.sessions['crowd']['letters']}"))

    expect(page.get_by_role("button", name="Go in")).to_be_visible()
