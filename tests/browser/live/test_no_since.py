"""Somebody says no after they wrote: what phones, desks and walls show that are opened after that.

Seen failing with blank places, one of which had the name of whoever had said no.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import (
    LAPTOP,
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
from tests.support.canary import canary

pytestmark = pytest.mark.browser


def say_no(writer: Page) -> None:
    """On the phone's own form; back on the phone's page after it."""
    writer.locator("a[href*='/answers?']").first.click()
    answer(writer, notes="no")
    writer.locator("form[action$='/answers'] button[type=submit]").click()
    ready(writer)


def saved(page: Page, words: str) -> None:
    expect(page.locator("[data-note]", has_text=words).locator("[data-state=saved]")).to_be_visible()


def test_notes_when_their_writer_has_said_no_since_then_pages_opened_later_have_no_place_for_them(
    served: Served, open_page: Open
) -> None:
    hers, his, late = canary(), canary(), open_page()
    ana, ben = (come_in(open_page(), served, "open_wall") for _ in range(2))
    for phone, words in ((ana, hers), (ben, his)):
        write_note(phone, words)
        saved(phone, words)

    say_no(ana)

    come_in(late, served, "open_wall")
    plain = open_page(storage_state=late.context.storage_state(), java_script_enabled=False)
    plain.goto(late.url)
    desk, plain_desk = open_page(LAPTOP, staff=True), open_page(LAPTOP, staff=True, java_script_enabled=False)
    desk_of(desk, served, "open_wall")
    plain_desk.goto(desk.url)
    wall = wall_of(open_page(PROJECTOR, staff=True), served, "open_wall")
    for page in (late, plain, desk, plain_desk, wall):
        expect(page.locator("[data-note]")).to_have_count(1)
        expect(page.locator("[data-note]")).to_contain_text(his)
        assert hers not in page.content()
    expect(ana.locator("[data-note]", has_text=hers)).to_be_visible()


def test_handed_in_note_when_its_writer_has_said_no_since_then_a_desk_that_shows_it_sees_how_things_stand(
    served: Served, open_page: Open
) -> None:
    words = canary()
    desk = desk_of(open_page(LAPTOP, staff=True), served, "plain")
    ana = come_in(open_page(), served, "plain")
    write_note(ana, words, share="Handed in")
    tray = desk.locator("[data-note]", has_text=words)
    expect(tray).to_be_visible()
    say_no(ana)
    expect(tray).to_be_visible()

    tray.get_by_role("button", name="Show to everyone").click()

    expect(desk.get_by_role("alert")).to_have_attribute("data-code", "gone")
    expect(tray).to_have_count(0)
