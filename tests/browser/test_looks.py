"""What every page owes its reader: no barrier that axe can find, no sideways scrolling, little to download."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.barriers import NARROWEST, barriers
from tests.browser.chromium import INSECURE_HOST
from tests.browser.conftest import (
    LAPTOP,
    PHONE,
    PROJECTOR,
    Open,
    Served,
    come_in,
    desk_of,
    ready,
    wall_of,
    write_note,
)

pytestmark = pytest.mark.browser

PHONE_MAX_BYTES = 60_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("host", ["localhost", INSECURE_HOST])
def test_pages_of_participants_when_checked_by_axe_then_there_is_no_barrier(
    served: Served, open_page: Open, scheme: str, host: str
) -> None:
    page = open_page(PHONE, color_scheme=scheme)
    page.goto(served.at("/", host))
    assert barriers(page) == []
    page.goto(served.at(f"/join#{served.sessions['looks']['letters']}", host))
    page.wait_for_url("**/join/*-*")
    assert barriers(page) == []
    come_in(page, served, "looks", host=host)
    write_note(page, f"a note in {scheme} at {host}")
    page.locator("[data-state=saved]").first.wait_for()
    page.get_by_role("button", name="Edit").first.click()
    expect(page.locator("[data-note] textarea").first).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("link", name="Change my answers").click()
    expect(page.get_by_role("heading", name="My answers")).to_be_visible()
    assert barriers(page) == []
    session, event = (served.sessions["looks"][name] for name in ("id", "event"))
    for path in (f"/s/{session}/table", f"/e/{event}", f"/e/{event}/link", f"/e/{event}/leave", "/", "/back"):
        page.goto(served.at(path, host))
        assert barriers(page) == [], path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_desk_and_wall_when_checked_by_axe_then_there_is_no_barrier(
    served: Served, open_page: Open, scheme: str
) -> None:
    phone = come_in(open_page(), served, "open_wall")
    write_note(phone, "something to look at")
    phone.locator("[data-state=saved]").first.wait_for()
    desk = desk_of(open_page(LAPTOP, staff=True, color_scheme=scheme), served, "open_wall")
    desk.get_by_label("New heading").fill(f"A heading in {scheme}")
    desk.get_by_role("button", name="Add heading").click()
    desk.get_by_role("heading", name=f"A heading in {scheme}").wait_for()
    assert barriers(desk) == []
    assert barriers(wall_of(open_page(PROJECTOR, staff=True, color_scheme=scheme), served, "open_wall")) == []
    planned = open_page(LAPTOP, staff=True, color_scheme=scheme)
    planned.goto(served.at(f"/desk/sessions/{served.sessions['planned']['id']}"))
    assert barriers(planned) == []


def test_pages_when_only_320_px_wide_then_nothing_scrolls_sideways(served: Served, open_page: Open) -> None:
    page = open_page(NARROWEST)
    widths = []
    page.goto(served.at("/"))
    widths.append(page.evaluate("document.documentElement.scrollWidth"))
    page.goto(served.at(f"/join#{served.sessions['looks']['letters']}"))
    page.wait_for_url("**/join/*-*")
    widths.append(page.evaluate("document.documentElement.scrollWidth"))
    come_in(page, served, "looks")
    write_note(page, "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft " * 3)
    page.locator("[data-state=saved]").first.wait_for()
    widths.append(page.evaluate("document.documentElement.scrollWidth"))
    desk = desk_of(open_page(NARROWEST, staff=True), served, "looks")
    widths.append(desk.evaluate("document.documentElement.scrollWidth"))

    assert max(widths) <= NARROWEST["width"]


@pytest.mark.parametrize("host", ["localhost", INSECURE_HOST])
def test_phone_page_when_first_loaded_then_it_weighs_at_most_sixty_kilobytes(
    served: Served, open_page: Open, host: str
) -> None:
    seat = come_in(open_page(PHONE), served, "looks", host=host)
    page = open_page(PHONE, storage_state=seat.context.storage_state())
    page.goto(seat.url)
    ready(page)
    weigh = """() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
      .filter((entry) => !entry.name.includes('/socket.io/'))
      .map((entry) => [entry.name, entry.encodedBodySize])"""

    weights = dict(page.evaluate(weigh))

    assert any(url.endswith("/fold.js") for url in weights)
    assert sum(weights.values()) <= PHONE_MAX_BYTES, weights


def test_import_map_when_every_module_is_imported_then_each_exports_something(served: Served, open_page: Open) -> None:
    page = open_page(PHONE)
    page.goto(served.at("/"))
    attempt = """async () => {
      const { imports } = JSON.parse(document.querySelector('script[type=importmap]').textContent)
      const found = {}
      for (const name of Object.keys(imports)) found[name] = Object.keys(await import(name)).length
      return found
    }"""

    exported = page.evaluate(attempt)

    assert "tus-js-client" in exported
    assert all(exported.values()), exported
