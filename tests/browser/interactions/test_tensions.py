"""A round of tensions as people meet it: sides worded and signed on phones, sorted on the desk, shown on the wall."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.barriers import NARROWEST, barriers
from tests.browser.conftest import LAPTOP, PHONE, PROJECTOR, Open, Served, answer, come_in, desk_of, wall_of

pytestmark = pytest.mark.browser
SCENE = "tensions_server"
FEW = 5


def tension(page: Page, of: str = "tension-1") -> Locator:
    """One of the tensions of the step."""
    return page.locator(f"[data-tension={of}]")


def write(inside: Locator, kind: str, text: str, protects: str = "") -> None:
    """Open a fold, write in its boxes and send it."""
    fold = inside.locator(f"[data-write='{kind}']")
    fold.locator("summary").click()
    fold.locator("textarea").first.fill(text)
    if protects:
        fold.locator("textarea").nth(1).fill(protects)
    fold.locator("button[type=submit]").click()


def side(page: Page, text: str) -> Locator:
    """What somebody said, by its words."""
    return page.locator("[data-side]", has_text=text)


def held(page: Page, text: str, how: str) -> Locator:
    """How it says that a side is held."""
    return side(page, text).locator(f"[data-held={how}]")


def sign(page: Page, text: str) -> None:
    """Say that one could sign it."""
    side(page, text).locator("[data-act='tension.sign']").click()
    expect(side(page, text).locator("[data-signed=yes]")).to_be_visible()


def test_sides_when_worded_and_signed_then_the_wall_shows_each_as_held_and_no_page_a_number(
    served: Served, open_page: Open
) -> None:
    phones = [come_in(open_page(PHONE), served, "round") for _ in range(FEW)]
    desk = desk_of(open_page(LAPTOP, staff=True), served, "round")
    wall = wall_of(open_page(PROJECTOR, staff=True), served, "round")
    write(tension(phones[0]), "tension.side", "Ask again.", "somebody’s say")
    write(tension(phones[1]), "tension.side", "Use what we have.", "somebody’s time")
    write(tension(phones[1]), "tension.neither", "It depends who asks.")

    expect(side(wall, "Ask again.").locator(".tension__protects")).to_be_visible()
    expect(side(wall, "It depends who asks.")).to_have_attribute("data-stance", "neither")
    expect(wall.get_by_text("Ask again.")).to_be_visible()
    expect(wall.locator("[data-held]")).to_have_count(0)
    sign(phones[2], "Ask again.")
    expect(held(wall, "Ask again.", "somebody")).to_be_visible()
    expect(held(desk, "Ask again.", "somebody")).to_be_visible()
    for phone in (phones[0], phones[1], phones[3], phones[4]):
        sign(phone, "Ask again.")
    expect(held(desk, "Ask again.", "several")).to_be_visible(timeout=30_000)
    expect(held(wall, "Ask again.", "somebody")).to_be_visible()
    assert wall.locator("[data-side]").all_inner_texts()[0].startswith("Ask again."), (
        "in the order in which it was said"
    )
    for page in (phones[3], desk, wall):
        said = "".join(page.locator("[data-held]").all_inner_texts())
        assert not any(letter.isdigit() for letter in said)

    tension(desk).locator("input[value=values]").check()
    tension(desk).locator("input[value=power]").check()
    tension(desk).locator("input[value=parked]").check()
    expect(wall.locator("[data-left=parked]")).to_be_visible()
    expect(tension(phones[4]).locator("[data-slot=marks]")).to_be_visible()


def test_side_when_reworded_then_who_signed_it_is_asked_again_and_its_author_may_take_it_back(
    served: Served, open_page: Open
) -> None:
    ana, ben = (come_in(open_page(PHONE), served, "changed") for _ in range(2))
    write(ana.locator("#phone"), "tension.name", "Speed or care?")
    named = ben.locator("[data-tension]", has_text="Speed or care?")
    expect(named.locator("[data-code=no_sides]")).to_be_visible()
    write(named, "tension.side", "Speed.")
    expect(side(ana, "Speed.")).to_be_visible()
    sign(ana, "Speed.")

    side(ben, "Speed.").locator("[data-opens=edit]").click()
    side(ben, "").locator("[data-slot=reword] textarea").first.fill("Speed, where it is safe.")
    ben.locator("[data-slot=reword] button[type=submit]").click()

    expect(side(ana, "where it is safe").locator("[data-code=changed_since]")).to_be_visible()
    expect(held(ana, "where it is safe", "nobody")).to_be_visible()
    sign(ana, "where it is safe")
    ana.reload()
    expect(side(ana, "where it is safe").locator("[data-signed=yes]")).to_be_visible()
    ana.locator("[data-act='tension.unsign']").click()
    expect(held(ben, "where it is safe", "nobody")).to_be_visible()
    side(ben, "where it is safe").locator("[data-opens=remove]").click()
    ben.locator("[data-side] .button--stop").click()
    expect(side(ana, "where it is safe")).to_have_count(0)


def test_tension_when_led_by_keys_alone_then_a_side_is_written_and_signed(served: Served, open_page: Open) -> None:
    phone = come_in(open_page(PHONE), served, "looks")
    tension(phone, "tension-2").locator("[data-write='tension.side'] summary").focus()
    for key in ("Enter", "Tab"):
        phone.keyboard.press(key)
    phone.keyboard.type("Measure.")
    for key in ("Tab", "Tab", "Enter"):
        phone.keyboard.press(key)
    expect(side(phone, "Measure.").locator("[data-state=saved]")).to_be_visible()

    side(phone, "Measure.").locator("[data-act='tension.sign']").focus()
    phone.keyboard.press("Enter")

    expect(side(phone, "Measure.").locator("[data-signed=yes]")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_tensions_when_checked_by_axe_and_on_a_narrow_phone_then_nothing_is_in_the_way(
    served: Served, open_page: Open, scheme: str
) -> None:
    phone = come_in(open_page(NARROWEST, color_scheme=scheme), served, "looks")
    write(tension(phone), "tension.side", f"Ask again, in {scheme}.", "A-word-that-is-much-too-long-for-" + "a" * 60)
    sign(phone, f"in {scheme}")
    tension(phone).locator("summary").first.click()
    desk = desk_of(open_page(LAPTOP, staff=True, color_scheme=scheme), served, "looks")
    expect(side(desk, f"in {scheme}")).to_be_visible()
    wall = wall_of(open_page(PROJECTOR, staff=True, color_scheme=scheme), served, "looks")
    expect(side(wall, f"in {scheme}")).to_be_visible()

    assert barriers(phone) == [] and barriers(desk) == [] and barriers(wall) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= NARROWEST["width"]
    for one in phone.locator("#phone .tension :is(button, summary):visible").all():
        assert one.bounding_box()["height"] >= 44


def test_browser_without_scripts_when_taking_part_then_plain_forms_keep_word_and_sign(
    served: Served, open_page: Open
) -> None:
    page = open_page(PHONE, java_script_enabled=False)
    page.goto(served.at("/"))
    page.locator("#join_pass").fill(served.sessions["plain"]["letters"])
    page.get_by_role("button", name="Continue").click()
    answer(page)
    page.get_by_role("button", name="Go in").click()

    write(tension(page), "tension.side", "Ask again.", "somebody’s say")
    side(page, "Ask again.").locator("form:has([value='tension.sign']) button").click()
    expect(held(page, "Ask again.", "somebody")).to_be_visible()
    side(page, "Ask again.").locator("[data-slot=reword] summary").click()
    side(page, "Ask again.").locator("[name=text]").fill("Ask each time.")
    side(page, "Ask again.").locator("[data-slot=reword] button").click()
    expect(side(page, "Ask each time.").locator("[data-code=changed_since]")).to_be_visible()
    write(tension(page), "tension.neither", "It depends.")
    write(page.locator("body"), "tension.name", "Speed or care?")
    expect(page.locator("[data-tension]", has_text="Speed or care?")).to_have_count(1)
    side(page, "Ask each time.").locator("[data-slot=remove] summary").click()
    side(page, "Ask each time.").locator("[data-slot=remove] button").click()

    expect(side(page, "Ask each time.")).to_have_count(0)
    expect(side(page, "It depends.")).to_have_attribute("data-stance", "neither")
