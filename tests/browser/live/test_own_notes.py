"""What stays in a writer's hands: in two tabs, after another answer at the door, and where somebody was first."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LAPTOP, Open, Served, come_in, ready, write_note

pytestmark = pytest.mark.browser


def test_two_tabs_of_one_person_when_both_change_a_note_then_the_second_may_insist(
    served: Served, open_page: Open
) -> None:
    one = come_in(open_page(), served, "crowd")
    two = one.context.new_page()
    two.goto(one.url)
    write_note(one, "in one hand", share="Everyone")
    for tab, words in ((ready(two), "in the other hand"), (one, "in both hands")):
        tab.locator("[data-note]", has_text="in one hand").get_by_role("button", name="Edit").click()
        tab.get_by_label("Change your note").fill(words)
    two.get_by_role("button", name="Save").click()
    expect(two.locator("[data-note]", has_text="in the other hand").get_by_text("Saved")).to_be_visible()
    one.get_by_role("button", name="Save").click()
    expect(one.locator("[data-code=stale]")).to_be_visible()

    one.get_by_role("button", name="Try again").click()

    expect(one.locator("[data-note]", has_text="in both hands").get_by_text("Saved")).to_be_visible()
    expect(two.locator("[data-note]", has_text="in both hands").get_by_role("button", name="Edit")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_no_to_notes_when_given_later_then_what_was_written_before_can_be_taken_back_and_nothing_else(
    served: Served, open_page: Open, scripts: bool
) -> None:
    seat = come_in(open_page(), served, "plain")
    write_note(seat, "said before", share="Handed in")
    expect(seat.locator("[data-note]", has_text="said before").get_by_text("Saved")).to_be_visible()
    page = open_page(storage_state=seat.context.storage_state(), java_script_enabled=scripts)
    page.goto(seat.url)
    page.locator("a[href*='/answers?']").first.click()
    page.locator("[name=notes][value=no]").check()
    page.locator("form[action$='/answers'] button[type=submit]").click()
    note = page.locator("[data-note]", has_text="said before")
    if not scripts:
        note.locator("summary").click()
    expect(note.get_by_role("button", name="back")).to_be_visible()
    expect(note.get_by_role("button", name="Edit")).to_have_count(0)
    expect(note.get_by_role("button", name="Save")).to_have_count(0)

    note.get_by_role("button", name="back").click()
    if scripts:
        note.get_by_role("button", name="Take it back").click()

    expect(note).to_have_count(0)


def test_edit_by_a_plain_form_when_it_was_changed_first_then_its_words_are_still_in_the_box(
    served: Served, open_page: Open
) -> None:
    seat = come_in(open_page(), served, "plain")
    write_note(seat, "first words", share="Handed in")
    expect(seat.locator("[data-note]", has_text="first words").get_by_text("Saved")).to_be_visible()
    plain = open_page(storage_state=seat.context.storage_state(), java_script_enabled=False)
    plain.goto(seat.url)
    plain.locator("[data-note] summary").click()
    plain.get_by_label("Change the words").fill("words by a plain form")
    seat.get_by_role("button", name="Edit").click()
    seat.get_by_label("Change your note").fill("second words")
    seat.get_by_role("button", name="Save").click()
    expect(seat.locator("[data-note]", has_text="second words").get_by_text("Saved")).to_be_visible()

    plain.get_by_role("button", name="Save").click()

    expect(plain.locator("[data-code=stale]")).to_be_visible()
    expect(plain.locator(".note__words", has_text="second words")).to_be_visible()
    expect(plain.get_by_label("Change the words")).to_have_value("words by a plain form")


@pytest.mark.parametrize("scripts", [True, False])
def test_round_with_dots_when_it_is_open_then_the_phone_says_how_many_there_are(
    served: Served, open_page: Open, scripts: bool
) -> None:
    seat = come_in(open_page(), served, "crowd")
    page = open_page(storage_state=seat.context.storage_state(), java_script_enabled=scripts)

    page.goto(seat.url)

    expect(page.get_by_text("5 of 5")).to_be_visible()


def test_desk_without_scripts_when_its_session_is_to_end_then_it_takes_two_presses_and_says_what_goes(
    served: Served, open_page: Open
) -> None:
    desk = open_page(LAPTOP, staff=True, java_script_enabled=False)
    desk.goto(served.at(f"/desk/sessions/{served.sessions['between']['id']}"))
    expect(desk.get_by_role("link", name="Open the wall")).to_be_visible()
    expect(desk.locator("[data-act='session.end']")).to_be_hidden()

    desk.get_by_text("End the session…").click()
    expect(desk.locator("[data-slot=what-goes]")).to_be_visible()
    desk.locator("[data-act='session.end']").click()

    expect(desk.locator("[data-step=ended]")).to_be_visible()
