"""What a step may say, as people meet it: easy words, seats to speak from, looking on, and a hall that sees little."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.barriers import NARROWEST, barriers
from tests.browser.conftest import (
    LAPTOP,
    PHONE,
    PROJECTOR,
    Open,
    Served,
    answer,
    come_in,
    desk_of,
    ready,
    wall_of,
    write_note,
)
from tests.browser.steps_server import EASY

pytestmark = pytest.mark.browser
SCENE = "steps_server"


def instruction(page: Page) -> str:
    """The instruction as it stands."""
    return page.locator("[data-slot=instruction]").inner_text()


def in_without_scripts(page: Page, served: Served, session: str) -> Page:
    """Come in by plain forms."""
    page.goto(served.at("/"))
    page.locator("#join_pass").fill(served.sessions[session]["letters"])
    page.locator("button[type=submit]").first.click()
    answer(page)
    page.locator("button[type=submit]").first.click()
    return page


def next_step(desk: Page) -> None:
    """Close the open step and open the next."""
    for act in ("close", "open"):
        desk.locator(f"[data-step={act}] .button--primary").click()
        expect(desk.locator(f"[data-step={act}]")).to_have_count(0)


def test_easy_words_when_asked_for_once_then_they_stay_for_later_steps_and_after_a_reload(
    served: Served, open_page: Open
) -> None:
    phone = come_in(open_page(PHONE), served, "easy")
    assert instruction(phone) == EASY["instruction"]
    button = phone.locator("[data-slot=easy_words]")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert instruction(phone) == EASY["easy_read"]

    next_step(desk_of(open_page(LAPTOP, staff=True), served, "easy"))
    expect(phone.locator("[data-slot=instruction]")).to_have_text(EASY["easy_read"])
    phone.reload()
    ready(phone)
    assert instruction(phone) == EASY["easy_read"]
    button.click()
    expect(phone.locator("[data-slot=instruction]")).to_have_text(EASY["instruction"])
    phone.reload()
    assert instruction(ready(phone)) == EASY["instruction"]


def test_easy_words_when_asked_for_without_scripts_then_the_page_remembers_them(
    served: Served, open_page: Open
) -> None:
    page = in_without_scripts(open_page(PHONE, java_script_enabled=False), served, "easy_plain")
    assert instruction(page) == EASY["instruction"]

    page.locator("[data-slot=easy_words]").click()

    expect(page.locator("[data-slot=easy_words]")).to_have_attribute("aria-pressed", "true")
    assert instruction(page) == EASY["easy_read"]


def test_note_when_written_from_a_seat_then_phone_desk_and_wall_say_so(served: Served, open_page: Open) -> None:
    ana, ben = (come_in(open_page(PHONE), served, "worn") for _ in range(2))
    desk = desk_of(open_page(LAPTOP, staff=True), served, "worn")
    wall = wall_of(open_page(PROJECTOR, staff=True), served, "worn")

    ana.locator("[name=seat]").select_option("seat-1")
    write_note(ana, "too little money")
    ben.locator("[name=share][value=facilitators]").check()
    ben.locator("[name=seat]").select_option("seat-2")
    write_note(ben, "too little time")
    desk.locator(".tray [data-slot=writer]").wait_for()
    desk.locator(".tray button").first.click()

    for page in (ana, ben, desk, wall):
        for seat in ("a commissioner", "a parent"):
            expect(page.locator("[data-note] [data-slot=writer]", has_text=seat)).to_have_count(1)
        assert barriers(page) == []
    ana.locator("[name=seat]").select_option("")
    write_note(ana, "as myself")
    expect(ana.locator("[data-note]")).to_have_count(3)
    expect(ana.locator("[data-note] [data-slot=writer]")).to_have_count(2)


def test_draft_from_a_seat_when_the_page_is_loaded_again_then_the_seat_is_still_worn(
    served: Served, open_page: Open
) -> None:
    phone = come_in(open_page(NARROWEST), served, "worn")
    phone.locator("[name=seat]").select_option("seat-2")
    phone.get_by_label("Your note", exact=True).fill("half")

    phone.reload()

    expect(ready(phone).locator("[name=seat]")).to_have_value("seat-2")
    assert phone.evaluate("document.documentElement.scrollWidth") <= NARROWEST["width"]


def test_note_when_written_from_a_seat_without_scripts_then_the_seat_is_told(served: Served, open_page: Open) -> None:
    page = in_without_scripts(open_page(PHONE, java_script_enabled=False), served, "worn_plain")

    page.locator("[name=seat]").select_option("seat-1")
    page.locator("[name=text]").first.fill("plain")
    page.locator(".composer button").click()

    expect(page.locator("[data-note] [data-slot=writer]")).to_contain_text("a commissioner")


@pytest.mark.parametrize("scene,scripts", [("look", True), ("look_plain", False)])
def test_steps_when_people_look_on_or_rest_then_the_phone_offers_nothing_to_write_or_place(
    served: Served, open_page: Open, scene: str, scripts: bool
) -> None:
    desk = desk_of(open_page(LAPTOP, staff=True), served, scene)
    page = open_page(PHONE, java_script_enabled=scripts)
    phone = come_in(page, served, scene) if scripts else in_without_scripts(page, served, scene)
    offers = phone.locator("#phone :is(.composer, input:not([type=hidden]), .placing__slider)")
    for number, code in enumerate(("looking_on", "looking_on", None)):
        if number:
            next_step(desk)
        if not scripts:
            phone.reload()
        if code:
            expect(phone.locator(f"[data-code={code}]")).to_be_visible()
            expect(phone.locator("[data-card]")).to_have_count(3 if number else 0)
        else:
            expect(phone.locator("[data-code=looking_on]")).to_have_count(0)
            expect(phone.locator(".question h1")).to_have_count(1)
            expect(phone.locator(".question h1")).to_have_text("Rest your eyes")
        expect(offers).to_have_count(0)
        expect(phone.locator("[data-slot=bulb]")).to_have_count(1)
        assert not scripts or barriers(phone) == []
    expect(desk.locator("[data-slot=participants]")).to_have_count(3)


def test_wall_when_the_hall_is_to_see_little_then_it_shows_title_and_instruction_alone(
    served: Served, open_page: Open
) -> None:
    phone = come_in(open_page(PHONE), served, "hidden")
    desk = desk_of(open_page(LAPTOP, staff=True), served, "hidden")
    wall = wall_of(open_page(PROJECTOR, staff=True, color_scheme="dark"), served, "hidden")
    write_note(phone, "nobody in the hall")
    expect(desk.locator("[data-note]")).to_have_count(1)

    expect(wall.locator("[data-slot=title] h1")).to_have_text("Between us")
    expect(desk.locator("[data-slot=screens]")).to_have_count(1)
    expect(desk.locator("[data-slot=hides]")).to_have_count(1)
    desk.locator("[aria-labelledby=wall-title] button").nth(1).click()
    expect(desk.locator("[aria-labelledby=wall-title] [aria-pressed=true]")).to_have_count(1)
    expect(wall.locator("[data-slot=title]")).to_have_count(1)
    expect(wall.locator("[data-note]")).to_have_count(0)
    assert barriers(wall) == [] and barriers(desk) == []
