"""Sorting as people meet it: piles on phones, the picture on desk and wall, headings that are split and undone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

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
    wall_of,
    write_note,
)

pytestmark = pytest.mark.browser
SCENE = "interactions.piles_scene"
FEW = 5
WORDS = ("Nobody asked me.", "They wrote it down for me.", "The bus was late.")


def note(within: Page | Locator, text: str) -> Locator:
    """A note by its words."""
    return within.locator("[data-slot=sorting] [data-note]", has_text=text)


def move(page: Page, text: str, to: str) -> None:
    """Choose from the menu of a note where it goes."""
    note(page, text).locator("summary").click()
    note(page, text).locator(".menu__item", has_text=to).click()


def pile(page: Page, title: str) -> Locator:
    """A pile of one's own, by its name."""
    return page.locator(f"[data-pile][aria-label='{title}']")


def begin_sorting(phone: Page, desk: Page) -> None:
    """Three notes are written, and the round of sorting is opened."""
    for words in WORDS:
        write_note(phone, words, share="everyone")
    expect(desk.locator(".desk__clusters [data-note]")).to_have_count(len(WORDS))
    for step in ("close", "open"):
        desk.locator(f"[data-step={step}] .button--primary").click()
    expect(phone.locator("[data-slot=sorting]")).to_be_visible()


def put_together(page: Page) -> None:
    """Make a pile of the first two notes."""
    move(page, WORDS[0], "new pile")
    move(page, WORDS[1], "Pile 1")
    expect(pile(page, "Pile 1").locator("[data-note]")).to_have_count(2)
    expect(pile(page, "Pile 1").locator("[data-state=saved]")).to_be_visible()


def test_piles_when_five_people_made_them_then_all_see_the_pairs_and_headings_are_made_and_undone_in_one_press(
    served: Served, open_page: Open
) -> None:
    phones = [come_in(open_page(PHONE), served, "sorted") for _ in range(FEW)]
    desk = desk_of(open_page(LAPTOP, staff=True), served, "sorted")
    wall = wall_of(open_page(PROJECTOR, staff=True), served, "sorted")
    begin_sorting(phones[0], desk)
    for phone in phones:
        put_together(phone)

    expect(desk.locator(f"[data-sortings='{FEW}']")).to_be_visible()
    assert phones[1].locator("[data-pile]").count() == 1  # nobody else's
    expect(wall.locator("[data-pair], .sort__pair")).to_have_count(0)
    desk.locator("[data-act='sort.show']").click()
    expect(wall.locator(".sort__pair")).to_have_count(1)
    expect(phones[2].locator("[data-pair]")).to_have_count(1)

    desk.locator("[data-act='sort.gather']").click()
    expect(desk.locator("[data-state=taken]")).to_be_visible()
    desk.locator("[data-act='sort.undo']").click()
    expect(desk.locator("[data-act='sort.gather']")).to_be_visible()

    desk.locator("[data-step=close] button", has_text="Close").first.click()
    desk.locator("[data-step=open] .button--primary").click()
    expect(phones[3].locator("[data-slot=stays] [data-pair]")).to_have_count(1)


def test_pile_when_led_by_keys_on_a_narrow_phone_then_nothing_is_in_the_way(served: Served, open_page: Open) -> None:
    phone = come_in(open_page(NARROWEST), served, "keys")
    desk = desk_of(open_page(LAPTOP, staff=True), served, "keys")
    begin_sorting(phone, desk)

    note(phone, WORDS[2]).locator("summary").focus()
    phone.keyboard.press("Enter")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    expect(pile(phone, "Pile 1").locator("[data-note]")).to_have_count(1)
    expect(note(phone, WORDS[2]).locator("summary")).to_be_focused()
    pile(phone, "Pile 1").locator("[data-opens=name]").click()
    phone.keyboard.press("ControlOrMeta+a")
    phone.keyboard.type("Waiting")
    phone.keyboard.press("Enter")
    expect(pile(phone, "Waiting")).to_be_visible()
    assert barriers(phone) == []
    assert barriers(desk) == []
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")

    handle = note(phone, WORDS[0]).locator(".sort__handle")
    handle.scroll_into_view_if_needed()
    source, target = handle.bounding_box(), pile(phone, "Waiting").bounding_box()
    assert source and target
    phone.mouse.move(source["x"] + 5, source["y"] + 5)
    phone.mouse.down()
    phone.mouse.move(target["x"] + 30, target["y"] + 20, steps=5)
    phone.mouse.up()
    expect(pile(phone, "Waiting").locator("[data-note]")).to_have_count(2)

    pile(phone, "Waiting").locator("[data-opens=remove]").click()
    pile(phone, "Waiting").locator(".button--stop").click()
    expect(phone.locator("[data-pile]")).to_have_count(0)


