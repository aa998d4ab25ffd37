"""Every page of the record on a phone, and a whole correction by keys: it fits, can be touched, and stays in sight."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.barriers import barriers
from tests.browser.conftest import LAPTOP, PHONE, Open, Served

pytestmark = pytest.mark.browser

SCENE = "record_server"

RECORD = "/sessions/{session}?transcript={transcript}"
PAGES = (
    RECORD,
    "/sessions/{session}/sound",
    "/sessions/{session}/add",
    "/sessions/{session}?show=time",
    "/sessions/{session}/transcripts/{transcript}/checking",
    "/sessions/{session}/transcripts/{transcript}/turns/1",
    "/sessions/{session}/transcripts/{transcript}/again",
    "/sessions/{session}/replace?transcript={transcript}&find=the&with=that&scope=session",
    "/sessions/{session}/levels?transcript={transcript}&level=full&notation=1",
    "/sessions/{session}/levels?transcript={transcript}&level=intelligent&edit=1",
    "/sessions/{session}/levels?transcript={transcript}&level=gist",
    "/sessions/{session}/quality?transcript={transcript}&show=doubtful",
    "/sessions/{session}/quality?transcript={transcript}&show=corrected",
    "/sessions/{session}/speakers?transcript={transcript}",
    "/sessions/{session}/speakers/turns/1?transcript={transcript}",
    "/queue",
    "/search?q=garden",
)
# Links within a sentence are as high as its line; all else that is chosen with a finger is 44 px.
TOO_SMALL = """() => [...document.querySelectorAll('main :is(button, select, summary, .button, .row > a, .trail a)')]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
  .map((one) => `${one.outerHTML.slice(0, 80)}: ${one.getBoundingClientRect().height}`)"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_the_record_when_on_a_phone_then_it_fits_and_everything_can_be_touched(
    served: Served, open_page: Open, path: str
) -> None:
    looked_at = served.sessions["looked_at"]
    page = open_page(PHONE, staff=True)

    page.goto(served.at(path.format(session=looked_at["id"], transcript=looked_at["transcript"])))

    assert page.evaluate(TOO_WIDE) == 0
    assert page.evaluate(TOO_SMALL) == []
    assert barriers(page) == []


def test_a_record_when_opened_on_a_laptop_then_its_first_words_and_how_far_to_trust_them_are_in_sight(
    served: Served, open_page: Open
) -> None:
    looked_at = served.sessions["looked_at"]
    page = open_page(LAPTOP, staff=True)
    page.goto(served.at(RECORD.format(session=looked_at["id"], transcript=looked_at["transcript"])))

    player = page.locator(".player").bounding_box()
    words = page.locator(".turn__words").first.bounding_box()

    assert player and words and words["y"] + words["height"] <= player["y"]
    expect(page.locator("#quality > summary")).to_contain_text("doubtful")
    expect(page.locator("[data-slot=proved]")).to_be_hidden()
    page.locator("#quality > summary").click()
    expect(page.locator("[data-slot=proved]")).to_be_visible()


def test_the_next_turn_to_check_when_gone_to_by_keys_then_it_can_be_edited_at_once(
    served: Served, open_page: Open
) -> None:
    page = open_page(LAPTOP, staff=True)
    plain = served.sessions["plain"]
    page.goto(served.at(RECORD.format(session=plain["id"], transcript=plain["transcript"])))
    page.locator("#show-keys:not([hidden])").wait_for(state="attached")
    page.locator("#next-to-check").press("Enter")
    page.wait_for_url("**#turn-*")
    page.locator("#show-keys:not([hidden])").wait_for(state="attached")
    expect(page.locator(".turn[data-turn]:focus")).to_have_count(1)

    page.keyboard.press("e")

    expect(page.locator(".turn textarea:focus")).to_have_count(1)


def focused_under_player(page: Page) -> list[str]:
    """What had the focus and lay behind the player, on the way by Tab through the transcript."""
    behind = """() => { const one = document.activeElement, at = one.getBoundingClientRect()
      const player = document.querySelector('.player').getBoundingClientRect()
      const isBehind = !one.closest('.player') && at.bottom > player.top && at.top < player.bottom
      return isBehind ? one.outerHTML.slice(0, 80) : '' }"""
    hidden = []
    page.locator("#turn-0").focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        hidden.append(page.evaluate(behind))
    return [one for one in hidden if one]


def test_the_focus_when_moved_by_tab_then_it_is_never_behind_the_player(served: Served, open_page: Open) -> None:
    page = open_page(PHONE, staff=True)
    page.goto(served.at(f"/sessions/{served.sessions['looked_at']['id']}"))
    page.locator("#show-keys:not([hidden])").wait_for(state="attached")

    assert focused_under_player(page) == []


def test_the_player_when_on_a_phone_then_it_leaves_the_words_their_room_and_its_choices_are_a_touch_away(
    served: Served, open_page: Open
) -> None:
    page = open_page(PHONE, staff=True)
    page.goto(served.at(f"/sessions/{served.sessions['looked_at']['id']}"))
    more = page.locator("#player-open")
    expect(more).to_be_visible()
    slim = page.locator(".player").bounding_box()
    expect(page.locator("#speed")).to_be_hidden()
    expect(page.locator("#wave")).to_be_visible()

    more.click()

    expect(page.locator("#speed")).to_be_visible()
    assert slim and slim["height"] <= PHONE["height"] / 10
    assert page.evaluate(TOO_SMALL) == [] and barriers(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#speed")).to_be_hidden()
    expect(more).to_be_focused()
