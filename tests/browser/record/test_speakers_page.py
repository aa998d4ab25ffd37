"""the page of voices in a real browser: samples that stop at their end, keys alone, without scripts, two at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.barriers import NARROWEST, barriers
from tests.browser.conftest import LAPTOP, Open, Served

pytestmark = pytest.mark.browser

SCENE = "speakers_server"


def voices_of(page: Page, served: Served, name: str) -> Page:
    """The voices of a session."""
    page.goto(served.at(f"/sessions/{served.sessions[name]['id']}/speakers"))
    return page


def card(page: Page, label: str):  # type: ignore[no-untyped-def]
    return page.locator(f"#voice-{label}")


def test_a_sample_when_chosen_by_key_then_it_plays_from_its_start_and_stops_at_its_end(
    served: Served, open_page: Open
) -> None:
    page = voices_of(open_page(LAPTOP, staff=True), served, "named")
    sample = card(page, "S3").locator("[data-from]").first
    start_s, end_s = (int(sample.get_attribute(f"data-{name}") or 0) / 1000 for name in ("from", "to"))

    sample.focus()
    page.keyboard.press("Enter")

    expect(sample).to_have_attribute("data-playing", "")
    page.wait_for_function("() => document.getElementById('audio').currentTime > 0")
    assert start_s <= page.evaluate("document.getElementById('audio').currentTime") <= end_s + 1
    page.evaluate(f"document.getElementById('audio').currentTime = {end_s - 0.3}")
    page.wait_for_function("() => document.getElementById('audio').paused")
    assert abs(page.evaluate("document.getElementById('audio').currentTime") - end_s) < 1.0
    expect(sample).not_to_have_attribute("data-playing", "")


def test_a_voice_when_named_by_keys_alone_then_record_and_search_say_so(served: Served, open_page: Open) -> None:
    page = voices_of(open_page(LAPTOP, staff=True), served, "named")

    card(page, "S1").get_by_label("Name of Voice 1").focus()
    page.keyboard.type("Ana of the river")
    page.keyboard.press("Enter")

    expect(page.locator(".message--good", has_text="Ana of the river")).to_be_visible()
    page.goto(served.at(f"/sessions/{served.sessions['named']['id']}"))
    expect(page.locator(".turn__speaker").first).to_have_text("Ana of the river")
    page.goto(served.at(f"/search?q=letters&session={served.sessions['named']['id']}"))
    expect(page.locator(".hit__speakers").first).to_contain_text("Ana of the river")


def test_words_of_a_turn_when_chosen_by_hand_then_the_lists_follow_and_the_part_goes_to_a_new_voice(
    served: Served, open_page: Open
) -> None:
    page = voices_of(open_page(LAPTOP, staff=True), served, "cut")
    card(page, "S1").get_by_role("link", name="All 3 turns").click()
    page.get_by_role("link", name="Only a part").first.click()
    words = page.locator("#span-words [data-word]")
    expect(page.locator("[data-needs-script]").first).to_be_visible()  # else a click comes before the script

    words.nth(4).click()
    words.nth(8).click()
    expect(page.locator("#span-words .is-chosen")).to_have_count(5)
    assert page.get_by_label("From this word").input_value() == "4"
    page.locator("#f-to").select_option("new")
    page.locator("#f-name").fill("Dan")
    page.get_by_role("button", name="Give this part").click()

    expect(page.get_by_role("heading", name="Dan", exact=True)).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".message--good")).to_be_visible()
    expect(page.locator(".voices__change[data-undone]")).to_have_count(1)
    expect(page.get_by_role("heading", name="Dan", exact=True)).to_have_count(0)


def test_the_whole_page_when_scripts_are_off_then_turns_are_given_a_voice_described_and_a_match_is_made(
    served: Served, open_page: Open
) -> None:
    page = voices_of(open_page(LAPTOP, staff=True, java_script_enabled=False), served, "plain")
    card(page, "S2").get_by_role("link", name="All 2 turns").click()
    page.get_by_label("Housing would not talk").check()
    page.locator("#f-to").select_option("voice:S3")
    page.get_by_role("button", name="Give them").click()
    expect(page.locator(".message--good", has_text="Voice 3")).to_be_visible()

    page.goto(served.at(f"/sessions/{served.sessions['plain']['id']}/speakers"))
    card(page, "S3").locator("summary").first.click()
    card(page, "S3").get_by_label("Sector of Voice 3").fill("third sector")
    page.keyboard.press("Enter")
    expect(card(page, "S3").locator("[data-slot=case]")).to_have_text("Third sector")

    chosen = card(page, "S3").locator("select[name=person]")
    assert chosen.locator("option").count() == 2, "one who agreed, and the empty choice"
    card(page, "S3").locator("summary").last.click()
    chosen.select_option(index=1)
    card(page, "S3").get_by_role("button", name="Match Voice 3").click()

    expect(card(page, "S3").get_by_text("matched", exact=True)).to_be_visible()
    expect(card(page, "S3").locator("[data-slot=case]")).to_have_count(0)
    assert "Somebody Else" not in page.content()


def test_two_at_the_page_when_the_second_is_late_then_one_more_press_does_what_was_meant(
    served: Served, open_page: Open
) -> None:
    first, second = (voices_of(open_page(LAPTOP, staff=True), served, "two") for _ in range(2))
    card(first, "S1").get_by_label("Name of Voice 1").fill("Ana")
    card(first, "S1").get_by_role("button", name="Name it").click()
    expect(first.locator(".message--good", has_text="Ana")).to_be_visible()

    card(second, "S2").get_by_label("Name of Voice 2").fill("Ben")
    card(second, "S2").get_by_role("button", name="Name it").click()

    expect(second.locator(".message--stop")).to_be_visible()
    expect(second.locator(".voices__again")).to_be_visible()
    expect(second.get_by_role("heading", name="Ana", exact=True)).to_be_visible()
    second.get_by_role("button", name="Do it now").click()
    expect(second.get_by_role("heading", name="Ben", exact=True)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_voices_when_looked_at_then_no_barrier_and_no_sideways_scrolling(
    served: Served, open_page: Open, scheme: str
) -> None:
    for size in (NARROWEST, LAPTOP):
        page = voices_of(open_page(size, staff=True, color_scheme=scheme), served, "looked_at")
        page.locator("details summary").first.click()
        base = f"/sessions/{served.sessions['looked_at']['id']}/speakers"
        for path in (None, f"{base}/turns?voice=S1", f"{base}/turns/0"):
            if path is not None:
                page.goto(served.at(path))
            assert barriers(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
