"""A round of undertakings as people meet it: written and taken on with phones, seen on desk and wall, told of later."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.barriers import NARROWEST, barriers
from tests.browser.conftest import LAPTOP, PHONE, PROJECTOR, Open, Served, answer, come_in, desk_of, wall_of

pytestmark = pytest.mark.browser
SCENE = "interactions.pieces_scene"


def fold(inside: Locator, kind: str) -> Locator:
    """The fold of one kind of act, opened."""
    found = inside.locator(f"[data-write='{kind}']").first
    if found.get_attribute("open") is None:
        found.locator("summary").click()
    return found


def send(inside: Locator) -> None:
    """Press the button of an open fold."""
    inside.locator("button[type=submit]").click()


def add(page: Page, sort: str, text: str, due: str = "") -> None:
    """Write one that nobody owns yet."""
    form = fold(page.locator("[data-slot=undertakings]"), "undertaking.add")
    form.locator(f"input[type=radio][value={sort}]").check()
    if form.locator("[name=own]").is_checked():
        form.locator("[name=own]").uncheck()
    form.locator("[name=text]").fill(text)
    if due:
        form.locator("[name=due]").fill(due)
    send(form)


def one(page: Page, text: str) -> Locator:
    """One of them, by its words."""
    return page.locator("[data-undertaking]").filter(has=page.locator(".note__words", has_text=text)).first


def take(page: Page, text: str, name: str) -> None:
    """Take it on under a name."""
    form = fold(one(page, text), "undertaking.take")
    form.locator("[name=text]").fill(name)
    send(form)


def test_ask_when_taken_on_and_joined_then_desk_and_wall_show_owner_day_and_offer(
    served: Served, open_page: Open
) -> None:
    ana, ben = (come_in(open_page(PHONE), served, "undertaking_round") for _ in range(2))
    desk = desk_of(open_page(LAPTOP, staff=True), served, "undertaking_round")
    wall = wall_of(open_page(PROJECTOR, staff=True), served, "undertaking_round")
    add(ana, "ask", "An hour with your team.", "2027-03-31")
    add(ben, "offer", "A room in May.")

    expect(one(wall, "An hour").locator("[data-owned=no]")).to_be_visible()
    take(ben, "An hour", "Ben Shaw")

    for page in (ana, desk, wall):
        expect(one(page, "An hour").locator("[data-owned=yes]")).to_have_text("Ben Shaw")
        expect(one(page, "An hour").locator(".part__facts")).to_contain_text("31 March 2027")
    expect(one(ana, "An hour").locator("[data-write='undertaking.take']")).to_have_count(0)
    join = fold(one(ben, "A room"), "undertaking.join")
    join.locator("select").select_option(label="An hour with your team.")
    send(join)
    expect(one(desk, "An hour").locator("[data-slot=joined]")).to_contain_text("A room in May.")
    expect(one(wall, "An hour").locator("[data-slot=joined]")).to_be_visible()

    told = fold(one(ben, "An hour"), "undertaking.tell")
    told.locator("input[value=dropped]").check()
    told.locator("[name=text]").fill("No room.")
    send(told)
    expect(one(wall, "An hour").locator("[data-state=dropped]")).to_be_visible()
    expect(one(desk, "An hour").locator("[data-became=dropped]")).to_contain_text("No room.")
    one(ben, "An hour").locator("[data-owned=mine]").locator("..").locator("[data-opens=remove]").click()
    one(ben, "An hour").locator(".button--stop").click()
    expect(one(ana, "An hour").locator("[data-owned=no]")).to_be_visible()


def test_undertaking_when_led_by_keys_alone_then_it_is_written_and_taken_on(served: Served, open_page: Open) -> None:
    phone = come_in(open_page(PHONE), served, "undertaking_looks")
    form = phone.locator("[data-write='undertaking.add']")
    form.locator("summary").focus()
    phone.keyboard.press("Enter")
    form.locator("[name=text]").focus()
    phone.keyboard.type("Read the letters first.")
    form.locator("button[type=submit]").focus()
    phone.keyboard.press("Enter")
    expect(one(phone, "Read the letters").locator("[data-state=saved]")).to_be_visible()

    one(phone, "Read the letters").locator("[data-write='undertaking.take'] summary").focus()
    for key in ("Enter", "Tab", "Tab"):
        phone.keyboard.press(key)
    phone.keyboard.type("Ana")
    phone.keyboard.press("Enter")

    expect(one(phone, "Read the letters").locator("[data-owned=yes]")).to_have_text("Ana")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_undertakings_when_checked_by_axe_and_on_a_narrow_phone_then_nothing_is_in_the_way(
    served: Served, open_page: Open, scheme: str
) -> None:
    phone = come_in(open_page(NARROWEST, color_scheme=scheme), served, "undertaking_looks")
    add(phone, "ask", f"An hour in {scheme}, and a-word-that-is-much-too-long-" + "a" * 60, "2027-03-31")
    one(phone, f"in {scheme}").locator("[data-write='undertaking.propose'] summary").click()
    desk = desk_of(open_page(LAPTOP, staff=True, color_scheme=scheme), served, "undertaking_looks")
    expect(one(desk, f"in {scheme}")).to_be_visible()
    wall = wall_of(open_page(PROJECTOR, staff=True, color_scheme=scheme), served, "undertaking_looks")
    expect(one(wall, f"in {scheme}")).to_be_visible()

    assert barriers(phone) == [] and barriers(desk) == [] and barriers(wall) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= NARROWEST["width"]
    for button in phone.locator("#phone .undertaking :is(button, summary):visible").all():
        assert button.bounding_box()["height"] >= 44


def test_browser_without_scripts_when_taking_part_then_plain_forms_do_all_of_it(
    served: Served, open_page: Open
) -> None:
    page = open_page(PHONE, java_script_enabled=False)
    page.goto(served.at("/"))
    page.locator("#join_pass").fill(served.sessions["undertaking_plain"]["letters"])
    page.get_by_role("button", name="Continue").click()
    answer(page)
    page.get_by_role("button", name="Go in").click()

    for sort, text in (("ask", "An hour."), ("offer", "A room.")):
        form = fold(page.locator("[data-slot=undertakings]"), "undertaking.add")
        form.locator("select[name=sort]").select_option(sort)
        form.locator("[name=text]").fill(text)
        form.locator("[name=due]").fill("2027-03-31")
        send(form)
    expect(one(page, "An hour.").locator(".part__facts")).to_contain_text("31 March 2027")
    join = fold(one(page, "An hour."), "undertaking.join")
    send(join)
    expect(one(page, "An hour.").locator("[data-joined]")).to_be_visible()
    form = fold(one(page, "An hour."), "undertaking.propose")
    form.locator("[name=text]").fill("Zoe")
    send(form)
    expect(one(page, "An hour.").locator("[data-slot=i_asked]")).to_be_visible()
    take(page, "An hour.", "Ana")
    expect(one(page, "An hour.").locator("[data-owned=yes]")).to_have_text("Ana")

    page.locator(".phone__leave a").first.click()
    mine = page.locator("[data-day=undertakings] [data-owned]").first
    told = fold(mine, "undertaking.tell")
    told.locator("select").select_option("changed")
    told.locator("[name=text]").fill("Later.")
    send(told)

    expect(page.locator("[data-day=undertakings] [data-state=changed]").first).to_be_visible()
