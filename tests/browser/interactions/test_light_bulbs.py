"""A light bulb on the phone, from the mark to taking it back, and the desk, which reads it without a name."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from tests.browser.barriers import barriers
from tests.browser.conftest import LAPTOP, Open, Served, answer, come_in, desk_of, ready

pytestmark = pytest.mark.browser


def come_in_as(name: str, page: Page, served: Served, session: str) -> Page:
    """Scan the picture, answer, choose a name, go in."""
    page.goto(served.at(f"/join#{served.sessions[session]['letters']}"))
    answer(page)
    page.locator("[data-slot=about] > summary").click()
    page.locator("[name=name_choice][value=chosen]").check()
    page.locator("[name=name_chosen]").fill(name)
    page.locator("button[type=submit]").click()
    return ready(page)


def opened(phone: Page) -> Any:
    """The form, which comes when the light bulb is opened."""
    phone.locator("[data-slot=bulb] > summary").click()
    return phone.locator("[data-slot=bulb] form")


def test_a_light_bulb_when_marked_changed_and_taken_back_then_the_desk_follows_and_never_reads_a_name(
    served: Served, open_page: Open
) -> None:
    phone = come_in_as("Morwenna", open_page(), served, "open_wall")
    desk = desk_of(open_page(LAPTOP, staff=True), served, "open_wall")
    form, told = opened(phone), desk.locator("[data-bulb]", has_text="the rota")
    expect(form.locator("textarea:visible")).to_have_count(2)
    form.locator("#bulb-now").fill("it was the rota")
    form.locator("summary").click()
    form.locator("#bulb-set_off").fill("one line of it")
    assert barriers(phone) == []
    phone.reload()
    form = ready(phone).locator("[data-slot=bulb] form")
    expect(form.locator("#bulb-set_off")).to_have_value("one line of it")
    form.locator("button[type=submit]").click()
    expect(told).to_contain_text("one line of it")

    own = phone.locator("[data-own=bulbs]")
    own.locator("summary").first.click()
    own.locator("[data-opens=edit]").click()
    own.locator("textarea[id$=-used]").fill("it was their fault")
    assert barriers(phone) == []
    own.locator("button[type=submit]").click()
    expect(told).to_contain_text("it was their fault")
    expect(told).not_to_contain_text("Morwenna")

    own.locator("[data-opens=remove]").click()
    own.locator(".button--stop").click()
    expect(own).to_have_count(0)
    expect(told).to_have_count(0)


def test_a_light_bulb_when_the_round_and_the_session_are_over_then_it_is_still_in_reach(
    served: Served, open_page: Open
) -> None:
    phone = come_in(open_page(), served, "plain")
    desk = desk_of(open_page(LAPTOP, staff=True), served, "plain")
    desk.get_by_role("button", name="Close the round").click()
    expect(phone.locator(".empty[data-code=closed]")).to_be_visible()
    expect(phone.locator("[data-slot=bulb]")).to_be_visible()
    desk.get_by_role("button", name="End the session…").click()
    desk.locator("[data-act='session.end']").click()
    expect(phone.locator(".empty[data-code=ended]")).to_be_visible()

    form = opened(phone)
    form.locator("#bulb-used").fill("at the very end")
    form.locator("button[type=submit]").click()

    expect(phone.locator("[data-own=bulbs]")).to_be_visible()
    phone.reload()
    ready(phone).locator("[data-own=bulbs] summary").first.click()
    expect(phone.locator("[data-own=bulbs] [data-slot=used]")).to_contain_text("at the very end")


def test_without_scripts_when_a_light_bulb_is_marked_then_it_is_changed_and_taken_back_by_plain_forms(
    served: Served, open_page: Open
) -> None:
    seat = come_in(open_page(), served, "crowd")
    page = open_page(storage_state=seat.context.storage_state(), java_script_enabled=False)
    page.goto(seat.url)
    form = opened(page)
    form.locator("#bulb-used").fill("plainly thought")
    form.locator("button[type=submit]").click()
    own = page.locator("[data-thing]")
    expect(own.get_by_text("plainly thought", exact=True).first).to_be_visible()

    own.locator("summary").first.click()
    own.locator("[name=because]").fill("plainly said")
    own.locator("form[action$='/edit'] button").click()
    expect(own.locator(".note__words")).to_have_text(["plainly thought", "plainly said"])

    own.locator("summary").last.click()
    own.locator(".button--stop").click()
    expect(page.locator(".phone__leave")).to_be_visible()
    expect(own).to_have_count(0)


def test_a_plain_light_bulb_when_filled_in_before_the_script_came_then_its_words_are_taken_over(
    served: Served, open_page: Open
) -> None:
    held: list[Route] = []
    seat = come_in(open_page(), served, "crowd")
    page = open_page(storage_state=seat.context.storage_state())
    page.route("**/js/phone/main.js", lambda route: held.append(route))
    page.goto(seat.url, wait_until="commit")
    opened(page).locator("#bulb-because").fill("before the script")

    while not held:
        page.wait_for_timeout(50)
    held[0].continue_()

    expect(ready(page).locator("[data-slot=bulb] #bulb-because")).to_have_value("before the script")


def test_a_light_bulb_when_changed_on_two_phones_at_once_then_the_later_is_told_and_may_try_again(
    served: Served, open_page: Open
) -> None:
    page = open_page()
    page.route_web_socket(re.compile(r"/socket\.io/"), without("on the other phone"))
    phone = come_in(page, served, "open_wall")
    form = opened(phone)
    form.locator("#bulb-used").fill("at first")
    form.locator("button[type=submit]").click()
    own = phone.locator("[data-own=bulbs]")
    own.locator("summary").first.click()
    own.locator("[data-opens=edit]").click()
    bulb = own.locator("[data-thing]").get_attribute("data-thing")
    boot = phone.evaluate("JSON.parse(document.getElementById('boot').textContent)")
    elsewhere = {"op_id": str(uuid4()), "kind": "lightbulb.edit", "target_id": bulb, "base_version": 1}
    phone.request.post(
        served.at(f"/api/sessions/{boot['session_id']}/ops"),
        headers={"Authorization": f"Bearer {boot['token']}"},
        data={"v": 1, "batch": [elsewhere | {"body": {"used": "on the other phone"}}]},
    )

    own.locator("textarea[id$=-used]").fill("on this phone")
    own.locator("button[type=submit]").click()
    expect(own.locator("[data-code=stale]")).to_contain_text("on this phone")
    own.locator("[data-code=stale]").get_by_role("button", name="Try again").click()

    expect(own.locator("[data-code=stale]")).to_have_count(0)
    expect(own.locator("[data-slot=used]")).to_contain_text("on this phone")


def without(words: str) -> Callable[[WebSocketRoute], None]:
    """A line on which what holds these words is lost on its way to the page."""

    def relay(line: WebSocketRoute) -> None:
        server = line.connect_to_server()
        server.on_message(lambda said: None if words in str(said) else line.send(said))

    return relay
