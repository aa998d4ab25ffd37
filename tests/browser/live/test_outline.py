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


def test_many_notes_when_they_come_within_seconds_then_they_are_announced_once(served: Served, open_page: Open) -> None:
    page = open_page()
    page.goto(served.at("/"))
    page.evaluate(
        """async () => {
          const { announce } = await import('/static/js/lib/dom.js')
          window.said = []
          new MutationObserver(() => window.said.push(document.getElementById('live-region').textContent))
            .observe(document.getElementById('live-region'), { childList: true })
          for (let n = 0; n < 3; n += 1) announce((count) => `said:${count}`, { count: 2 })
        }"""
    )

    expect(page.locator("#live-region")).to_have_text("said:6")
    assert page.evaluate("window.said") == ["said:6"]
