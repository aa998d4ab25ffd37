"""Correcting a transcript in a real browser: by keys alone, with a server that goes away, against another editor."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.barriers import NARROWEST, barriers
from tests.browser.conftest import LAPTOP, Open, Served
from tests.browser.correcting import FIRST, edit, record, turn

pytestmark = pytest.mark.browser

SCENE = "record_server"


def test_a_turn_when_typed_into_then_saved_after_a_pause_and_words_keep_their_times(
    served: Served, open_page: Open
) -> None:
    page = record(open_page(LAPTOP, staff=True), served, "typed")
    times = "() => [...document.querySelectorAll('#turn-0 [data-ms]')].map((word) => word.dataset.ms)"
    before = page.evaluate(times)

    edit(page, 0).fill(FIRST.replace("tied", "really tired"))
    expect(turn(page, 0).get_by_text("Saved")).to_be_visible()
    page.keyboard.press("Escape")

    expect(turn(page, 0).locator(".turn__words")).to_have_text(FIRST.replace("tied", "really tired"))
    after = page.evaluate(times)
    assert set(before) <= set(after) and len(after) == len(before) + 1
    page.reload()
    expect(turn(page, 0).locator(".turn__words")).to_have_text(FIRST.replace("tied", "really tired"))
    assert page.evaluate("localStorage.length") == 0, "what is saved stays on no device"


def test_a_voice_without_words_when_typed_into_then_its_words_stand_there_and_are_found(
    served: Served, open_page: Open
) -> None:
    page = record(open_page(LAPTOP, staff=True), served, "typed")
    expect(turn(page, 5).locator("[data-code=speech_without_text]")).to_be_visible()

    edit(page, 5).fill("And then the marigolds came.")
    page.keyboard.press("Control+s")
    expect(turn(page, 5).get_by_text("Saved")).to_be_visible()

    page.goto(served.at("/search?q=marigolds"))
    expect(page.locator(".hit")).to_contain_text("And then the marigolds came.")


def test_two_editors_when_the_second_saves_then_both_texts_are_shown_and_either_can_stand(
    served: Served, open_page: Open
) -> None:
    first = record(open_page(LAPTOP, staff=True), served, "fought_over")
    second = record(open_page(LAPTOP, staff=True), served, "fought_over")
    for page, word in ((first, "weary"), (second, "sleepy")):
        edit(page, 0).fill(FIRST.replace("tied", word))
        page.keyboard.press("Control+s")
        expect(turn(page, 0).locator(".editor__said")).not_to_have_text("Saving …")

    ask = turn(second, 0).locator(".editor__ask")
    expect(ask).to_contain_text("weary")
    expect(turn(second, 0).locator("textarea")).to_have_value(FIRST.replace("tied", "sleepy"))
    ask.locator("[data-act=save-mine]").click()
    expect(turn(second, 0).get_by_text("Saved")).to_be_visible()
    second.goto(f"{second.url.split('?')[0]}")
    expect(turn(second, 0)).to_contain_text("sleepy")


def test_a_server_that_is_gone_when_typing_then_the_text_survives_a_reload_and_is_saved_later(
    served: Served, open_page: Open
) -> None:
    page = record(open_page(LAPTOP, staff=True), served, "lost")
    page.route("**/turns/0", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    edit(page, 0).fill(FIRST.replace("tied", "worn"))
    expect(turn(page, 0).locator(".editor__said")).to_have_attribute("data-code", "lost")

    record(page, served, "lost")
    expect(turn(page, 0).locator(".turn__kept")).to_be_visible()
    page.unroute("**/turns/0")
    turn(page, 0).locator("[data-act=go-on]").click()
    expect(turn(page, 0).get_by_text("Saved")).to_be_visible()
    page.keyboard.press("Escape")
    expect(turn(page, 0).locator(".turn__words")).to_have_text(FIRST.replace("tied", "worn"))


def test_everything_when_done_by_keys_alone_then_it_works(served: Served, open_page: Open) -> None:
    page = record(open_page(LAPTOP, staff=True), served, "by_keys")
    turn(page, 0).focus()

    page.keyboard.press("n")
    expect(page.locator(".is-sought")).to_have_text("tied")
    page.keyboard.press("Enter")
    field = turn(page, 0).locator("textarea")
    expect(field).to_be_focused()
    page.keyboard.press("Alt+n")
    page.keyboard.type("tired")
    page.keyboard.press("Control+Enter")
    expect(turn(page, 0)).to_contain_text("checked")
    expect(page.locator(".checking__bar")).to_have_js_property("value", 1)
    expect(page.locator("#counts")).to_contain_text("1 of 6")
    expect(turn(page, 1).locator("textarea")).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(turn(page, 2).locator("textarea")).to_be_focused()
    page.keyboard.press("Escape")
    expect(turn(page, 2)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(turn(page, 1)).to_be_focused()
    page.keyboard.press("a")
    expect(turn(page, 1)).to_contain_text("approved")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("q")
    page.wait_for_url("**#turn-5")
    expect(turn(page, 5)).to_be_focused()

    expect(turn(page, 0).locator(".turn__words")).to_have_text(FIRST.replace("tied", "tired"))


def test_the_sound_when_paused_by_keys_then_it_goes_back_a_little_and_repeats_the_turn(
    served: Served, open_page: Open
) -> None:
    page = record(open_page(LAPTOP, staff=True), served, "by_keys")
    at = "() => document.getElementById('audio').currentTime"
    turn(page, 2).focus()
    start = float(turn(page, 2).get_attribute("data-start")) / 1000

    page.evaluate("""() => {
      const sound = document.getElementById('audio')
      window.furthest = 0
      const look = () => {
        window.furthest = Math.max(window.furthest, sound.currentTime)
        requestAnimationFrame(look)
      }
      look()
    }""")
    page.keyboard.press("k")
    page.wait_for_function(f"() => document.getElementById('audio').currentTime > {start + 0.3}")
    page.keyboard.press("k")
    page.wait_for_function(f"() => document.getElementById('audio').paused && ({at})() < window.furthest - 1")
    paused, furthest = page.evaluate(at), page.evaluate("window.furthest")
    page.keyboard.press("l")
    skipped = page.evaluate(at)
    page.keyboard.press("o")
    page.keyboard.press(".")

    assert furthest - paused == pytest.approx(2, abs=0.5)
    assert skipped == pytest.approx(paused + 3, abs=0.1)
    assert page.locator("#loop").is_checked()
    assert page.evaluate("document.getElementById('audio').playbackRate") == 1.25


def test_a_page_when_left_right_after_a_word_was_typed_then_the_word_is_saved(served: Served, open_page: Open) -> None:
    page = record(open_page(LAPTOP, staff=True), served, "plain")
    edit(page, 3).fill("Nobody wrote down anything.")

    page.goto(served.at("/desk"))
    for _look in range(50):  # it arrives when it arrives: the page that sent it is gone
        if "anything" in turn(record(page, served, "plain"), 3).locator(".turn__words").inner_text():
            break

    expect(turn(page, 3).locator(".turn__words")).to_have_text("Nobody wrote down anything.")
    expect(turn(page, 3).locator(".turn__kept")).to_have_count(0)


def test_all_words_when_deleted_then_it_asks_before_they_are_taken_out(served: Served, open_page: Open) -> None:
    page = record(open_page(LAPTOP, staff=True), served, "plain")

    edit(page, 4).fill("")
    turn(page, 4).locator("[data-act=take-all-out]").click()
    expect(turn(page, 4).get_by_text("Saved")).to_be_visible()
    page.keyboard.press("Escape")

    expect(turn(page, 4).locator(".turn__words")).to_have_text("no words")


def test_a_turn_when_corrected_without_scripts_then_a_form_and_its_history_do_the_same(
    served: Served, open_page: Open
) -> None:
    page = open_page(LAPTOP, staff=True, java_script_enabled=False)
    page.goto(served.at(f"/sessions/{served.sessions['plain']['id']}"))

    turn(page, 0).get_by_role("link", name="Edit").click()
    page.get_by_label("What was said").fill(FIRST.replace("tied", "tired"))
    page.locator("[name=then][value=checked]").click()
    expect(turn(page, 0)).to_contain_text("tired at the end")
    expect(page.locator("#counts")).to_contain_text("1 of 6")
    turn(page, 0).get_by_role("link", name="Edit").click()
    page.locator("button[name=number]").first.click()

    expect(turn(page, 0)).to_contain_text("tied at the end")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_correcting_when_checked_by_axe_then_there_is_no_barrier_and_nothing_scrolls_sideways(
    served: Served, open_page: Open, scheme: str
) -> None:
    page = record(open_page(NARROWEST, staff=True, color_scheme=scheme), served, "looked_at")
    edit(page, 0).fill(FIRST.replace("tied", f"tired {scheme}"))
    expect(turn(page, 0).get_by_text("Saved")).to_be_visible()
    found, widths = [], []
    here = f"/sessions/{served.sessions['looked_at']['id']}"
    transcript = f"{here}/transcripts/{served.sessions['looked_at']['transcript']}"
    for path in (None, f"{transcript}/turns/0", f"{transcript}/checking", f"{here}/replace?find=the&with=a&whole=yes"):
        if path:
            page.goto(served.at(path))
        found += barriers(page)
        widths.append(page.evaluate("document.documentElement.scrollWidth"))

    assert found == []
    assert max(widths) <= NARROWEST["width"]
