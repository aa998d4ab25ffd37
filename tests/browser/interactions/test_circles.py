"""A talking circle as people meet it: a place each, one who speaks, and one button."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.barriers import barriers
from tests.browser.conftest import LAPTOP, PHONE, PROJECTOR, Open, Served, answer, come_in, desk_of, wall_of

pytestmark = pytest.mark.browser
SCENE = "circles_server"


def press(page: Page, act: str) -> None:
    """Press the one button."""
    page.locator(f"[data-act='{act}']").click()


def test_circle_when_the_turn_goes_round_then_each_phone_says_so_and_the_wall_follows(
    served: Served, open_page: Open
) -> None:
    ana, ben = (come_in(open_page(PHONE), served, "circle") for _ in range(2))
    desk = desk_of(open_page(LAPTOP, staff=True), served, "circle")
    wall = wall_of(open_page(PROJECTOR, staff=True, color_scheme="dark"), served, "circle")
    for place, phone in enumerate((ana, ben), 1):
        press(phone, "circle.join")
        expect(phone.locator("[data-state=seated]")).to_contain_text(str(place))
    expect(desk.locator("[data-place]")).to_have_count(2)

    press(desk, "circle.begin")
    expect(ana.locator("[data-state=my_turn]")).to_be_visible()
    expect(ana.locator("[data-act]")).to_have_count(2)
    expect(ben.locator("[data-place='1'][data-state=turn]")).to_be_visible()
    expect(wall.locator("[data-place='1'][data-state=turn]")).to_be_visible()
    assert barriers(ana) == [] and barriers(ben) == [] and barriers(desk) == [] and barriers(wall) == []

    press(ana, "circle.next")
    expect(ben.locator("[data-state=my_turn]")).to_be_visible()
    ben.reload()
    press(ben, "pass")
    for page in (ana, ben, desk, wall):
        expect(page.locator("[data-state=over]")).to_be_visible()


def test_place_when_given_up_then_another_can_be_taken_and_the_hint_to_pass_goes_at_the_end(
    served: Served, open_page: Open
) -> None:
    phone = come_in(open_page(PHONE), served, "left")
    press(phone, "circle.join")
    press(phone, "circle.leave")
    phone.locator("[data-slot=choose_place] summary").click()
    phone.locator("[name=place]").fill("3")
    phone.locator("[data-slot=choose_place] button").click()

    expect(phone.locator("[data-place='3']")).to_be_visible()
    expect(phone.locator("[data-place]")).to_have_count(1)
    expect(phone.locator("[data-slot=may_pass]")).to_be_visible()
    desk = desk_of(open_page(LAPTOP, staff=True), served, "left")
    press(desk, "circle.begin")
    press(desk, "circle.next")
    expect(phone.locator("[data-state=over]")).to_be_visible()
    expect(phone.locator("[data-slot=may_pass]")).to_have_count(0)


def test_circle_when_it_is_closed_in_mid_turn_then_nobody_speaks_on_the_wall_any_more(
    served: Served, open_page: Open
) -> None:
    desk = desk_of(open_page(LAPTOP, staff=True), served, "closed")
    wall = wall_of(open_page(PROJECTOR, staff=True), served, "closed")
    expect(desk.locator("[data-step]")).to_have_attribute("data-step", "circle.wait")
    phones = [come_in(open_page(PHONE), served, "closed") for _ in range(2)]
    for phone in phones:
        press(phone, "circle.join")
        phone.locator("[data-state=seated]").wait_for()
    desk.locator("[data-step='circle.begin'] .button--primary").click()
    expect(wall.locator("[data-state=turn]")).to_be_visible()

    desk.locator("[data-step=close] .button--primary").click()

    expect(desk.locator("[data-step=close]")).to_have_count(0)
    for page in (wall, desk):
        expect(page.locator("[data-place]")).to_have_count(2)
        expect(page.locator("[data-state=turn]")).to_have_count(0)
        expect(page.locator(".equal")).to_have_count(0)
        expect(page.locator("[data-state=over]")).to_have_count(0)


SEATS = """(name) => {
  const wall = document.getElementById("wall")
  const look = 'class="ring__place" data-state="turn" data-long="true"'
  const seat = `<li ${look}><b>1</b><span class="ring__name"></span></li>`
  wall.innerHTML = '<link rel="stylesheet" href="/static/css/interactions/circle.css">'
    + `<ol class="ring" data-many="false">${seat.repeat(8)}</ol>`
  wall.querySelector(".ring").style.setProperty("--many", 8)
  wall.querySelectorAll(".ring__place").forEach((one, at) => one.style.setProperty("--at", at))
  wall.querySelectorAll(".ring__name").forEach((one) => { one.textContent = name })
}"""
NAMES = ("Wilhelmina Papadopoulou-Featherstonehaugh of the Riverside", "Donaudampfschifffahrtsgesellschaftskapitän")


@pytest.mark.parametrize("name", NAMES)
def test_ring_on_the_wall_when_a_name_is_long_then_it_stays_on_the_screen(
    served: Served, open_page: Open, name: str
) -> None:
    wall = wall_of(open_page(PROJECTOR, staff=True), served, "circle")
    wall.evaluate(SEATS, name)
    expect(wall.locator(".ring__place").first).to_have_css("position", "absolute")

    sides = wall.locator(".ring__place").evaluate_all("all => all.map((one) => one.getBoundingClientRect().toJSON())")
    assert min(side["left"] for side in sides) >= 0 and max(side["right"] for side in sides) <= PROJECTOR["width"]
    fits = wall.locator(".ring__place").evaluate_all("all => all.every((one) => one.scrollWidth <= one.clientWidth)")
    assert fits


def test_browser_without_scripts_when_in_a_circle_then_plain_forms_take_a_place_and_hand_on(
    served: Served, open_page: Open
) -> None:
    page = open_page(PHONE, java_script_enabled=False)
    page.goto(served.at("/"))
    page.locator("#join_pass").fill(served.sessions["plain"]["letters"])
    page.get_by_role("button", name="Continue").click()
    answer(page)
    page.get_by_role("button", name="Go in").click()
    expect(page.locator("[data-slot=circle-phone] [data-state=waiting]")).to_be_visible()
    page.locator("[data-act='circle.join'] button").click()
    page.locator("[data-act='circle.leave'] button").click()
    page.locator("[data-slot=choose_place] summary").click()
    page.locator("[name=place]").fill("4")
    page.locator("[data-slot=choose_place] button").click()
    expect(page.locator("[data-slot=may_pass]")).to_be_visible()
    expect(page.locator("[data-place='4']")).to_be_visible()
    desk = desk_of(open_page(LAPTOP, staff=True), served, "plain")
    press(desk, "circle.begin")
    expect(desk.locator("[data-state=turn]")).to_be_visible()

    page.reload()
    page.locator("[data-act=pass] button").click()

    expect(page.locator("[data-state=seated]")).to_be_visible()
    expect(page.locator("[data-slot=circle-phone] [data-state=over]")).to_be_visible()
    expect(page.locator("[data-slot=may_pass]")).to_have_count(0)
    expect(desk.locator("[data-state=over]")).to_be_visible()
