"""One person at an event of two sessions: one door, no tap for the second, the same person on two phones."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import LAPTOP, Open, Served, come_in, ready, told_of_sound, wall_of, write_note
from tests.support.server import until

KEYS = """async () => {
  const [kept] = await indexedDB.databases()
  if (!kept) return []
  const asked = indexedDB.open(kept.name)
  const opened = await new Promise((done) => { asked.onsuccess = () => done(asked.result) })
  if (!opened.objectStoreNames.length) { opened.close(); return [] }
  const keys = await new Promise((done) => {
    opened.transaction("kept").objectStore("kept").getAllKeys().onsuccess = (event) => done(event.target.result)
  })
  opened.close()
  return keys
}"""
LATER_EVENTS = ("open_wall", "crowd", "away", "dotted", "flood")


def saved(page: Page, text: str) -> None:
    write_note(page, text)
    page.locator(".note", has_text=text).locator("[data-state=saved]").wait_for()


def open_next(desk: Page, served: Served, session: str) -> None:
    """The facilitator opens a planned session and its first round."""
    desk.goto(served.at(f"/desk/sessions/{served.sessions[session]['id']}"))
    desk.locator("form[action$='/open'] button").last.click()  # leaves an earlier one open
    ready(desk)
    desk.locator("[data-step=open] .button--primary").click()


def is_at(page: Page, served: Served, session: str) -> None:
    page.wait_for_url(re.compile(f"/s/{served.sessions[session]['id']}"))


def own_link_of(page: Page, served: Served, session: str) -> str:
    page.goto(served.at(f"/e/{served.sessions[session]['event']}"))
    return page.locator("[data-slot=own_link]").text_content() or ""


def test_a_second_session_when_it_opens_then_phones_and_wall_follow_with_half_typed_words_and_unsent_notes(
    served: Served, open_page: Open
) -> None:
    phone, other = open_page(), open_page()
    wall = wall_of(open_page(LAPTOP, staff=True), served, "day_one")
    desk = open_page(LAPTOP, staff=True)
    come_in(phone, served, "day_one", sound="yes")
    saved(phone, "said on the first day")

    other.goto(re.sub(r"^.*?(?=/back)", served.at(""), own_link_of(phone, served, "day_one")))
    other.locator("form[action='/back'] button").click()
    ready(other)
    expect(other.locator(".note", has_text="said on the first day")).to_be_visible()
    phone.go_back()
    ready(phone)
    phone.get_by_label("Your note", exact=True).fill("half typed")
    _write_without_a_line(phone.context, phone, "written in the lift")
    phone.get_by_label("Your note", exact=True).fill("half typed")

    open_next(desk, served, "day_two")
    is_at(other, served, "day_two")
    phone.context.set_offline(False)
    is_at(phone, served, "day_two")
    wall.wait_for_url(f"**/{served.sessions['day_two']['id']}/wall")

    ready(phone)
    phone.locator("[data-slot=unsent_earlier] summary").click()
    expect(phone.locator("[data-unsent] .note__words", has_text="half typed")).to_be_visible()
    expect(phone.locator("[data-unsent] .quiet [data-slot=of_session]")).to_have_count(1)
    expect(told_of_sound(phone, "yes")).to_be_visible()
    looking = open_page(storage_state=phone.context.storage_state())
    looking.goto(served.at(f"/e/{served.sessions['day_one']['event']}"))
    expect(looking.locator("[data-thing]", has_text="written in the lift")).to_be_visible()

    phone.get_by_role("link", name="Change my answers").click()
    phone.locator("[name=sound][value=no]").check()
    phone.locator("form[action$='/answers'] button[type=submit]").click()
    ready(phone)
    expect(told_of_sound(phone, "no")).to_be_visible()
    expect(told_of_sound(other, "no")).to_be_visible()

    for event in LATER_EVENTS:
        come_in(phone, served, event)
    phone.goto(served.at("/"))
    expect(phone.locator("[data-slot=been] a.button")).to_have_count(len(LATER_EVENTS) + 1)
    phone.goto(served.at(f"/e/{served.sessions['day_one']['event']}"))
    mine = phone.locator("[data-thing]", has_text="said on the first day")
    mine.locator("summary").click()
    mine.locator("button").click()
    expect(phone.locator("[data-thing]", has_text="written in the lift")).to_be_visible()
    expect(mine).to_have_count(0)
    other.goto(served.at(f"/s/{served.sessions['day_one']['id']}?stay"))
    ready(other)
    expect(other.locator(".note", has_text="written in the lift")).to_be_visible()
    expect(other.locator(".note", has_text="said on the first day")).to_have_count(0)


def _write_without_a_line(context: BrowserContext, page: Page, text: str) -> None:
    context.set_offline(True)
    write_note(page, text)
    page.locator(".note", has_text=text).locator("[data-state$=kept]").wait_for()


@pytest.mark.parametrize("scripts", [True, False])
def test_leaving_when_pressed_then_it_asks_once_and_then_no_phone_opens_it_any_more(
    served: Served, open_page: Open, scripts: bool
) -> None:
    phone = open_page()
    come_in(phone, served, "between")
    link = own_link_of(phone, served, "between")
    page = open_page(java_script_enabled=scripts, storage_state=phone.context.storage_state())
    session = served.at(f"/s/{served.sessions['between']['id']}")

    page.goto(session)
    page.locator(".phone__leave a").last.click()
    page.get_by_role("link", name="Stay").click()
    page.goto(session)
    expect(page).to_have_url(session)
    page.locator(".phone__leave a").last.click()
    page.get_by_role("button", name="Leave").click()

    expect(page.locator("[data-code=left]")).to_be_visible()
    page.goto(session)
    expect(page).to_have_url(served.at("/"))
    if scripts:
        expect(phone.locator("html")).to_be_attached()
        phone.goto(session)
        expect(phone).to_have_url(served.at("/"))
    page.goto(re.sub(r"^.*?(?=/back)", served.at(""), link))
    if not scripts:
        page.get_by_role("textbox").fill(link)
    page.locator("form[action='/back'] button").click()
    expect(page.locator("[data-code=wrong_link]")).to_be_visible()


@pytest.mark.parametrize("lists_drawers", [True, False])
def test_words_still_on_this_phone_when_leaving_then_it_says_so_and_afterwards_none_is_left_here(
    served: Served, open_page: Open, lists_drawers: bool
) -> None:
    """Seen failing in a browser that cannot list what it keeps, as Firefox could not for years."""
    phone = open_page()
    if not lists_drawers:
        phone.add_init_script("if (location.pathname.endsWith('/leave')) IDBFactory.prototype.databases = undefined")
    come_in(phone, served, "between")
    phone.get_by_label("Your note", exact=True).fill("not yet handed over")
    until(lambda: any(key.startswith("draft:") for key in phone.evaluate(KEYS)), what="the draft on the phone")

    phone.locator(".phone__leave a").last.click()
    expect(phone.locator("[data-slot=unsent]")).to_be_visible()
    phone.get_by_role("button", name="Leave").click()

    expect(phone.locator("[data-code=left]")).to_be_visible()
    until(lambda: phone.evaluate(KEYS) == [], what="an empty phone")


def test_a_note_kept_on_the_phone_when_its_session_is_over_and_the_page_was_closed_then_it_is_sent_from_the_next_one(
    served: Served, open_page: Open
) -> None:
    phone = open_page()
    come_in(phone, served, "first_of_two")
    _write_without_a_line(phone.context, phone, "kept until tomorrow")
    watching = open_page(storage_state=phone.context.storage_state())
    watching.goto(served.at(f"/e/{served.sessions['first_of_two']['event']}"))
    phone.close()
    desk = open_page(LAPTOP, staff=True)
    open_next(desk, served, "second_of_two")
    is_at(watching, served, "second_of_two")
    context = phone.context
    context.set_offline(False)
    later = context.new_page()

    later.goto(served.at(f"/s/{served.sessions['second_of_two']['id']}"))
    ready(later)
    until(lambda: not any(key.startswith("op:") for key in later.evaluate(KEYS)), what="nothing left to send")

    later.goto(served.at(f"/e/{served.sessions['first_of_two']['event']}"))
    expect(later.locator("[data-thing]", has_text="kept until tomorrow")).to_be_visible()


def test_an_answer_changed_on_one_phone_when_another_of_the_same_person_is_open_then_it_shows_it_at_once(
    served: Served, open_page: Open
) -> None:
    phone, other = open_page(), open_page()
    come_in(phone, served, "two_phones", sound="yes")
    other.context.add_cookies(phone.context.cookies())
    other.goto(phone.url)
    ready(other)
    expect(told_of_sound(phone, "yes")).to_be_visible()

    other.locator("a[href*='/answers?']").first.click()
    other.locator("[name=sound][value=no]").check()
    other.locator("form[action$='/answers'] button[type=submit]").click()

    expect(told_of_sound(phone, "no")).to_be_visible()
