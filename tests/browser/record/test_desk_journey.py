"""A researcher at the record: reads, copies a quotation, follows it back, changes who speaks, places a sound."""

from __future__ import annotations

import pytest

from tests.browser.barriers import barriers
from tests.browser.conftest import LAPTOP, PHONE, Open, Served, expect
from tests.browser.correcting import record, turn

pytestmark = pytest.mark.browser

SCENE = "record_server"
# Copies what is selected, from the first of these words to the last, and tells what the clipboard gets.
COPIED = """([first, last]) => {
  const range = document.createRange()
  range.setStart(document.getElementById(first).firstChild, 0)
  range.setEnd(document.getElementById(last).firstChild, 2)
  getSelection().removeAllRanges()
  getSelection().addRange(range)
  const event = new ClipboardEvent("copy", { clipboardData: new DataTransfer(), bubbles: true, cancelable: true })
  document.getElementById("book").dispatchEvent(event)
  return event.clipboardData.getData("text/plain")
}"""


def test_a_quotation_when_copied_then_it_bears_its_source_and_its_address_leads_back_to_its_words(
    served: Served, open_page: Open
) -> None:
    page = record(open_page(LAPTOP, staff=True), served, "looked_at")
    assert page.locator(".turn__words").first.evaluate("(one) => one.getBoundingClientRect().top") < 340

    copied = page.evaluate(COPIED, ["w1", "w3"])

    words, source = copied.split("\n")
    transcript = served.sessions["looked_at"]["transcript"]
    assert words.startswith("“were tied at” (") and "Ana" not in words.split("”")[1], "nobody asked her"
    address = source.split(" ")[-1]
    assert f"words={transcript}.1-3#w1" in address and "0:00–0:0" in source and "turn 1" in source
    page.goto(address)
    expect(page.locator(".is-cited")).to_have_text(["were", "tied", "at"])
    page.goto(served.at("/citation"))
    page.get_by_role("textbox").fill(copied)
    page.get_by_role("main").get_by_role("button").click()
    expect(page.locator(".is-cited")).to_have_count(3)
    page.locator("#turn-0").hover()
    page.locator("#turn-0 [data-cite]").click()
    expect(page.locator("[data-slot=quoted]")).to_have_count(1)
    assert barriers(page) == []


def test_the_speaker_when_changed_in_the_editor_then_the_turn_says_so_and_typing_goes_on(
    served: Served, open_page: Open
) -> None:
    page = record(open_page(PHONE, staff=True), served, "lost")
    turn(page, 1).locator("[data-edit]").click()
    field = turn(page, 1).locator("textarea")
    field.fill("The waiting list grew and grew.")

    turn(page, 1).locator("[data-act=speaker]").select_option("voice:Ana")

    expect(turn(page, 1).locator(".turn__speaker")).to_have_text("Ana")
    field.fill("The waiting list only grew.")
    turn(page, 1).locator("[data-act=leave]").click()
    expect(turn(page, 1).locator(".turn__words")).to_have_text("The waiting list only grew.")
    page.reload()
    expect(turn(page, 1).locator(".turn__speaker")).to_have_text("Ana")
    expect(turn(page, 1).locator(".turn__words")).to_have_text("The waiting list only grew.")


def test_a_sound_when_played_by_keys_then_one_button_and_one_slider_do_it(served: Served, open_page: Open) -> None:
    page = record(open_page(LAPTOP, staff=True), served, "looked_at")
    expect(page.locator("#audio")).to_be_hidden()

    page.locator("#seek").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")

    expect(page.locator("#clock")).to_have_text("0:02")
    page.locator("#play").press("Enter")
    expect(page.locator("#play")).to_have_attribute("data-playing", "")
    page.locator("#play").press("Enter")
    expect(page.locator("#play")).not_to_have_attribute("data-playing", "")
