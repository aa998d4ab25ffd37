"""A table of exchange as people meet it: a column each, an outcome, and disagreement beside it, on every page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.barriers import NARROWEST, barriers
from tests.browser.conftest import LAPTOP, PHONE, PROJECTOR, Open, Served, answer, come_in, desk_of, wall_of

pytestmark = pytest.mark.browser
SCENE = "interactions.pieces_scene"


def matter(page: Page, of: str = "matter-1") -> Locator:
    """One of the matters of the step."""
    return page.locator(f"[data-matter={of}]")


def write(inside: Locator, kind: str, *words: str, cell: str = "") -> None:
    """Open a fold, write in its boxes and send it."""
    fold = inside.locator(f"[data-write='{kind}']").first
    fold.locator("summary").click()
    if cell:
        fold.locator(f"input[value={cell}]").check()
    for place, said in enumerate(words):
        fold.locator("textarea").nth(place).fill(said)
    fold.locator("button[type=submit]").click()


def sit(page: Page, column: str) -> None:
    """Choose a column."""
    page.locator(f"[data-slot=seat] input[value={column}]").check()


def piece(page: Page, text: str) -> Locator:
    """What somebody wrote, by its words."""
    return page.locator("[data-piece]", has_text=text)


def test_columns_when_written_then_outcome_and_disagreement_are_on_every_page(served: Served, open_page: Open) -> None:
    ana, ben = (come_in(open_page(PHONE), served, "exchange_round") for _ in range(2))
    desk = desk_of(open_page(LAPTOP, staff=True), served, "exchange_round")
    wall = wall_of(open_page(PROJECTOR, staff=True), served, "exchange_round")
    expect(matter(ana).locator("[data-write='exchange.say']")).to_have_count(0)
    sit(ana, "column-2")
    sit(ben, "column-3")
    expect(matter(ana).locator("[data-own=yes]")).to_have_attribute("data-column", "column-2")
    expect(matter(ana).locator("[data-write='exchange.say']")).to_have_count(1)

    write(matter(ana), "exchange.say", "We are asked too late.", cell="knows")
    write(matter(ben), "exchange.say", "An hour for each visit.", cell="needs")

    for page in (ben, desk, wall):
        column = matter(page).locator("[data-column=column-2] [data-cell=knows]")
        expect(column.locator("[data-piece]", has_text="asked too late")).to_be_visible()
    expect(matter(wall).locator("[data-column=column-3] [data-cell=needs]")).to_be_visible()
    write(matter(ana), "exchange.agree", "Ask first.", "All said yes.")
    write(matter(ben), "exchange.differ", "It is too late then.")
    expect(matter(desk).locator("[data-slot=outcomes]")).to_contain_text("All said yes.")
    expect(matter(ana).locator("[data-slot=dissents] [data-piece]")).to_have_count(1)
    wall.keyboard.press("ArrowRight")
    expect(wall.locator("[data-what=differs]")).to_be_visible()
    expect(wall.locator("[data-what=outcome]")).to_be_visible()

    piece(ana, "too late.").first.locator("[data-opens=edit]").click()
    ana.locator("[data-slot=reword] textarea").first.fill("We are asked much too late.")
    ana.locator("[data-slot=reword] button[type=submit]").click()
    expect(piece(ben, "much too late")).to_be_visible()
    write(matter(desk).locator("[data-column=column-1]"), "exchange.say", "Nobody asked me.", cell="knows")
    expect(piece(ben, "Nobody asked me.")).to_be_visible()
    piece(desk, "much too late").locator("[data-opens=remove]").click()
    piece(desk, "much too late").locator(".button--stop").click()
    expect(piece(ben, "much too late")).to_have_count(0)


def test_table_when_led_by_keys_alone_then_a_seat_is_taken_and_written_from(served: Served, open_page: Open) -> None:
    phone = come_in(open_page(PHONE), served, "exchange_looks")
    phone.locator("[data-slot=seat] input").first.focus()
    phone.keyboard.press("Space")
    own = matter(phone, "matter-2").locator("[data-own=yes]")
    own.locator("summary").focus()
    phone.keyboard.press("Enter")
    own.locator("textarea").focus()
    phone.keyboard.type("We know.")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")

    expect(own.locator("[data-piece] [data-state=saved]")).to_be_visible()


def test_seat_when_accepted_but_not_yet_heard_back_then_its_column_stays_open(served: Served, open_page: Open) -> None:
    phone = come_in(open_page(PHONE), served, "exchange_looks")

    seats = phone.evaluate(
        """async () => {
          const { laid } = await import("/static/js/interactions/exchange/matters.js")
          const body = { round_id: "r", column: "column-1" }
          const entry = { kind: "exchange.sit", state: "done", target_id: "r", client_at: "2026-01-01", body }
          return laid({ exchange_seats: {} }, [entry]).exchange_seats
        }"""
    )

    assert seats["r"]["column"] == "column-1"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_table_when_checked_by_axe_and_on_a_narrow_phone_then_nothing_is_in_the_way(
    served: Served, open_page: Open, scheme: str
) -> None:
    phone = come_in(open_page(NARROWEST, color_scheme=scheme), served, "exchange_looks")
    sit(phone, "column-1")
    write(matter(phone), "exchange.say", f"In {scheme}: a-word-that-is-much-too-long-" + "a" * 60, cell="knows")
    write(matter(phone), "exchange.differ", f"Not in {scheme}.")
    matter(phone).locator("[data-write='exchange.agree'] summary").click()
    desk = desk_of(open_page(LAPTOP, staff=True, color_scheme=scheme), served, "exchange_looks")
    expect(piece(desk, f"Not in {scheme}")).to_be_visible()
    wall = wall_of(open_page(PROJECTOR, staff=True, color_scheme=scheme), served, "exchange_looks")
    expect(matter(wall).locator("[data-column=column-1] [data-piece]").first).to_be_visible()

    assert barriers(phone) == [] and barriers(desk) == [] and barriers(wall) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= NARROWEST["width"]
    for button in phone.locator("#phone .exchange :is(button, summary):visible").all():
        assert button.bounding_box()["height"] >= 44


def test_browser_without_scripts_when_taking_part_then_plain_forms_do_all_of_it(
    served: Served, open_page: Open
) -> None:
    page = open_page(PHONE, java_script_enabled=False)
    page.goto(served.at("/"))
    page.locator("#join_pass").fill(served.sessions["exchange_plain"]["letters"])
    page.get_by_role("button", name="Continue").click()
    answer(page)
    page.get_by_role("button", name="Go in").click()

    sit(page, "column-2")
    page.locator("[data-slot=seat] button").click()
    write(matter(page), "exchange.say", "We are asked too late.")
    expect(matter(page).locator("[data-column=column-2] [data-piece]")).to_have_count(1)
    write(matter(page), "exchange.agree", "Ask first.", "All said yes.")
    write(matter(page), "exchange.differ", "It is too late then.")
    write(page.locator("body"), "exchange.matter", "Waiting lists")
    expect(page.locator("[data-matter]", has_text="Waiting lists")).to_have_count(1)
    write(piece(page, "We are asked"), "exchange.reword", "We are asked much too late.")
    expect(piece(page, "much too late")).to_be_visible()
    piece(page, "much too late").locator("[data-slot=remove] summary").click()
    piece(page, "much too late").locator("[data-slot=remove] button").click()

    expect(piece(page, "much too late")).to_have_count(0)
    expect(matter(page).locator("[data-slot=outcomes]")).to_contain_text("All said yes.")
    expect(matter(page).locator("[data-slot=dissents] [data-piece]")).to_have_count(1)
