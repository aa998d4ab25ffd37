"""Tables on the desk and on phones: somebody is asked to be host and accepts; then everyone else moves on."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.barriers import NARROWEST, barriers
from tests.browser.conftest import LAPTOP, PHONE, Open, Served, answer, desk_of, ready

pytestmark = pytest.mark.browser


def come_in_as(name: str, page: Page, served: Served, session: str = "mixed") -> Page:
    """Go in by the first table's door, with a name."""
    page.goto(served.at(f"/join#{served.sessions[session]['letters']}"))
    answer(page)
    page.locator("[name=table]").first.check()
    page.locator("[data-slot=about] > summary").click()
    page.locator("[name=name_choice][value=chosen]").check()
    page.locator("[name=name_chosen]").fill(name)
    page.get_by_role("button", name="Go in").click()
    return ready(page)


def test_host_when_asked_and_accepted_then_they_stay_while_everyone_else_moves_on(
    served: Served, open_page: Open
) -> None:
    ana, ben = (come_in_as(name, open_page(PHONE), served) for name in ("Ana", "Ben"))
    desk = open_page(LAPTOP, staff=True)
    page = served.at(f"/desk/sessions/{served.sessions['mixed']['id']}/tables")
    desk.goto(page)
    assert barriers(desk) == []
    desk.locator("select[name^=host-]").first.select_option(label="Ben")
    desk.locator("[data-slot=seats] button[type=submit]").click()
    expect(desk.locator("[data-slot=host][data-state=asked]")).to_be_visible()

    expect(ana.locator("[data-slot=duty]")).to_have_count(0)
    ben.locator("[data-slot=duty] a").click()
    assert barriers(ben) == []
    ben.locator("[data-slot=host][data-state=asked] [value=yes]").click()
    expect(ready(ben).locator("[data-slot=duty]")).to_have_count(0)
    ana.goto(served.at(f"/s/{served.sessions['mixed']['id']}/table"))
    expect(ana.locator("[data-slot=host][data-state=taken]")).to_be_visible()
    expect(ana.locator("[data-act='readback.open']")).to_have_count(0)
    ana.locator("[data-slot=scribe] [value=yes]").click()
    ready(ana)
    desk.goto(page)
    expect(desk.locator("[data-slot=host][data-state=taken]")).to_be_visible()
    expect(desk.locator("[data-slot=scribe][data-state=taken]")).to_be_visible()

    desk.locator("[name=how][value=onward]").click()
    expect(desk.locator("[data-slot=preview] [data-moves]")).to_have_count(1)
    assert barriers(desk) == []
    desk.set_viewport_size(NARROWEST)
    assert barriers(desk) == []
    desk.locator("[data-act=move]").click()
    expect(desk.locator(".message[data-code*=moved], .message--good")).to_be_visible()
    expect(ana.locator(".phone-bar__title")).to_contain_text("Table 2")
    expect(ben.locator(".phone-bar__title")).to_contain_text("Table 1")
    expect(desk.locator("[data-slot=scribe]")).to_have_count(0)


def test_pairs_when_their_step_opens_then_each_phone_says_with_whom_also_without_scripts(
    served: Served, open_page: Open
) -> None:
    phones = {name: come_in_as(name, open_page(PHONE), served, "looks") for name in ("Ana", "Ben")}
    desk = desk_of(open_page(LAPTOP, staff=True), served, "looks")
    for each in served.sessions["looks"]["rounds"][:2]:  # the first is closed, the second opened
        desk.locator(f"[data-round='{each['id']}'] .round__head button").click()

    for name, other in (("Ana", "Ben"), ("Ben", "Ana")):
        expect(phones[name].locator("[data-slot=together]")).to_contain_text(other)
    assert barriers(phones["Ana"]) == []
    kept = phones["Ana"].context.storage_state()
    plain = open_page(PHONE, java_script_enabled=False, storage_state=kept)
    plain.goto(served.at(f"/s/{served.sessions['looks']['id']}"))
    expect(plain.locator("[data-slot=together]")).to_contain_text("Ben")
