"""Close reading as people meet it: marks, readings and rewritings on phones, what is read on the desk and the wall."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.barriers import NARROWEST, barriers
from tests.browser.conftest import LAPTOP, PHONE, PROJECTOR, Open, Served, answer, come_in, desk_of, ready, wall_of

pytestmark = pytest.mark.browser
SCENE = "interactions.narratives_server"
FEW = 5


def word(page: Page, text: str) -> Locator:
    """A word of the narrative."""
    return page.locator("[data-word]", has_text=text).first


def choose(page: Page, first: str, last: str) -> None:
    """Tap the first and the last word of a place."""
    word(page, first).click()
    word(page, last).click()


def mark(page: Page, first: str, last: str, meaning: int = 1, share: str = "everyone") -> None:
    """Mark a place, and wait until it is kept."""
    choose(page, first, last)
    page.locator(".read__readers summary").click()
    page.locator(f".read__readers input[value={share}]").check()
    page.locator(f"[data-meaning=meaning-{meaning}]").click()
    expect(page.locator("[data-slot=own_marks] [data-state=saved]").last).to_be_visible()


def write(page: Page, form: str, text: str, why: str = "", share: str = "everyone") -> None:
    """Fill in the form that is open, and send it."""
    inside = page.locator(f"form[data-write={form}]")
    inside.locator("textarea").first.fill(text)
    if why:
        inside.locator("textarea").nth(1).fill(why)
    inside.locator(f"input[value={share}]").check()
    inside.locator("button[type=submit]").click()


def test_places_when_marked_by_five_then_the_desk_shows_them_and_phones_and_wall_tell_of_five(
    served: Served, open_page: Open
) -> None:
    phones = [come_in(open_page(PHONE), served, "round") for _ in range(FEW)]
    desk = desk_of(open_page(LAPTOP, staff=True), served, "round")
    wall = wall_of(open_page(PROJECTOR, staff=True), served, "round")
    for phone in phones:
        mark(phone, "missed", "garden")
    mark(phones[0], "Nobody", "asked", 2)
    expect(word(phones[1], "garden")).to_have_attribute("data-others", "yes")
    expect(word(phones[0], "asked")).to_have_attribute("data-own", "meaning-2")

    expect(desk.locator("[data-line='1'] [data-people='5']")).to_be_visible(timeout=30_000)
    expect(desk.locator("[data-line='2'] [data-people='1']")).to_be_visible()
    desk.locator("[data-act='read.show']").click()

    for page in (wall, phones[2]):
        expect(page.locator("[data-line='1'] [data-people='5']")).to_be_visible()
        expect(page.locator("[data-line='2'] [data-people]")).to_have_count(0)
    phones[0].locator("[data-act='read.unmark']").last.click()
    expect(phones[0].locator("[data-slot=own_marks] > li")).to_have_count(1)
    expect(word(phones[1], "asked")).not_to_have_attribute("data-others", "yes")


def test_reading_when_read_again_then_both_stay_side_by_side_and_a_part_stands_before_and_after(
    served: Served, open_page: Open
) -> None:
    ana, ben = (come_in(open_page(PHONE), served, "readings") for _ in range(2))
    wall = wall_of(open_page(PROJECTOR, staff=True), served, "readings")
    desk = desk_of(open_page(LAPTOP, staff=True), served, "readings")
    choose(ana, "Nobody", "her.")
    ana.locator("[data-act=reading]").click()
    write(ana, "reading", "It was decided for her.")
    expect(ben.locator("[data-reading]", has_text="decided for her")).to_be_visible()

    ana.locator("[data-opens=again]").click()
    ana.locator("form[data-write=again] textarea").first.fill("She was not in the room.")
    ana.locator("form[data-write=again] button[type=submit]").click()
    expect(ana.locator("form[data-write=again] .field__error")).to_be_visible()
    ana.reload()
    ready(ana)
    write(ana, "again", "She was not in the room.", "Ben asked where she was.")

    series = ben.locator(".read__author")
    expect(series.locator("[data-reading]")).to_have_count(2)
    expect(series.locator(".read__why")).to_have_count(1)
    desk.locator("[data-step] .button--primary").click()
    expect(desk.locator("[data-step=open]")).to_be_visible()
    desk.locator("[data-step] .button--primary").click()
    ben.locator("[data-act=rewriting]").wait_for(state="detached")
    choose(ben, "Nobody", "her.")
    ben.locator("[data-act=rewriting]").click()
    write(ben, "rewriting", "The team did not ask her.", "It says who acts.")
    expect(ana.locator("[data-rewriting] .read__why")).to_be_visible()
    expect(desk.locator("[data-rewriting]")).to_be_visible()
    expect(wall.locator("[data-narrative-on-wall]")).to_be_visible()
    desk.locator("[data-rewriting] [data-opens=remove]").click()
    desk.locator("[data-rewriting] .button--stop").click()
    expect(ana.locator("[data-rewriting]")).to_have_count(0)


def test_place_when_chosen_by_keys_or_by_line_then_it_is_marked(served: Served, open_page: Open) -> None:
    phone = come_in(open_page(PHONE), served, "keys")
    phone.locator(".read__field").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "Shift+ArrowRight"):
        phone.keyboard.press(key)
    expect(phone.locator("[data-chosen=yes]")).to_have_text(["asked", "her."])
    expect(phone.locator("#live-region")).to_contain_text("asked her.")
    phone.keyboard.press("Escape")
    expect(phone.locator("[data-chosen=yes]")).to_have_count(0)

    phone.locator("[data-slot=by_lines] summary").click()
    phone.locator("#read-from").select_option("3")
    phone.locator("[data-slot=by_lines] button").click()
    phone.locator("[data-meaning=meaning-3]").focus()
    phone.keyboard.press("Enter")

    expect(phone.locator("[data-mark] [data-state=saved]")).to_be_visible()
    expect(phone.locator("[data-line='3'] [data-own=meaning-3]")).to_have_count(7)


def test_step_when_nothing_was_chosen_then_the_desk_is_told_before_and_chooses_one_there(
    served: Served, open_page: Open
) -> None:
    desk = open_page(LAPTOP, staff=True)
    desk.goto(served.at(f"/desk/sessions/{served.sessions['unprepared']['id']}"))
    expect(desk.locator("[data-code=nothing_to_read]")).to_be_visible()
    desk.locator("form[action$='/open'] .button--primary").click()
    ready(desk)
    phone = come_in(open_page(PHONE), served, "unprepared")
    desk.locator("[data-step=open] .button--primary").click()
    expect(phone.locator("[data-code=nothing_to_read]")).to_be_visible()

    expect(desk.locator("[data-slot=bring] a")).to_be_visible()
    desk.locator("#lay-chosen").select_option(index=1)
    desk.locator("[data-act=lay]").click()

    expect(phone.locator("[data-line='2']")).to_be_visible()
    assert barriers(desk) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_narrative_when_checked_by_axe_and_on_a_narrow_phone_then_nothing_is_in_the_way(
    served: Served, open_page: Open, scheme: str
) -> None:
    phone = come_in(open_page(NARROWEST, color_scheme=scheme), served, "looks")
    choose(phone, "missed", "garden")
    phone.locator("[data-act=reading]").click()
    write(phone, "reading", f"Hers, in {scheme}. A-word-that-is-much-too-long-" + "a" * 60)
    expect(phone.locator("[data-reading]", has_text=scheme)).to_be_visible()
    choose(phone, "wanted.", "wanted.")
    desk = desk_of(open_page(LAPTOP, staff=True, color_scheme=scheme), served, "looks")
    expect(desk.locator("[data-reading]", has_text=scheme)).to_be_visible()
    wall = wall_of(open_page(PROJECTOR, staff=True, color_scheme=scheme), served, "looks")
    expect(wall.locator("[data-narrative-on-wall]")).to_be_visible()

    assert barriers(phone) == [] and barriers(desk) == [] and barriers(wall) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= NARROWEST["width"]
    for one in phone.locator("[data-slot=read] :is(button, summary):visible").all():
        assert one.bounding_box()["height"] >= 44


def test_browser_without_scripts_when_reading_then_plain_forms_mark_read_and_rewrite(
    served: Served, open_page: Open
) -> None:
    page = open_page(PHONE, java_script_enabled=False)
    page.goto(served.at("/"))
    page.locator("#join_pass").fill(served.sessions["plain"]["letters"])
    page.get_by_role("button", name="Continue").click()
    answer(page)
    page.get_by_role("button", name="Go in").click()

    def form(name: str) -> Locator:
        fold = page.locator(f"[data-write='{name}']")
        fold.locator("summary").click()
        return fold

    marking = form("read.mark")
    marking.locator("[name=place]").select_option(index=0)
    marking.locator("[name=place_to]").select_option(index=2)
    marking.locator("button").click()
    expect(page.locator("[data-mark]")).to_contain_text("Nobody asked her.")
    reading = form("reading")
    reading.locator("[name=place]").select_option(index=2)
    reading.locator("[name=text]").fill("It was decided for her.")
    reading.locator("button").click()
    later = form("later")
    later.locator("[name=text]").fill("She was not there.")
    later.locator("[name=why]").fill("Ben asked.")
    later.locator("button").click()
    expect(page.locator("[data-reading]")).to_have_count(2)
    page.locator("[data-mark] button").click()
    expect(page.locator("[data-mark]")).to_have_count(0)
    page.locator("[data-reading] [data-slot=remove] summary").first.click()
    page.locator("[data-reading] [data-slot=remove] button").first.click()

    expect(page.locator("[data-reading]")).to_have_count(1)
