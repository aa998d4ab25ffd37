"""Somebody without a phone: the desk lets them in, their scribe writes for them, the wall shows it, the desk erases it.

Hands are counted beside dots and places. Seen failing: with drawers of people who withdrew left on the phone.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.barriers import NARROWEST, barriers
from tests.browser.conftest import LAPTOP, PHONE, PROJECTOR, Open, Served, answer, desk_of, ready, wall_of

pytestmark = pytest.mark.browser
SCENE = "interactions.scribe_scene"
WRITING = "[data-slot=writes_for]"
# How many people this phone keeps words for, once it has had time to forget.
DRAWERS = """async () => {
  let many = 0
  for (let turn = 0; turn < 100 && many !== 1; turn++) {
    if (turn) await new Promise((go) => setTimeout(go, 50))
    many = (await indexedDB.databases()).filter(({ name }) => name.startsWith("retreat:")).length
  }
  return many
}"""


def come_in_as(name: str, page: Page, served: Served, session: str = "scribed") -> Page:
    """Go in by the first table's door, with a name."""
    page.goto(served.at(f"/join#{served.sessions[session]['letters']}"))
    answer(page)
    page.locator("[name=table]").first.check()
    page.locator("[data-slot=about] > summary").click()
    page.locator("[name=name_choice][value=chosen]").check()
    page.locator("[name=name_chosen]").fill(name)
    page.locator("form.door [type=submit]").click()
    return ready(page)


def write(page: Page, text: str) -> None:
    page.locator("#note-text").fill(text)
    page.locator(".composer [type=submit]").click()
    expect(page.locator(".note", has_text=text).locator("[data-state=saved]")).to_be_visible()


def well_made(page: Page) -> None:
    """Nothing bars anybody, and it fits the narrowest screen."""
    assert barriers(page) == []
    size = page.viewport_size or PHONE
    page.set_viewport_size(NARROWEST)
    assert barriers(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= NARROWEST["width"]
    page.set_viewport_size(size)


def test_person_without_a_phone_when_a_scribe_writes_for_them_then_theirs_until_they_take_it_back(
    served: Served, open_page: Open
) -> None:
    session = served.sessions["scribed"]
    ana, staff = come_in_as("Ana", open_page(PHONE), served), open_page(LAPTOP, staff=True)
    wall = wall_of(open_page(PROJECTOR, staff=True), served, "scribed")
    base = served.at(f"/desk/events/{session['event']}/without-device")

    staff.goto(base)
    well_made(staff)
    assert staff.locator("input[type=radio]:checked").count() == 0
    staff.locator("[name=name]").fill("Eve")
    staff.locator("[name=table]").first.check()
    staff.locator("form.door [type=submit]").click()
    expect(staff.locator("input:invalid").first).to_be_focused()  # nobody is let in unasked
    answer(staff)
    staff.locator("form.door [type=submit]").click()
    expect(staff.locator("[data-code=no_scribe]")).to_be_visible()
    well_made(staff)
    person = staff.url

    expect(ana.locator(WRITING)).to_have_count(0)
    ana.goto(served.at(f"/s/{session['id']}/table"))
    ana.locator("[data-slot=scribe] [value=yes]").click()
    expect(ready(ana).locator(WRITING)).to_have_attribute("data-person", "")
    well_made(ana)
    write(ana, "My own thought")
    ana.locator("#note-text").fill("half a thought of mine")
    ana.locator(f"{WRITING} button", has_text="Eve").focus()
    ana.keyboard.press("Enter")
    expect(ana.locator(".for--other")).to_be_visible()
    expect(ready(ana).locator("#note-text")).to_have_value("")
    well_made(ana)
    write(ana, "The canary sings at five")
    ana.locator("#note-text").fill("half a thought of hers")
    expect(wall.locator(".note", has_text="canary")).to_be_visible()
    ana.locator(f"{WRITING} button").first.click()
    expect(ana.locator(".for--other")).to_have_count(0)
    expect(ready(ana).locator("#note-text")).to_have_value("half a thought of mine")
    others = ana.locator(".note", has_text="canary")
    expect(others.locator("[aria-pressed=false]")).to_be_visible()  # another’s, to give a dot to

    ana.goto(served.at(f"/s/{session['id']}/people"))
    well_made(ana)
    ana.locator("[data-person] a").click()
    expect(ana.locator("[data-slot=slip]")).to_be_visible()
    well_made(ana)

    staff.goto(person)
    expect(staff.locator("[data-slot=day]")).to_have_attribute("data-many", "1")
    staff.locator("[data-slot=day] [type=submit]").click()
    expect(staff.locator("[data-thing]")).to_contain_text("canary")
    well_made(staff)
    staff.locator("[name=sure]").check()
    staff.locator("[action$=withdraw] [type=submit]").click()
    expect(staff.locator(".message--good")).to_be_visible()
    expect(wall.locator(".note", has_text="canary")).to_have_count(0)
    expect(wall.locator(".note")).to_have_count(1)
    ana.goto(served.at(f"/s/{session['id']}"))
    expect(ready(ana).locator(WRITING)).to_have_count(0)
    expect(ana.locator(".note", has_text="canary")).to_have_count(0)
    assert ana.evaluate(DRAWERS) == 1, "half a thought of hers is left on the phone"


def test_hands_when_counted_by_the_desk_and_a_scribe_then_said_beside_and_undone(
    served: Served, open_page: Open
) -> None:
    cy, dan = (come_in_as(name, open_page(PHONE), served, "counted") for name in ("Cy", "Dan"))
    wall = wall_of(open_page(PROJECTOR, staff=True), served, "counted")
    desk = desk_of(open_page(LAPTOP, staff=True), served, "counted")
    write(cy, "Time to think")
    form = desk.locator("[data-slot=hands_form]")
    form.locator("summary").click()
    form.locator("#hands-on").select_option(label="Time to think")
    form.locator("#hands-count").fill("4")
    form.locator("#hands-count").press("Enter")
    said = [page.locator(".note", has_text="Time to think").locator("[data-slot=hands]") for page in (desk, wall, dan)]
    for one in said:
        expect(one).to_contain_text("4")
    well_made(desk)
    form.locator("[data-act='hands.undo']").click()
    for one in said:
        expect(one).to_have_count(0)

    for each in served.sessions["counted"]["rounds"]:
        desk.locator(f"[data-round='{each['id']}'] .round__head button").click()
    expect(dan.locator("[data-slot=positions]")).to_be_visible()
    expect(dan.locator("[data-slot=hands_form]")).to_have_count(0)
    form.locator("summary").click()
    form.locator("#hands-side").select_option("high")
    form.locator("#hands-count").fill("7")
    form.locator("#hands-count").press("Enter")
    expect(wall.locator("[data-slot=hands]")).to_contain_text("7")
    expect(dan.locator("[data-card=card-1] [data-slot=hands]")).to_contain_text("7")

    dan.goto(served.at(f"/s/{served.sessions['counted']['id']}/table"))
    dan.locator("[data-slot=scribe] [value=yes]").click()
    ready(dan).locator("[data-slot=hands_form] summary").click()
    dan.locator("#hands-count").fill("2")
    dan.locator("#hands-count").press("Enter")
    expect(cy.locator("[data-card=card-1] [data-slot=hands]")).to_contain_text("2")
    expect(form.locator("[data-counted]")).to_have_count(1)
    expect(wall.locator("[data-slot=hands]")).not_to_contain_text("2")
    well_made(dan)
