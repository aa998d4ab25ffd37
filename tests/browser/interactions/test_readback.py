"""A table reads back on every phone that sits there, the desk says so, and the record keeps what the table answered."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.barriers import NARROWEST, barriers
from tests.browser.conftest import LAPTOP, PHONE, Open, Served, answer, come_in, ready, write_note

pytestmark = pytest.mark.browser


def sit_down(page: Page, served: Served, session: str, table: int) -> Page:
    """Choose a table."""
    page.goto(served.at(f"/s/{served.sessions[session]['id']}/table"))
    page.locator("[name=table]").nth(table - 1).check()
    page.locator("form.door button[type=submit]").click()
    return page


def open_by_hand(page: Page, served: Served, session: str) -> None:
    """Begin to read back, from the page of one's own table."""
    page.goto(served.at(f"/s/{served.sessions[session]['id']}/table"))
    page.locator("[data-act='readback.open']").click()


def line(page: Page, text: str) -> Locator:
    """A line, by its words."""
    return page.locator("[data-slot=read_back] [data-line]", has_text=text)


def test_read_back_when_opened_at_a_table_then_its_phones_answer_and_the_record_shows_it(
    served: Served, open_page: Open
) -> None:
    ana, ben, cy = (come_in(open_page(PHONE), served, "tables") for _ in range(3))
    for phone, table in ((ana, 1), (ben, 1), (cy, 2)):
        ready(sit_down(phone, served, "tables", table))
    write_note(ana, "Rest helps")
    write_note(ben, "Nobody asked")
    expect(ben.locator(".note", has_text="Nobody asked").locator("[data-state=saved]")).to_be_visible()
    expect(ben.locator(".note", has_text="Rest helps")).to_be_visible()

    open_by_hand(ana, served, "tables")
    expect(line(ready(ana), "Nobody asked")).to_be_visible()
    expect(line(ben, "Rest helps")).to_be_visible()
    line(ben, "Rest helps").locator("[data-act=confirmed]").click()
    expect(line(ana, "Rest helps")).to_have_attribute("data-answer", "confirmed")
    line(ana, "Nobody asked").locator("[data-opens=write]").click()
    expect(ana.locator("textarea:focus")).to_have_value("Nobody asked")
    ana.locator("textarea:focus").fill("Few were asked")
    ana.keyboard.press("Tab")
    ana.keyboard.press("Enter")
    expect(line(ben, "Few were asked")).to_have_attribute("data-answer", "corrected")
    line(ben, "Rest helps").locator("[data-act=object]").click()
    expect(line(ana, "Rest helps").locator("[data-slot=objected]")).to_be_visible()
    expect(line(ana, "Rest helps").locator("[data-act=object]")).to_have_attribute("aria-pressed", "false")
    assert barriers(ana) == []
    ana.set_viewport_size(NARROWEST)
    assert barriers(ana) == []

    expect(cy.locator("[data-slot=read_back]")).to_have_count(0)
    ben.reload()
    expect(line(ready(ben), "Rest helps").locator("[data-act=object]")).to_have_attribute("aria-pressed", "true")
    desk = open_page(LAPTOP, staff=True)
    desk.goto(served.at(f"/desk/sessions/{served.sessions['tables']['id']}/tables"))
    expect(desk.locator("[data-table][data-state=running]")).to_have_count(1)
    desk.locator("[data-act='readback.open']").click()
    expect(desk.locator(".message--care")).to_be_visible()
    assert barriers(desk) == []
    desk.goto(served.at(f"/sessions/{served.sessions['tables']['id']}?show=notes"))
    slip = desk.locator("article.note", has_text="Rest helps")
    expect(slip.locator("[data-answer=confirmed]")).to_be_visible()
    expect(slip.locator("[data-slot=objected]")).to_be_visible()
    expect(desk.locator("article.note", has_text="Nobody asked").locator("[data-slot=correction]")).to_be_visible()
    assert barriers(desk) == []


def test_read_back_when_a_phone_has_no_scripts_then_it_answers_with_forms(served: Served, open_page: Open) -> None:
    phone = open_page(PHONE, java_script_enabled=False)
    phone.goto(served.at("/"))
    phone.locator("#join_pass").fill(served.sessions["tables_plain"]["letters"])
    phone.get_by_role("button", name="Continue").click()
    answer(phone)
    phone.get_by_role("button", name="Go in").click()
    sit_down(phone, served, "tables_plain", 2)
    for text in ("As it is", "Else"):
        phone.locator(".composer textarea").fill(text)
        phone.locator(".composer button[type=submit]").click()

    open_by_hand(phone, served, "tables_plain")
    line(phone, "As it is").locator("[data-act='readback.answer']").first.click()
    expect(line(phone, "As it is")).to_have_attribute("data-answer", "confirmed")
    line(phone, "Else").locator("[data-act='readback.object']").click()
    expect(line(phone, "Else").locator("[data-slot=objected]")).to_be_visible()
    line(phone, "Else").locator("[data-act='readback.unobject']").click()
    expect(line(phone, "Else").locator("[data-slot=objected]")).to_have_count(0)
    line(phone, "Else").locator("summary").click()
    line(phone, "Else").locator("textarea").fill("Something else")
    line(phone, "Else").locator("details button").click()
    expect(line(phone, "Something else")).to_have_attribute("data-answer", "corrected")
    line(phone, "Else").locator("[data-act='readback.remove']").click()
    expect(line(phone, "Else")).to_have_attribute("data-answer", "unread")
