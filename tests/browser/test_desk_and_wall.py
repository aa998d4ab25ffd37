"""The desk leads, the wall shows, and nobody receives a word that was not yet shared with them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LAPTOP, PROJECTOR, Open, Served, come_in, desk_of, ready, wall_of, write_note
from tests.browser.devices import frames_of

pytestmark = pytest.mark.browser


def test_session_when_led_from_the_desk_then_phones_and_wall_follow(served: Served, open_page: Open) -> None:
    desk = open_page(LAPTOP, staff=True)
    desk.goto(served.at(f"/desk/sessions/{served.sessions['planned']['id']}"))
    desk.get_by_role("button", name="Open the session").click()
    ready(desk)
    wall = wall_of(open_page(PROJECTOR, staff=True), served, "planned")
    expect(wall.get_by_role("heading", name="Come in")).to_be_visible()
    phone = come_in(open_page(), served, "planned")
    expect(phone.locator(".empty[data-code=waiting]")).to_be_visible()
    expect(desk.locator(".desk__count strong")).to_have_text("1")

    desk.get_by_role("button", name="Open the round").click()
    expect(phone.get_by_role("heading", name="What comes to mind?")).to_be_visible()
    expect(wall.get_by_role("heading", name="What comes to mind?")).to_be_visible()

    desk.get_by_role("button", name="Reword").click()
    desk.locator("textarea[id^='reword-']").fill("What stayed with you?")
    desk.locator("[data-act='prompt.reword']").click()
    expect(phone.get_by_role("heading", name="What stayed with you?")).to_be_visible()

    write_note(phone, "the quiet in the room")
    expect(wall.get_by_text("the quiet in the room")).to_be_visible()
    desk.get_by_label("New heading").fill("Atmosphere")
    desk.get_by_role("button", name="Add heading").click()
    desk.locator("[data-note]", has_text="the quiet in the room").get_by_text("Move to…").click()
    desk.get_by_role("button", name="Atmosphere", exact=True).click()
    expect(wall.get_by_role("heading", name="Atmosphere")).to_be_visible()
    expect(phone.get_by_text("Under “Atmosphere”")).to_be_visible()

    desk.get_by_role("button", name="End the session…").click()
    desk.locator("[data-act='session.end']").click()
    expect(phone.locator(".empty[data-code=ended]")).to_be_visible()
    expect(wall.get_by_role("heading", name="Thank you")).to_be_visible()
    expect(desk.locator("[data-step=ended]")).to_be_visible()
    expect(desk.get_by_role("link", name="Open the record")).to_be_visible()
    expect(desk.get_by_role("button", name="Add heading")).to_have_count(0)


def test_handed_in_notes_when_not_yet_shown_then_no_other_device_received_them(served: Served, open_page: Open) -> None:
    desk = desk_of(open_page(LAPTOP, staff=True), served, "plain")
    other, screen = open_page(), open_page(PROJECTOR, staff=True)
    received = [frames_of(other), frames_of(screen)]
    come_in(other, served, "plain")
    wall_of(screen, served, "plain")
    writer = come_in(open_page(), served, "plain")

    write_note(writer, "zebra for the desk", share="Handed in")
    write_note(writer, "walrus for nobody", share="Only me")
    expect(desk.get_by_text("zebra for the desk")).to_be_visible()
    expect(writer.locator("[data-note]", has_text="walrus").locator("[data-state=saved]")).to_be_visible()
    write_note(other, "a later note, so that earlier ones had time to arrive", share="Handed in")
    expect(desk.get_by_text("a later note")).to_be_visible()
    assert "walrus" not in desk.content()
    for heard in received:
        assert heard
        assert not any("zebra" in frame or "walrus" in frame for frame in heard)

    tray = desk.locator("[data-note]", has_text="zebra for the desk")
    tray.get_by_role("button", name="Show to everyone").click()

    expect(other.get_by_text("zebra for the desk")).to_be_visible()
    expect(screen.get_by_text("zebra for the desk")).to_be_visible()
    assert any("zebra" in frame for frame in received[0])
    assert not any("walrus" in frame for heard in received for frame in heard)


def test_two_facilitators_when_both_open_a_round_then_one_wins_and_the_other_is_told(
    served: Served, open_page: Open
) -> None:
    first = desk_of(open_page(LAPTOP, staff=True), served, "waiting")
    second = desk_of(open_page(LAPTOP, staff=True), served, "waiting")
    second.context.set_offline(True)
    second.get_by_role("button", name="Open the round").click()
    first.get_by_role("button", name="Open the round").click()
    expect(first.get_by_role("button", name="Close the round")).to_be_visible()

    second.context.set_offline(False)

    expect(second.get_by_role("alert")).to_have_attribute("data-code", "stale")
    expect(second.get_by_role("button", name="Close the round")).to_be_visible()


def test_note_when_dragged_by_its_handle_then_it_lies_under_the_heading(served: Served, open_page: Open) -> None:
    desk = desk_of(open_page({"width": 1366, "height": 1800}, staff=True), served, "open_wall")
    phone = come_in(open_page(), served, "open_wall")
    write_note(phone, "drag me")
    desk.get_by_label("New heading").fill("Dragged")
    desk.get_by_role("button", name="Add heading").click()
    note = desk.locator("[data-note]", has_text="drag me")
    heading = desk.locator(".cluster", has=desk.get_by_role("heading", name="Dragged"))
    expect(heading).to_be_visible()

    note.locator(".handle").hover()
    desk.mouse.down()
    box = heading.bounding_box()
    assert box is not None
    desk.mouse.move(box["x"] + 40, box["y"] + 40, steps=4)
    desk.mouse.up()

    expect(heading.locator("[data-note]", has_text="drag me")).to_be_visible()


def test_note_when_dragged_to_the_edge_of_a_small_screen_then_the_page_goes_on_to_the_heading(
    served: Served, open_page: Open
) -> None:
    desk = desk_of(open_page({"width": 1366, "height": 420}, staff=True), served, "crowd")
    phone = come_in(open_page(), served, "crowd")
    for number in range(9):
        write_note(phone, f"thought number {number}")
    desk.get_by_label("New heading").fill("Far up")
    desk.get_by_role("button", name="Add heading").click()
    heading = desk.locator(".cluster", has=desk.get_by_role("heading", name="Far up"))
    note = desk.locator("[data-note]", has_text="thought number 8")
    expect(note).to_be_visible()
    note.get_by_text("Move to…").evaluate("(button) => button.scrollIntoView({ block: 'end', behavior: 'instant' })")
    note.locator(".handle").hover()
    expect(heading).not_to_be_in_viewport()

    desk.mouse.down()
    desk.mouse.move(700, 20, steps=4)
    expect(heading).to_be_in_viewport()
    desk.mouse.move(700, 210)
    # Two frames later the page has stopped going on by itself: measured before, the heading would move away again.
    desk.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    # On a busy machine it may have gone on past the heading, to where the other edge would take it back.
    heading.evaluate("(one) => one.scrollIntoView({ block: 'center', behavior: 'instant' })")
    box = heading.bounding_box()
    assert box is not None
    desk.mouse.move(box["x"] + 40, box["y"] + box["height"] / 2, steps=2)
    desk.mouse.up()

    expect(heading.locator("[data-note]", has_text="thought number 8")).to_be_visible()


def test_session_when_about_to_be_ended_while_a_phone_is_away_then_the_desk_says_so_and_no_more_once_it_is_back(
    served: Served, open_page: Open
) -> None:
    desk = desk_of(open_page(LAPTOP, staff=True), served, "away")
    phone = come_in(open_page(), served, "away")
    desk.get_by_role("button", name="End the session…").click()
    expect(desk.locator("[data-slot=connected]")).to_have_text(re.compile("^1 "))

    phone.goto("about:blank")
    for part in (desk.locator("[data-step=end]"), desk.locator(".desk__side")):
        expect(part.locator("[data-slot=away]")).to_have_text(re.compile("^1 "))

    phone.go_back()
    expect(desk.locator("[data-slot=away]")).to_have_count(0)


def test_a_shared_note_when_set_aside_then_no_screen_has_it_until_the_desk_brings_it_back(
    served: Served, open_page: Open
) -> None:
    desk = desk_of(open_page(LAPTOP, staff=True), served, "ending")
    wall = wall_of(open_page(PROJECTOR, staff=True), served, "ending")
    writer, other = (come_in(open_page(), served, "ending") for _ in range(2))
    write_note(writer, "something rude")
    note = desk.locator("[data-note]", has_text="something rude")
    expect(wall.locator("[data-note]")).to_have_count(1)

    note.locator("[data-opens=aside]").press("Enter")
    note.locator("[data-act='note.remove']").press("Enter")
    for page in (desk, wall, writer, other):
        expect(page.locator("[data-note]")).to_have_count(0)
    expect(desk.locator("[data-aside] button")).to_be_focused()
    desk.reload()
    desk.locator("[data-slot=set_aside] summary").click()
    desk.locator("[data-aside] button").press("Enter")

    for page in (desk, wall, writer, other):
        expect(page.locator("[data-note]", has_text="something rude")).to_be_visible()
    expect(note.locator("summary")).to_be_focused()
    writer.reload()
    expect(writer.locator("[data-note]")).to_have_count(1)
    expect(writer.locator("[data-own=set-aside]")).to_have_count(0)


def test_a_wall_that_was_pinned_when_it_is_let_go_or_a_round_opens_then_it_follows_by_itself_again(
    served: Served, open_page: Open
) -> None:
    desk = desk_of(open_page(LAPTOP, staff=True), served, "between")
    wall = wall_of(open_page(PROJECTOR, staff=True), served, "between")
    at_first = wall.locator("h1").first.inner_text()
    desk.locator("[data-view=join]").press("Enter")
    expect(wall.locator("html[data-wall=join]")).to_have_count(1)

    desk.locator("[data-view=follow]").press("Enter")
    expect(wall.locator("html[data-wall=prompt]")).to_have_count(1)
    expect(desk.locator("[data-view=follow]")).to_be_focused()
    desk.locator("[data-view=notes]").press("Enter")
    expect(wall.locator("html[data-wall=notes]")).to_have_count(1)
    for act in ("close", "open"):
        desk.locator(f"[data-step={act}] .button--primary").click()

    expect(wall.locator("html[data-wall=prompt]")).to_have_count(1)
    expect(wall.locator("h1").first).not_to_have_text(at_first)
    expect(desk.locator("[data-view=follow][aria-pressed=true]")).to_have_count(1)


def test_notes_when_the_desk_asks_for_most_dots_first_then_desk_and_wall_show_that_order(
    served: Served, open_page: Open
) -> None:
    desk = desk_of(open_page(LAPTOP, staff=True), served, "flood")
    wall = wall_of(open_page(PROJECTOR, staff=True), served, "flood")
    writer, voter = (come_in(open_page(), served, "flood") for _ in range(2))
    for words in ("first", "second", "third"):
        write_note(writer, words)
    expect(voter.locator("[data-note]")).to_have_count(3)
    voter.locator("[data-note]", has_text="second").get_by_role("button", name="Give a dot").click()
    expect(desk.locator("[data-note]", has_text="second")).to_contain_text("1 dot")
    expect(desk.locator("[data-act=by_dots]")).to_have_count(0)
    desk.get_by_role("button", name="Close the round").click()

    desk.locator("[data-act=by_dots]").click()

    expect(wall.locator("[data-note]").first).to_contain_text("second")
    expect(desk.locator(".cluster--loose [data-note]").first).to_contain_text("second")
    desk.locator("[data-act=by_dots][aria-pressed=true]").click()
    expect(wall.locator("[data-note]").first).to_contain_text("third")


def test_dots_when_given_and_taken_back_then_the_desk_counts_them(served: Served, open_page: Open) -> None:
    desk = desk_of(open_page(LAPTOP, staff=True), served, "open_wall")
    writer = come_in(open_page(), served, "open_wall")
    voter = come_in(open_page(), served, "open_wall")
    write_note(writer, "worth a dot")
    note = voter.locator("[data-note]", has_text="worth a dot")

    note.get_by_role("button", name="Give a dot").click()
    expect(desk.locator("[data-note]", has_text="worth a dot")).to_contain_text("1 dot")
    expect(voter.get_by_text("4 of 5")).to_be_visible()

    note.get_by_role("button", pressed=True).click()
    expect(voter.get_by_text("5 of 5")).to_be_visible()
    expect(desk.locator("[data-note]", has_text="worth a dot")).not_to_contain_text("1 dot")


@pytest.mark.parametrize("hasty", ["double tap", "two at once"])
def test_dot_when_pressed_twice_in_haste_then_it_is_one_dot_and_can_be_taken_back(
    served: Served, open_page: Open, hasty: str
) -> None:
    writer, voter = (come_in(open_page(), served, "open_wall") for _ in range(2))
    write_note(writer, f"one dot, by {hasty}")
    note = voter.locator("[data-note]", has_text=hasty)
    button = note.get_by_role("button", name="Give a dot")

    if hasty == "double tap":
        button.dblclick()
    else:
        button.evaluate("button => { button.click(); button.click() }")

    taken = note.get_by_role("button", pressed=True)
    expect(taken).to_be_visible()
    expect(note.locator("[role=status]")).to_have_count(0)
    ready(voter.reload() and voter)
    expect(voter.get_by_text("4 of 5")).to_be_visible()
    expect(note.locator("[role=status]")).to_have_count(0)
    taken.click()
    expect(voter.get_by_text("5 of 5")).to_be_visible()


def test_dot_on_a_heading_when_given_by_script_and_by_plain_form_then_the_desk_counts_both(
    served: Served, open_page: Open
) -> None:
    desk = desk_of(open_page(LAPTOP, staff=True), served, "dotted")
    writer = come_in(open_page(), served, "dotted")
    voter = come_in(open_page(), served, "dotted")
    write_note(writer, "something under a heading")
    desk.get_by_label("New heading").fill("Worth going on with")
    desk.get_by_role("button", name="Add heading").click()
    desk.locator("[data-note]", has_text="something under a heading").get_by_text("Move to…").click()
    desk.get_by_role("button", name="Worth going on with", exact=True).click()
    heading = desk.locator(".cluster", has=desk.get_by_role("heading", name="Worth going on with"))

    voter.get_by_role("button", name="to this heading").click()
    expect(heading).to_contain_text("1 dot")
    plain = open_page(storage_state=writer.context.storage_state(), java_script_enabled=False)
    plain.goto(writer.url)
    plain.get_by_role("button", name="Worth going on with").click()

    expect(heading).to_contain_text("2 dots")
    expect(plain.locator(".question").get_by_text("4 of 5")).to_be_visible()
    plain.locator("form[action*='/dots/'][action*='/remove'] button").click()
    expect(heading).to_contain_text("1 dot")


def test_new_question_when_another_is_being_answered_then_the_phone_offers_it_and_keeps_the_draft(
    served: Served, open_page: Open
) -> None:
    desk = desk_of(open_page(LAPTOP, staff=True), served, "dotted")
    phone = come_in(open_page(), served, "dotted")
    phone.get_by_label("Your note", exact=True).fill("half a thought")

    desk.locator("[data-opens=ask]").click()
    desk.get_by_label("The question").fill("What would you keep?")
    desk.get_by_role("button", name="Ask it now").click()
    phone.get_by_role("button", name="Go to it").click()

    expect(phone.get_by_role("heading", name="What would you keep?")).to_be_visible()
    phone.get_by_role("button", name="Back").click()
    expect(phone.get_by_label("Your note", exact=True)).to_have_value("half a thought")


def test_desk_without_scripts_when_leading_then_its_buttons_are_plain_forms(served: Served, open_page: Open) -> None:
    desk = open_page(LAPTOP, staff=True, java_script_enabled=False)
    desk.goto(served.at(f"/desk/sessions/{served.sessions['rock']['id']}"))

    desk.get_by_role("button", name="Open the round").first.click()

    expect(desk.get_by_role("button", name="Close the round")).to_have_count(1)
    desk.get_by_role("button", name="Close the round").click()
    expect(desk.get_by_role("button", name="Close the round")).to_have_count(0)
