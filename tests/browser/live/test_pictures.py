"""A flipchart photographed in two taps: kept on a bad line, typed beside it, left out by its table, in the record."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.barriers import NARROWEST, barriers
from tests.browser.conftest import LAPTOP, PHONE, Open, Served, come_in, desk_of, ready
from tests.pictures.drawn import jpeg, paper

pytestmark = pytest.mark.browser
# Drawing it anew is done at the lowest priority, so that nobody waits for it.
DRAWN_WITHIN_MS = 60_000
SENT = "**/api/sessions/*/pictures/*"


def at_table(page: Page, served: Served, *, duty: str = "") -> Page:
    """Come in, sit down at the first table, perhaps as its host."""
    come_in(page, served, "tables")
    session = served.sessions["tables"]["id"]
    page.goto(served.at(f"/s/{session}/table"))
    page.locator("[name=table]").first.check()
    page.locator("form.door [type=submit]").click()
    if duty:
        page.goto(served.at(f"/s/{session}/table"))
        page.locator(f"[data-slot={duty}] button[value=yes]").click()
    return ready(page)


def shoot(page: Page, *, width: int = 3000) -> None:
    """The second tap, and what the camera gives."""
    with page.expect_file_chooser() as chooser:
        page.locator("[data-act=photograph], [data-act=agree]").first.click()
    picture = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": jpeg(paper(width, width * 3 // 4))}
    chooser.value.set_files(picture)  # type: ignore[arg-type]


def test_a_host_when_they_photograph_a_flipchart_then_its_table_the_desk_and_the_record_have_it_and_what_is_typed(
    served: Served, open_page: Open
) -> None:
    """Seen red with the focus on the hidden camera input instead of the question."""
    session = served.sessions["tables"]["id"]
    host = at_table(open_page(PHONE), served, duty="host")
    member = at_table(open_page(NARROWEST, color_scheme="dark"), served)
    desk = desk_of(open_page(LAPTOP, staff=True), served, "tables")
    expect(member.locator("[data-act=photograph]")).to_have_count(0)

    host.route(SENT, lambda route: route.abort())
    host.locator("[data-act=photograph]").click()
    expect(host.locator("[data-act=agree]")).to_be_focused()
    assert barriers(host) == []
    shoot(host)
    expect(host.locator("[data-shot][data-state=waiting]")).to_have_count(1)
    host.reload()
    expect(ready(host).locator("[data-shot][data-state=waiting]")).to_have_count(1)
    host.unroute(SENT)
    for page in (host, member):
        expect(page.locator("[data-picture] img")).to_have_count(1, timeout=DRAWN_WITHIN_MS)
    expect(host.locator("[data-shot]")).to_have_count(0)
    sizes = member.locator("[data-picture] img").evaluate(
        "image => image.decode().then(() => [image.naturalWidth, image.naturalHeight])"
    )
    assert sizes == [2000, 1500]

    host.locator("[data-picture] textarea").fill("Time to listen\n\nFewer forms")
    host.locator("[data-act=type]").click()
    for page in (host, member):
        expect(page.locator("[data-typed]")).to_have_count(2)
    expect(desk.locator("[data-note] [data-slot=from_paper]")).to_have_count(2)
    assert barriers(host) == [] and barriers(member) == [] and barriers(desk) == []
    assert member.evaluate("document.documentElement.scrollWidth") <= NARROWEST["width"]

    member.locator("[data-picture] a[href*='#picture-']").click()
    member.locator("[data-slot=leaving_out] summary").click()
    assert barriers(member) == []
    member.locator("[data-act=leave_out]").click()
    expect(host.locator("[data-picture]")).to_have_count(0)
    desk.locator("[data-slot=pictures_out] a").click()
    expect(desk.locator("[data-out]")).to_have_count(1)
    desk.locator("[data-out] summary").click()
    assert barriers(desk) == []
    desk.locator("[data-act=show]").click()
    expect(host.locator("[data-picture] img")).to_have_count(1)

    desk.locator("#picture-file").set_input_files(
        {"name": "wall.jpg", "mimeType": "image/jpeg", "buffer": jpeg(paper())}  # type: ignore[arg-type]
    )
    desk.locator("[name=agreed]").check(force=True)
    desk.locator("[data-act=send]").click()
    expect(desk.locator("section[data-picture]")).to_have_count(2, timeout=DRAWN_WITHIN_MS)
    desk.goto(served.at(f"/sessions/{session}?show=notes"))
    expect(desk.locator("figure[data-picture] img[alt='Time to listen; Fewer forms']")).to_be_visible()
    assert barriers(desk) == []


def test_a_picture_that_is_refused_when_it_is_sent_then_the_phone_says_why_and_lets_it_go(
    served: Served, open_page: Open
) -> None:
    host = at_table(open_page(PHONE), served, duty="scribe")
    host.locator("[data-act=photograph]").click()
    with host.expect_file_chooser() as chooser:
        host.locator("[data-act=agree]").click()
    chooser.value.set_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"})  # type: ignore[arg-type]

    expect(host.locator("[data-shot][data-code=not_picture]")).to_be_visible(timeout=DRAWN_WITHIN_MS)
    assert barriers(host) == []
    host.locator("[data-act=drop]").click()
    expect(host.locator("[data-shot]")).to_have_count(0)
