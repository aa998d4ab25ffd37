"""The end of a session and of its event: asked twice, and nothing is offered afterwards that would be refused."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LAPTOP, Open, Served, come_in, desk_of, ready, wall_of, write_note

pytestmark = pytest.mark.browser


def test_a_session_when_every_round_is_closed_then_its_end_is_still_asked_twice(
    served: Served, open_page: Open
) -> None:
    desk = desk_of(open_page(LAPTOP, staff=True), served, "ending")
    desk.get_by_role("button", name="Close the round").click()
    step = desk.locator("[data-step=end]")
    expect(step).to_be_visible()
    expect(step.locator("[data-act='session.end']")).to_have_count(0)

    step.get_by_role("button").click()
    expect(step.locator("[data-slot=what-goes]")).to_be_visible()
    step.get_by_role("button", name="Not yet").click()

    expect(desk.locator("[data-act='session.end']")).to_have_count(0)


def test_an_event_when_it_closes_then_its_phones_offer_neither_light_bulb_nor_share_and_the_wall_no_code(
    served: Served, open_page: Open
) -> None:
    desk = desk_of(open_page(LAPTOP, staff=True), served, "closing")
    wall = wall_of(open_page(LAPTOP, staff=True), served, "closing")
    phone = come_in(open_page(), served, "closing")
    write_note(phone, "only for the desk", share="Handed in")
    note = phone.locator("[data-note]", has_text="only for the desk")
    note.locator("[data-state=saved]").wait_for()
    expect(phone.locator("[data-slot=sound]")).to_be_visible()
    phone.locator("[data-slot=bulb] > summary").click()
    phone.locator("#bulb-now").fill("half typed")

    desk.get_by_role("button", name="End the session…").click()
    desk.locator("[data-act='session.end']").click()
    expect(phone.locator(".empty[data-code=ended]")).to_be_visible()
    expect(phone.locator("[data-slot=sound]")).to_be_hidden()
    expect(phone.locator("[data-slot=bulb]")).to_be_visible()
    expect(wall.locator("html[data-wall=ended]")).to_be_attached()
    expect(wall.locator(".letters")).to_have_count(0)
    note.get_by_role("button", name="Share").click()
    note.locator("input[value=everyone]").check()
    desk.goto(served.at(f"/desk/events/{served.sessions['closing']['event']}/close"))
    desk.locator("form[action$='/close'] button").click()
    expect(desk.locator("[data-code=event_closed]")).to_be_visible()

    note.get_by_role("button", name="Share it").click()

    expect(note.locator("[data-code=round_closed]")).to_be_visible()
    expect(note.locator("[data-code=round_closed] strong")).to_have_count(1)
    expect(note.get_by_role("button", name="Try again")).to_have_count(0)
    for _ in range(2):
        expect(phone.locator("[data-slot=bulb]")).to_have_count(0)
        expect(phone.locator("[data-unsent=bulb] .note__words")).to_contain_text("half typed")
        expect(note.get_by_role("button", name="Share", exact=True)).to_have_count(0)
        phone.reload()
        ready(phone)


def test_a_phone_that_shows_others_notes_when_the_session_ends_or_its_reader_leaves_then_it_says_which(
    served: Served, open_page: Open
) -> None:
    ana, ben = (come_in(open_page(), served, "dotted") for _ in range(2))
    for phone, words in ((ana, "by ana"), (ben, "by ben")):
        write_note(phone, words, share="Everyone")
    expect(ana.locator("[data-note]", has_text="by ben")).to_be_visible()
    expect(ben.locator("[data-note]", has_text="by ana")).to_be_visible()

    other_tab = ben.context.new_page()
    other_tab.goto(served.at(f"/e/{served.sessions['dotted']['event']}/leave"))
    other_tab.locator("form[data-person] button").click()
    other_tab.wait_for_url(served.at("/"))
    expect(ben.locator(".empty[data-code=left]")).to_be_visible()
    desk = desk_of(open_page(LAPTOP, staff=True), served, "dotted")
    desk.get_by_role("button", name="End the session…").click()
    desk.locator("[data-act='session.end']").click()

    expect(ana.locator(".empty[data-code=ended]")).to_be_visible()
    expect(ana.locator("[data-note]", has_text="by ana")).to_be_visible()
    expect(ben.locator(".button--stop")).to_be_visible()
