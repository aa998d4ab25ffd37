"""Signals beside a step, as people meet them: done, a hand and a pause on the phone, at the desk and on the wall."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.barriers import barriers
from tests.browser.conftest import LAPTOP, PHONE, PROJECTOR, Open, Served, come_in, desk_of, wall_of

pytestmark = pytest.mark.browser
SCENE = "steps_server"


def press(page: Page, act: str) -> None:
    """Press the one button."""
    page.locator(f"[data-act='{act}']").click()


def test_signals_when_given_then_the_desk_answers_and_the_wall_says_who_speaks(served: Served, open_page: Open) -> None:
    ana, ben = (come_in(open_page(PHONE), served, "signals") for _ in range(2))
    desk = desk_of(open_page(LAPTOP, staff=True), served, "signals")
    wall = wall_of(open_page(PROJECTOR, staff=True), served, "signals")
    for page in (ana, ben):  # a style sheet that comes late moves the buttons under the finger
        page.locator("[data-slot=signals]").wait_for()
        page.wait_for_load_state("networkidle")

    press(ana, "signal.done")
    expect(ana.locator("[data-act='signal.undone']")).to_have_attribute("aria-pressed", "true")
    expect(desk.locator("[data-slot=done] strong")).to_have_text("1")
    press(ana, "signal.raise")
    expect(ana.locator(".signals__hand[data-state=waiting]")).to_be_visible()
    press(ben, "signal.raise")
    expect(desk.locator("li[data-hand]")).to_have_count(2)
    press(ben, "signal.pause")
    expect(desk.locator("[data-slot=pause]")).to_be_visible()
    assert barriers(ana) == [] and barriers(desk) == [] and barriers(wall) == []
    press(desk, "signal.seen")
    expect(ben.locator("[data-state=seen]")).to_be_visible()
    expect(ana.locator(".signals__pause")).to_have_attribute("data-state", "none")

    press(desk, "signal.call")
    expect(ana.locator(".signals__hand[data-state=called]")).to_be_visible()
    expect(wall.locator("[data-slot=signals]")).to_be_visible()
    ana.reload()
    expect(ana.locator(".signals__hand[data-state=called]")).to_be_visible()
    press(ana, "signal.lower")
    expect(desk.locator("[data-state=called]")).to_have_count(0)
    assert barriers(ana) == [] and barriers(desk) == [] and barriers(wall) == []


def test_signals_when_there_are_no_scripts_then_forms_give_and_take_them_back(served: Served, open_page: Open) -> None:
    first = come_in(open_page(PHONE), served, "signals_plain")
    phone = open_page(PHONE, storage_state=first.context.storage_state(), java_script_enabled=False)
    phone.goto(first.url)

    for give, undo in (("signal.done", "signal.undone"), ("signal.raise", "signal.lower")):
        press(phone, give)
        expect(phone.locator(f"[data-act='{undo}']")).to_be_visible()
        press(phone, undo)
        expect(phone.locator(f"[data-act='{give}']")).to_be_visible()
    press(phone, "signal.pause")
    expect(phone.locator("[data-state=asked]")).to_be_visible()
    press(phone, "signal.raise")
    desk = open_page(LAPTOP, staff=True, java_script_enabled=False)
    desk.goto(served.at(f"/desk/sessions/{served.sessions['signals_plain']['id']}"))
    press(desk, "signal.seen")
    press(desk, "signal.call")
    expect(desk.locator("[data-state=called]")).to_be_visible()
    expect(desk.locator("[data-slot=pause]")).to_have_count(0)
