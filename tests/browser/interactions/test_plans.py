"""Plan cards as people meet them: four parts on a phone, on desk and wall, written again, and the next cycle."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.barriers import NARROWEST, barriers
from tests.browser.conftest import LAPTOP, PHONE, PROJECTOR, Open, Served, answer, come_in, desk_of, wall_of

pytestmark = pytest.mark.browser
SCENE = "interactions.pieces_scene"


def make(page: Page, title: str) -> Locator:
    """Make a card; it, on the same page."""
    form = page.locator("[data-slot=plans] > [data-write='plan.add']")
    form.locator("summary").click()
    form.locator("[name=text]").fill(title)
    form.locator("button[type=submit]").click()
    return card(page, title)


def card(page: Page, title: str) -> Locator:
    """A card by its title, the latest of its cycles."""
    return page.locator("[data-plan]", has=page.locator(".plan__title", has_text=title)).last


def write(of: Locator, stage: str, text: str, day: str = "") -> None:
    """Write a part of a card."""
    form = of.locator(f"[data-stage={stage}] > [data-write='plan.write']")
    form.locator("summary").click()
    form.locator("[name=text]").fill(text)
    if day:
        form.locator("[name=due]").fill(day)
    form.locator("button[type=submit]").click()


def test_card_when_written_and_gone_on_with_then_desk_and_wall_show_parts_days_and_where_it_starts(
    served: Served, open_page: Open
) -> None:
    ana, ben = (come_in(open_page(PHONE), served, "plan_round") for _ in range(2))
    desk = desk_of(open_page(LAPTOP, staff=True), served, "plan_round")
    wall = wall_of(open_page(PROJECTOR, staff=True), served, "plan_round")
    write(make(ana, "Harbour team"), "plan", "Read the letters first.", "2027-03-31")

    for page in (ben, desk, wall):
        expect(card(page, "Harbour team").locator("[data-stage=plan]")).to_contain_text("Read the letters first.")
        expect(card(page, "Harbour team").locator("[data-stage=plan]")).to_contain_text("31 March 2027")
    write(card(ben, "Harbour team"), "plan", "Read them aloud.")
    expect(card(wall, "Harbour team").locator("[data-stage=plan]")).to_contain_text("Read them aloud.")
    earlier = card(ana, "Harbour team").locator("[data-slot=earlier]")
    earlier.locator("summary").first.click()
    expect(earlier).to_contain_text("Read the letters first.")

    expect(card(ana, "Harbour team").locator("[data-write='plan.add']")).to_have_count(0)
    write(card(ana, "Harbour team"), "reflect", "Letters wait for a signature.")
    following = card(ana, "Harbour team").locator("[data-write='plan.add']")
    following.locator("summary").click()
    following.locator("button[type=submit]").click()

    for page in (ana, ben, desk):
        expect(card(page, "Harbour team").locator("[data-cycle='2']")).to_be_visible()
        expect(card(page, "Harbour team").locator("[data-slot=starts_from]")).to_contain_text("wait for a signature")


def test_card_when_led_by_keys_alone_then_a_part_is_written(served: Served, open_page: Open) -> None:
    phone = come_in(open_page(PHONE), served, "plan_looks")
    phone.locator("[data-slot=plans] > [data-write='plan.add'] summary").focus()
    for key in ("Enter", "Tab"):
        phone.keyboard.press(key)
    phone.keyboard.type("By keys")
    phone.keyboard.press("Enter")
    part = card(phone, "By keys").locator("[data-stage=observe]")
    part.locator("[data-write='plan.write'] summary").focus()
    for key in ("Enter", "Tab"):
        phone.keyboard.press(key)
    phone.keyboard.type("How long letters take.")
    part.locator("button[type=submit]").focus()
    phone.keyboard.press("Enter")

    expect(part.locator("[data-state=saved]")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_cards_when_checked_by_axe_and_on_a_narrow_phone_then_nothing_is_in_the_way(
    served: Served, open_page: Open, scheme: str
) -> None:
    phone = come_in(open_page(NARROWEST, color_scheme=scheme), served, "plan_looks")
    own = make(phone, f"In {scheme}: a-word-that-is-much-too-long-" + "a" * 60)
    write(own, "act", "Another-word-that-is-much-too-long-" + "a" * 60, "2027-03-31")
    expect(own.locator("[data-stage=act] [data-state=saved]")).to_be_visible()
    own.locator("[data-stage=observe] summary").first.click()
    desk = desk_of(open_page(LAPTOP, staff=True, color_scheme=scheme), served, "plan_looks")
    expect(card(desk, f"In {scheme}")).to_be_visible()
    wall = wall_of(open_page(PROJECTOR, staff=True, color_scheme=scheme), served, "plan_looks")
    expect(wall.locator("[data-plan]")).to_be_visible()

    assert barriers(phone) == [] and barriers(desk) == [] and barriers(wall) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= NARROWEST["width"]
    for button in phone.locator("#phone .plan :is(button, summary):visible").all():
        assert button.bounding_box()["height"] >= 44


def test_browser_without_scripts_when_taking_part_then_plain_forms_do_all_of_it(
    served: Served, open_page: Open
) -> None:
    page = open_page(PHONE, java_script_enabled=False)
    page.goto(served.at("/"))
    page.locator("#join_pass").fill(served.sessions["plan_plain"]["letters"])
    page.get_by_role("button", name="Continue").click()
    answer(page)
    page.get_by_role("button", name="Go in").click()

    write(make(page, "Harbour team"), "plan", "Read the letters first.", "2027-03-31")
    expect(card(page, "Harbour team").locator("[data-stage=plan] time")).to_have_attribute("datetime", "2027-03-31")
    write(card(page, "Harbour team"), "plan", "Read them aloud.")
    expect(card(page, "Harbour team").locator("[data-slot=earlier]")).to_have_count(1)
    write(card(page, "Harbour team"), "reflect", "Letters wait.")
    following = card(page, "Harbour team").locator("[data-write='plan.add']")
    following.locator("summary").click()
    following.locator("button[type=submit]").click()
    expect(card(page, "Harbour team").locator("[data-cycle='2']")).to_be_visible()
    expect(card(page, "Harbour team").locator("[data-slot=starts_from]")).to_contain_text("Letters wait.")
    back = card(page, "Harbour team").locator("[data-slot=remove]").first
    back.locator("summary").click()
    back.locator("button").click()

    expect(card(page, "Harbour team").locator("[data-cycle='1']")).to_be_visible()