def test_browser_without_scripts_when_sorting_then_plain_forms_make_a_pile_and_fill_it(
    served: Served, open_page: Open
) -> None:
    phone = come_in(open_page(PHONE), served, "plain")
    desk = desk_of(open_page(LAPTOP, staff=True), served, "plain")
    begin_sorting(phone, desk)
    plain = open_page(PHONE, java_script_enabled=False)
    plain.goto(served.at("/"))
    plain.locator("#join_pass").fill(served.sessions["plain"]["letters"])
    plain.get_by_role("button", name="Continue").click()
    answer(plain)
    plain.get_by_role("button", name="Go in").click()

    plain.locator("[data-act='sort.pile'] input[name=title]").fill("Heard")
    plain.locator("[data-act='sort.pile'] button").click()
    note(plain, WORDS[0]).locator("[data-act='sort.put'] button").click()
    expect(plain.locator("[data-pile] [data-note]")).to_have_count(1)
    plain.locator("[data-pile] [data-act='sort.take'] button").click()
    expect(plain.locator("[data-pile] [data-note]")).to_have_count(0)


def test_heading_when_it_has_two_titles_then_it_is_split_renamed_and_merged_and_each_act_is_undone(
    served: Served, open_page: Open
) -> None:
    phone = come_in(open_page(PHONE), served, "headings")
    desk = desk_of(open_page(LAPTOP, staff=True), served, "headings")
    wall = wall_of(open_page(PROJECTOR, staff=True), served, "headings")
    for words in WORDS:
        write_note(phone, words, share="everyone")
    headings = desk.locator(".cluster:not(.cluster--loose)")
    desk.locator("#new-cluster").fill("Being heard")
    desk.locator("#new-cluster-second").fill("Epistemic justice")
    desk.locator(".new-cluster button").click()
    for number, words in enumerate(WORDS, 1):
        found = desk.locator("[data-note]", has_text=words)
        found.locator(".menu summary", has_text="Move").click()
        found.locator(".menu__item").first.click()
        expect(headings.first.locator("[data-note]")).to_have_count(number)
    expect(wall.locator("[data-slot=second]")).to_be_visible()

    headings.first.locator("[data-opens=split]").click()
    split = headings.first.locator("[data-slot=split]")
    split.locator("label.choice", has_text=WORDS[2]).click()
    split.locator("input:not([type=checkbox])").first.fill("Getting there")
    split.locator("button[type=submit]").click()
    expect(headings).to_have_count(2)
    undo = desk.locator("[data-act='sort.undo']")
    undo.click()
    expect(headings).to_have_count(1)
    expect(headings.first.locator("[data-note]")).to_have_count(len(WORDS))

    headings.first.locator("[data-opens=rename]").click()
    headings.first.locator("input").nth(1).fill("")
    headings.first.locator("button[type=submit]").click()
    expect(desk.locator("[data-slot=second]")).to_have_count(0)
    desk.reload()  # what was done outlives it
    undo.click()
    expect(desk.locator("[data-slot=second]")).to_be_visible()
    undo.click()
    expect(headings.first.locator("[data-note]")).to_have_count(len(WORDS) - 1)
