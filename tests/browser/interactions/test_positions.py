"""A round of positions as people meet it: placed on the phone, spread on the desk, shown on the wall."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.barriers import NARROWEST, barriers
from tests.browser.conftest import LAPTOP, PHONE, PROJECTOR, Open, Served, answer, come_in, desk_of, wall_of, write_note
from tests.support.server import until

pytestmark = pytest.mark.browser
SCENE = "positions_server"
PEOPLE = 5
THUMB_PX = 16


def slider(page: Page, card: str = "card-1") -> Locator:
    """The slider of a card on the phone."""
    return page.locator(f"[data-card={card}] input[type=range]").first


def place(page: Page, value: int, card: str = "card-1") -> None:
    """Place a card, and wait until it is kept."""
    slider(page, card).fill(str(value))
    expect(page.locator(f"[data-card={card}] [data-state=saved]")).to_be_visible()


def dots(page: Page, moment: str) -> list[int]:
    """How many dots stand at each place of the first card."""
    places = page.locator(f"[data-card=card-1] [data-moment={moment}] .spread__place")
    return [place.locator("i").count() for place in places.all()]


def is_at_the_end(mark: Locator, line: Locator) -> bool:
    """Whether the mark is under the thumb of a slider that is at its end; not before the style of the step is there."""
    below, along = mark.bounding_box(), line.bounding_box()
    ends = along["x"] + along["width"] - THUMB_PX / 2
    return abs(below["x"] + below["width"] / 2 - ends) <= 2


def next_round(desk: Page, act: str) -> None:
    """Open or close the next one."""
    desk.locator(f"[data-step={act}] .button--primary").click()
    expect(desk.locator(f"[data-step={act}]")).to_have_count(0)


def test_cards_when_placed_before_and_after_then_the_wall_shows_both_once_the_desk_says_so(
    served: Served, open_page: Open
) -> None:
    phones = [come_in(open_page(PHONE), served, "line") for _ in range(PEOPLE)]
    desk = desk_of(open_page(LAPTOP, staff=True), served, "line")
    wall = wall_of(open_page(PROJECTOR, staff=True), served, "line")
    expect(phones[0].locator("[data-card=card-1] [data-state=unset]").first).to_be_visible()
    for number, phone in enumerate(phones):
        place(phone, number * 25)

    expect(desk.locator("[data-part=position] .spread__line i")).to_have_count(PEOPLE)
    assert dots(desk, "before") == [1, 0, 1, 0, 0, 1, 0, 0, 1, 0, 1]
    expect(wall.locator("[data-state=unshown]")).to_be_visible()
    desk.locator("[data-act='positions.show']").click()
    expect(wall.locator(".spread__line i")).to_have_count(PEOPLE)
    expect(phones[0].locator("[data-slot=spread] .spread__line i")).to_have_count(PEOPLE)
    expect(phones[1].locator("[data-slot=spread] [data-moment=before] [data-slot=you]").first).to_have_attribute(
        "data-at", "2"
    )

    for act in ("close", "open"):
        next_round(desk, act)
    for page in (phones[0], desk):
        page.locator("[data-slot=stays] summary").click()
        expect(page.locator("[data-slot=stays] .spread__line i")).to_have_count(PEOPLE)
    expect(wall.locator("html[data-wall=stays] .spread__line i")).to_have_count(PEOPLE)
    assert barriers(phones[0]) == [] and barriers(desk) == [] and barriers(wall) == []
    write_note(phones[0], "said aloud", share="Everyone")
    expect(desk.locator("[data-note]", has_text="said aloud")).to_be_visible()
    expect(wall.locator("html[data-wall=stays] [data-slot=beside] [data-note]", has_text="said aloud")).to_be_visible()
    expect(wall.locator(".spread__line i")).to_have_count(PEOPLE)
    desk.locator("[data-view=notes]").click()
    expect(wall.locator("html[data-wall=notes]")).to_have_count(1)
    desk.locator("[data-view=stays]").click()
    expect(wall.locator("html[data-wall=mounted] .spread__line i")).to_have_count(PEOPLE)
    desk.locator("[data-view=stays][aria-pressed=true]").wait_for()

    for act in ("close", "open"):
        next_round(desk, act)
    desk.locator("[data-view=follow][aria-pressed=true]").wait_for()
    expect(wall.locator("html[data-wall=mounted] .spread--cards")).to_have_count(1)
    before = phones[4].locator("[data-card=card-1] [data-slot=before]")
    until(lambda: is_at_the_end(before.locator("i"), slider(phones[4])), what="the mark under the place from before")
    phones[4].locator("[data-card=card-1] [data-act=stay]").click()
    expect(slider(phones[4])).to_have_value("100")
    expect(phones[4].locator("[data-card=card-1] [data-act=stay]")).to_have_count(0)
    for phone in phones:
        place(phone, 50)
    expect(desk.locator("[data-moment=after] .spread__line i")).to_have_count(PEOPLE)
    desk.locator("[data-act='positions.show']").click()
    expect(wall.locator("[data-moment=after] .spread__line i")).to_have_count(PEOPLE)
    before = phones[1].locator("[data-card=card-1] [data-slot=before]")
    expect(before).to_have_count(1)
    assert before.locator("span").bounding_box()["height"] <= before.bounding_box()["height"] + 1
    assert dots(wall, "before")[5] == 1 and dots(wall, "after")[5] == PEOPLE
    for page in (wall, desk, phones[0]):
        expect(page.locator("[data-slot=moved]").first).to_contain_text(f"{PEOPLE - 1} of {PEOPLE}")


def test_words_not_sent_when_the_next_round_takes_no_notes_then_they_stay_in_sight_and_are_not_offered_to_it(
    served: Served, open_page: Open
) -> None:
    phone = come_in(open_page(PHONE), served, "unsent")
    desk = desk_of(open_page(LAPTOP, staff=True), served, "unsent")
    next_round(desk, "close")
    next_round(desk, "open")
    phone.get_by_label("Your note", exact=True).fill("half typed")

    next_round(desk, "close")
    next_round(desk, "open")

    expect(slider(phone)).to_be_visible()
    unsent = phone.locator("[data-unsent]")
    expect(unsent.locator(".note__words")).to_contain_text("half typed")
    expect(unsent.locator("[data-act=use]")).to_have_count(0)
    # The desk's list has the questions that take notes; other rounds are reached by buttons.
    expect(desk.locator("#which-prompt option:not([disabled])")).to_have_count(1)
    expect(desk.locator("[data-to]")).to_have_count(1)
    desk.locator("#which-prompt").select_option(index=1)
    expect(desk.locator("[data-part=position]")).to_have_count(0)
    expect(desk.locator("[data-to]")).to_have_count(2)
    desk.locator("[data-to]").last.click()
    expect(desk.locator("[data-part=position]")).to_be_visible()


def test_slider_when_moved_by_keys_then_one_place_is_kept_also_after_a_reload(served: Served, open_page: Open) -> None:
    page = open_page(PHONE)
    sent: list[str] = []

    def heard(payload: object) -> None:
        if '"position.set"' in str(payload):
            sent.append(str(payload))

    page.on("websocket", lambda socket: socket.on("framesent", heard))
    phone = come_in(page, served, "looks")
    slider(phone).focus()
    phone.keyboard.press("Enter")
    expect(phone.locator("[data-card=card-1] [data-state=saved]")).to_be_visible()
    for _ in range(4):
        phone.keyboard.press("ArrowRight")
    expect(slider(phone)).to_have_value("70")
    phone.keyboard.press("Tab")  # the focus goes on, and it is kept
    expect(phone.locator("[data-card=card-1] [data-state=saved]")).to_be_visible()
    assert len(sent) == 2

    phone.reload()

    expect(slider(phone)).to_have_value("70")
    phone.locator("input[name=seat]").nth(1).check()
    expect(phone.locator("[data-card=card-1] [data-state=unset]").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_positions_when_checked_by_axe_and_on_a_narrow_phone_then_nothing_is_in_the_way(
    served: Served, open_page: Open, scheme: str
) -> None:
    phone = come_in(open_page(NARROWEST, color_scheme=scheme), served, "looks")
    place(phone, 30)
    desk = desk_of(open_page(LAPTOP, staff=True, color_scheme=scheme), served, "looks")
    expect(desk.locator(".spread__line").first).to_be_visible()
    wall = wall_of(open_page(PROJECTOR, staff=True, color_scheme=scheme), served, "looks")

    assert barriers(phone) == [] and barriers(desk) == [] and barriers(wall) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= NARROWEST["width"]
    assert slider(phone).bounding_box()["height"] >= 44


def test_browser_without_scripts_when_placing_a_card_then_a_plain_form_keeps_it(
    served: Served, open_page: Open
) -> None:
    page = open_page(PHONE, java_script_enabled=False)
    page.goto(served.at("/"))
    page.locator("#join_pass").fill(served.sessions["plain"]["letters"])
    page.get_by_role("button", name="Continue").click()
    answer(page)
    page.get_by_role("button", name="Go in").click()

    card = page.locator("[data-card=card-2]")
    expect(page.locator("[data-slot=who_sees]")).to_be_visible()
    card.locator("fieldset").first.locator("[type=radio][value='70']").check()
    card.locator("[data-seat=seat-2] [type=radio][value='20']").check()
    card.locator("button").click()

    expect(card.locator("fieldset").first.locator("[type=radio][value='70']")).to_be_checked()
    expect(card.locator("[data-seat=seat-2] [type=radio][value='20']")).to_be_checked()
    expect(card.locator("[data-state=saved]")).to_have_count(2)
    assert page.url.endswith("#card-2")

    for _ in range(PEOPLE - 1):
        place(come_in(open_page(PHONE), served, "plain"), 50, "card-2")
    desk = desk_of(open_page(LAPTOP, staff=True), served, "plain")
    desk.locator("[data-act='positions.show']").click()
    desk.locator("[data-state=shown]").wait_for()
    page.reload()
    expect(page.locator("[data-slot=spread] .spread__line i")).to_have_count(PEOPLE)
    for act in ("close", "open"):
        next_round(desk, act)
    page.reload()
    page.locator("[data-slot=stays] summary").click()
    expect(page.locator("[data-slot=stays] .spread__line i")).to_have_count(PEOPLE)
    for act in ("close", "open"):
        next_round(desk, act)
    page.reload()
    expect(card.locator("[data-slot=before]")).to_have_count(2)
    card.locator("[data-act=stay] button").first.click()
    expect(card.locator("fieldset").first.locator("[type=radio][value='70']")).to_be_checked()
    expect(card.locator("[data-act=stay]")).to_have_count(1)
    assert page.url.endswith("#card-2")


def test_person_whose_notes_are_not_kept_when_cards_are_placed_then_they_read_them_and_place_none(
    served: Served, open_page: Open
) -> None:
    phone = come_in(open_page(PHONE), served, "looks", notes="no")
    plain = open_page(storage_state=phone.context.storage_state(), java_script_enabled=False)
    plain.goto(phone.url)

    for page in (phone, plain):
        expect(page.locator("[data-slot=positions] [data-card]")).to_have_count(3)
        expect(page.locator("main input[type=range], main input[type=radio]")).to_have_count(0)


def test_card_when_the_middle_of_its_line_is_tapped_then_it_stands_there(served: Served, open_page: Open) -> None:
    phone = come_in(open_page(PHONE, has_touch=True), served, "line")
    line = slider(phone, "card-2")
    expect(phone.locator("[data-card=card-2] .placing__marks i")).to_have_count(11)
    line.scroll_into_view_if_needed()
    box = line.bounding_box()
    assert box

    phone.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    expect(phone.locator("[data-card=card-2] [data-state=saved]")).to_be_visible()
    assert line.input_value() == "50"
