"""The room turns: a question is asked in between, everybody has it at once, and what was open comes back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LAPTOP, PROJECTOR, Open, Served, come_in, desk_of, ready, wall_of, write_note

pytestmark = pytest.mark.browser

SMALL = {"width": 320, "height": 480}
NOW = "If this rule were gone tomorrow, whose week would get harder?"


def ask(desk: Page, text: str = NOW) -> None:
    desk.locator("[data-act=ask_now]").click()
    expect(desk.locator("#ask-now")).to_be_focused()
    desk.keyboard.type(text)
    desk.locator("[data-slot=ask_now] [type=submit]").click()


def test_half_typed_notes_when_something_is_asked_in_between_then_they_are_kept_and_the_plan_comes_back(
    served: Served, open_page: Open
) -> None:
    desk = desk_of(open_page(LAPTOP, staff=True), served, "plain")
    wall = wall_of(open_page(PROJECTOR, staff=True), served, "plain")
    ana, ben = (come_in(open_page(), served, "plain") for _ in range(2))
    planned = ana.locator("#question-words").inner_text()
    ana.get_by_label("Your note", exact=True).fill("half a thought about")

    ask(desk)

    for page in (ana, ben, wall):
        expect(page.get_by_role("heading", name=NOW)).to_be_visible()
    expect(ana.locator("[data-unsent]")).to_contain_text("half a thought about")
    expect(ben.locator("[data-unsent]")).to_have_count(0)
    write_note(ben, "the night shift")
    expect(wall.get_by_text("the night shift")).to_be_visible()
    ana.reload()
    ready(ana)
    expect(ana.get_by_role("heading", name=NOW)).to_be_visible()

    desk.locator("[data-step=close] .button--primary").click()

    expect(wall.get_by_role("heading", name=planned)).to_be_visible()
    expect(ana.get_by_role("heading", name=planned)).to_be_visible()
    expect(ana.get_by_label("Your note", exact=True)).to_have_value("half a thought about")


def test_phone_scrolled_down_when_something_is_asked_then_its_words_are_in_view_unless_somebody_writes(
    served: Served, open_page: Open
) -> None:
    desk = desk_of(open_page(LAPTOP, staff=True), served, "between")
    reader, writer = (come_in(open_page(SMALL), served, "between") for _ in range(2))
    write_note(reader, "far down", share="Handed in")
    writer.locator("[data-slot=bulb] > summary").click()
    box = writer.locator("[data-slot=bulb] textarea").first
    box.focus()
    reader.evaluate("document.activeElement.blur()")
    for phone in (reader, writer):
        phone.evaluate("scrollTo(0, document.body.scrollHeight)")
    where = writer.evaluate("scrollY")

    ask(desk)

    expect(reader.get_by_role("heading", name=NOW)).to_be_in_viewport()
    expect(writer.get_by_role("heading", name=NOW)).to_be_visible()
    assert where > 0 and writer.evaluate("scrollY") > 0
    expect(box).to_be_focused()
    desk.locator("[data-step=close] .button--primary").click()
    expect(reader.get_by_role("heading", name=NOW)).to_have_count(0)


def test_no_round_open_when_something_is_asked_now_then_phones_and_pages_without_scripts_have_it(
    served: Served, open_page: Open
) -> None:
    desk = desk_of(open_page(LAPTOP, staff=True), served, "between")
    ana = come_in(open_page(), served, "between")
    plain = open_page(storage_state=ana.context.storage_state(), java_script_enabled=False)
    desk.locator("[data-step=close] .button--primary").click()
    expect(ana.locator(".empty[data-code=closed]")).to_be_visible()

    ask(desk)

    expect(ana.get_by_role("heading", name=NOW)).to_be_visible()
    plain.goto(ana.url)
    expect(plain.get_by_role("heading", name=NOW)).to_be_visible()

    write_note(ana, "the night shift")
    expect(ana.locator("[data-state=saved]")).to_be_visible()
    desk.locator("[data-step=close] .button--primary").click()
    wall = wall_of(open_page(PROJECTOR, staff=True), served, "between")
    expect(wall.get_by_role("heading").first).to_be_visible()
    expect(wall.get_by_role("heading", name=NOW)).to_have_count(0)


def test_timed_round_when_extended_and_paused_then_phones_and_wall_say_so(served: Served, open_page: Open) -> None:
    desk = desk_of(open_page(LAPTOP, staff=True), served, "plain")
    wall = wall_of(open_page(PROJECTOR, staff=True), served, "plain")
    ana = come_in(open_page(), served, "plain")

    desk.locator("[data-act='round.extend'][data-minutes='5']").click()
    expect(ana.get_by_role("timer")).to_have_count(0)
    ana.locator("[data-act=time]").click()
    expect(ana.get_by_role("timer")).to_contain_text("5")
    desk.locator("[data-act='round.pause']").click()
    for page in (ana, wall, desk):
        expect(page.locator("[data-state=paused]")).to_be_visible()

    desk.locator("[data-act='round.resume']").click()
    expect(ana.locator("[data-state=paused]")).to_have_count(0)
    expect(ana.get_by_role("timer")).to_contain_text("5")


def test_ended_session_when_opened_again_then_phones_and_wall_come_back_and_the_plain_desk_offers_it(
    served: Served, open_page: Open
) -> None:
    desk = desk_of(open_page(LAPTOP, staff=True), served, "plain")
    wall = wall_of(open_page(PROJECTOR, staff=True), served, "plain")
    ana = come_in(open_page(), served, "plain")
    desk.get_by_role("button", name="End the session…").click()
    desk.locator("[data-act='session.end']").click()
    expect(ana.locator(".empty[data-code=ended]")).to_be_visible()

    desk.locator("[data-act='session.reopen']").click()
    expect(ana.locator(".empty[data-code=closed]")).to_be_visible()
    expect(wall.get_by_role("heading", name="Thank you")).to_have_count(0)
    desk.locator("[data-round]").get_by_role("button", name="Open again").first.click()
    write_note(ana, "one more thing", share="Handed in")
    expect(desk.get_by_text("one more thing")).to_be_visible()

    desk.get_by_role("button", name="End the session…").click()
    desk.locator("[data-act='session.end']").click()
    expect(ana.locator(".empty[data-code=ended]")).to_be_visible()
    plain = open_page(LAPTOP, staff=True, java_script_enabled=False)
    plain.goto(desk.url)
    plain.locator("[data-act='session.reopen']").click()
    expect(ana.locator(".empty[data-code=closed]")).to_be_visible()
