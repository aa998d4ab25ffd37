"""What the record says of what was just done: where the eye is, by keys alone, and nothing typed is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LAPTOP, PHONE, Open, Served

pytestmark = pytest.mark.browser

SCENE = "record_server"


def test_a_file_when_it_is_refused_then_the_reason_is_an_alert_and_the_button_keeps_the_focus(
    served: Served, open_page: Open
) -> None:
    page = open_page(LAPTOP, staff=True)
    page.goto(served.at(f"/sessions/{served.sessions['plain']['id']}/add"))
    page.locator("#f-audio").set_input_files({"name": "talk.wav", "mimeType": "audio/wav", "buffer": b""})

    page.get_by_role("button", name="Add audio file", exact=True).press("Enter")

    expect(page.locator("#add-audio").get_by_role("alert")).to_have_attribute("data-code", "empty")
    expect(page.locator("#add-refused")).not_to_be_empty()
    expect(page.get_by_role("button", name="Add audio file", exact=True)).to_be_focused()
    expect(page.get_by_label("Sending")).to_be_hidden()


def test_an_earlier_text_when_put_back_then_it_is_said_beside_its_turn(served: Served, open_page: Open) -> None:
    typed = served.sessions["typed"]
    turn = f"/sessions/{typed['id']}/transcripts/{typed['transcript']}/turns/4"
    page = open_page(LAPTOP, staff=True)
    page.goto(served.at(turn))
    page.get_by_label("What was said").fill("We carried letters.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**#turn-4")
    page.goto(served.at(turn))

    page.locator("button[name=number]").last.click()

    said = page.locator("#turn-4 .message--good")
    expect(said).to_be_in_viewport()
    expect(page.locator("#live-region")).to_have_text(said.inner_text())


def test_hearing_again_when_refused_then_what_was_typed_still_stands_there(served: Served, open_page: Open) -> None:
    lost = served.sessions["lost"]
    page = open_page(LAPTOP, staff=True)
    page.goto(served.at(f"/sessions/{lost['id']}/transcripts/{lost['transcript']}/again"))
    page.locator("#f-glossary").fill("Glenrothes")
    button = page.locator("form:has([name=kind][value=words]) button")

    page.locator("#f-start").fill("half past two")
    button.click()
    assert page.locator("#f-start").evaluate("field => field.validity.patternMismatch"), "it is not even sent"
    page.locator("#f-start").fill("0:20")
    page.locator("#f-end").fill("0:10")
    button.click()

    expect(page.locator(".message--care")).to_be_visible()
    expect(page.locator("#f-end")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#f-glossary")).to_have_value("Glenrothes")


def test_a_hit_when_chosen_twice_then_it_plays_and_pauses(served: Served, open_page: Open) -> None:
    page = open_page(LAPTOP, staff=True)
    page.goto(served.at("/search?q=garden"))
    hit = page.locator("[data-sound]").first

    hit.press("Enter")
    expect(hit).to_contain_text("Pause")
    page.wait_for_function("() => !document.getElementById('audio').paused")
    hit.press("Enter")

    page.wait_for_function("() => document.getElementById('audio').paused")
    expect(hit).to_contain_text("Play from")


def test_a_turn_when_there_are_no_keys_then_it_is_called_checked_and_closed_by_touch(
    served: Served, open_page: Open
) -> None:
    touched = served.sessions["looked_at"]
    page = open_page(PHONE, staff=True, has_touch=True, is_mobile=True)
    page.goto(served.at(f"/sessions/{touched['id']}"))
    page.locator(".turn[tabindex]").first.wait_for()
    page.locator("#turn-1 [data-edit]").tap()
    page.keyboard.type("And ")

    page.locator("#turn-1 [data-act=checked]").tap()

    expect(page.locator("#turn-1")).to_have_attribute("data-review", "checked")
    expect(page.locator("#turn-1 .turn__words")).to_contain_text("And The waiting list")
    expect(page.locator("#turn-2 textarea")).to_be_focused()
    page.get_by_role("button", name="Done").tap()
    expect(page.locator("#book textarea")).to_have_count(0)


@pytest.mark.parametrize("path", ["quality?show=doubtful", "levels?level=intelligent", "levels?level=gist"])
def test_a_list_of_places_when_one_is_played_then_it_plays_there_and_the_page_stays(
    served: Served, open_page: Open, path: str
) -> None:
    read = served.sessions["by_keys"]
    page = open_page(LAPTOP, staff=True)
    page.goto(served.at(f"/sessions/{read['id']}/{path}&transcript={read['transcript']}"))
    there = page.url
    place = page.locator("main .turn a.turn__time").first

    place.press("Enter")

    expect(place).to_have_attribute("data-playing", "")
    page.wait_for_function("() => document.getElementById('audio').currentTime > 0")
    assert page.url == there
