"""The board as a list: the same notes and headings, worked by keys alone, on the desk and on the wall."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.barriers import barriers
from tests.browser.conftest import LAPTOP, PROJECTOR, Open, Served, come_in, desk_of, ready, write_note

pytestmark = pytest.mark.browser


def test_outline_when_worked_by_keys_then_notes_are_found_moved_and_on_the_wall_too(
    served: Served, open_page: Open
) -> None:
    desk = desk_of(open_page(LAPTOP, staff=True), served, "open_wall")
    phone = come_in(open_page(), served, "open_wall")
    write_note(phone, "badgers")
    desk.locator("#new-cluster").fill("Animals")
    desk.locator("#new-cluster").press("Enter")
    expect(desk.locator("[data-drop] h3", has_text="Animals")).to_be_visible()

    desk.locator("[data-act=as_list]").press("Enter")
    note = desk.locator("[data-slot=outline] [data-note]", has_text="badgers")
    expect(note).to_be_visible()
    assert barriers(desk) == []
    desk.locator("[data-level='1']").first.focus()
    desk.keyboard.press("ArrowLeft")
    expect(note).to_have_count(0)
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("End")
    expect(note).to_be_focused()
    note.locator(".menu summary").press("Enter")
    note.locator(".menu__item").first.press("Enter")
    animals = desk.locator("[data-list]", has=desk.locator("h4", has_text="Animals"))
    expect(animals.locator("[data-note]")).to_be_focused()
    desk.keyboard.press("ArrowLeft")
    expect(animals.locator("[data-level='2']")).to_be_focused()
    desk.reload()
    expect(animals.locator("[data-note]")).to_be_visible()

    wall = open_page(PROJECTOR, staff=True)
    wall.goto(served.at(f"/desk/sessions/{served.sessions['open_wall']['id']}/wall?outline"))
    ready(wall)
    expect(wall.locator("h3", has_text="Animals")).to_be_visible()
    expect(wall.locator("[data-note]", has_text="badgers")).to_be_visible()
    assert barriers(wall) == []


def test_headings_when_worked_in_the_outline_by_keys_then_they_are_renamed_merged_and_split_and_undone(
    served: Served, open_page: Open
) -> None:
    desk = desk_of(open_page(LAPTOP, staff=True), served, "two_phones")
    other = desk_of(open_page(LAPTOP, staff=True), served, "two_phones")
    phone = come_in(open_page(), served, "two_phones")
    for words in ("otters", "herons"):
        write_note(phone, words, share="everyone")
    for title in ("Water", "Birds"):
        other.locator("#new-cluster").fill(title)
        other.locator("#new-cluster").press("Enter")
    for words, title in (("otters", "Water"), ("herons", "Birds")):
        note = other.locator("[data-note]", has_text=words)
        note.locator(".menu summary", has_text="Move").press("Enter")
        note.locator(".menu__item", has_text=title).press("Enter")
        expect(
            other.locator("[data-drop]", has=other.locator("h3", has_text=title)).locator("[data-note]")
        ).to_have_count(1)

    desk.locator("[data-act=as_list]").press("Enter")
    lists = desk.locator("[data-list]")
    water, birds = (lists.filter(has=desk.locator("h4", has_text=title)) for title in ("Water", "Birds"))
    water.locator("[data-opens=rename]").press("Enter")
    expect(water.locator("form input").first).to_be_focused()
    assert barriers(desk) == []
    desk.keyboard.press("Escape")
    expect(water.locator("[data-opens=rename]")).to_be_focused()
    desk.keyboard.press("Enter")
    desk.keyboard.type(", rivers")
    desk.keyboard.press("Enter")
    rivers = lists.filter(has=desk.locator("h4", has_text="Water, rivers"))
    expect(rivers.locator("[data-opens=rename]")).to_be_focused()
    expect(desk.locator("#live-region")).to_contain_text("Water, rivers")

    rivers.locator("[data-opens=merge]").press("Enter")
    rivers.locator(".menu__item").first.press("Enter")
    expect(rivers.locator("[data-stays]").first).to_be_focused()
    assert barriers(desk) == []
    desk.keyboard.press("Enter")  # the other one stays, and this one goes
    expect(rivers).to_have_count(0)
    expect(birds.locator("[data-note]")).to_have_count(2)
    expect(birds.locator("[data-opens=rename]")).to_be_focused()
    expect(other.locator(".cluster h3", has_text="Water")).to_have_count(0)

    desk.locator("[data-act='sort.undo']").press("Enter")
    expect(rivers.locator("[data-note]")).to_have_count(1)
    rivers.locator("[data-opens=merge]").press("Enter")
    rivers.locator(".menu__item").first.press("Enter")
    rivers.locator("[data-stays]").nth(1).press("Enter")
    expect(birds).to_have_count(0)
    expect(rivers.locator("[data-note]")).to_have_count(2)

    rivers.locator("[data-opens=split]").press("Enter")
    rivers.locator("[data-first]").press("Space")
    rivers.locator("form input:not([type=checkbox])").first.fill("Furred")
    desk.keyboard.press("Enter")
    expect(lists.filter(has=desk.locator("h4", has_text="Furred")).locator("[data-note]")).to_have_count(1)


def test_many_notes_when_they_come_within_seconds_then_they_are_announced_once(served: Served, open_page: Open) -> None:
    page = open_page()
    page.goto(served.at("/"))
    page.evaluate(
        """async () => {
          const { announce } = await import('/static/js/lib/dom.js')
          window.said = []
          announce((count) => `other:${count}`, { count: 1, about: "headings" })
          new MutationObserver(() => window.said.push(document.getElementById('live-region').textContent))
            .observe(document.getElementById('live-region'), { childList: true })
          for (let n = 0; n < 3; n += 1) announce((count) => `said:${count}`, { count: 2 })
        }"""
    )

    expect(page.locator("#live-region")).to_have_text("other:1 said:6")
    assert page.evaluate("window.said") == ["other:1 said:6"]
