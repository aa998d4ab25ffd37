"""Correcting faster than the server answers: turns, saves and keys that overtake each other; a device that is full."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import LAPTOP, Open, Served
from tests.browser.correcting import FIRST, edit, record, turn

pytestmark = pytest.mark.browser

SCENE = "record_server"

SAVED = re.compile("^Saved [0-9]")


def hold(page: Page, path: str) -> list[Route]:
    """Hold what is posted to a path from now on; the test lets it go."""
    held: list[Route] = []
    page.route(path, lambda route: held.append(route) if route.request.method == "POST" else route.continue_())
    return held


def let_go(page: Page, path: str, held: list[Route]) -> None:
    for route in held:
        route.continue_()
    page.unroute(path)


def test_two_turns_when_chosen_while_the_last_is_being_saved_then_only_the_second_is_open(
    served: Served, open_page: Open
) -> None:
    page = record(open_page(LAPTOP, staff=True), served, "typed")
    held = hold(page, "**/turns/1")
    edit(page, 1).fill("The waiting list grew.")

    for n in (2, 3, 3):
        turn(page, n).get_by_role("link", name="Edit").click()
    let_go(page, "**/turns/1", held)

    expect(turn(page, 1).locator(".turn__words")).to_have_text("The waiting list grew.")
    expect(turn(page, 3).locator("textarea")).to_be_focused()
    expect(page.locator("#book textarea")).to_have_count(1)


def test_turn_when_called_checked_while_the_next_is_opened_then_the_next_can_be_saved(
    served: Served, open_page: Open
) -> None:
    page = record(open_page(LAPTOP, staff=True), served, "by_keys")
    turn(page, 0).get_by_role("link", name="Edit").click()
    turn(page, 0).locator("textarea").fill(FIRST.replace("tied", "tired"))
    page.keyboard.press("Control+s")
    expect(turn(page, 0).locator(".editor__said")).to_have_text(SAVED)
    held = hold(page, "**/turns/0/review")
    with page.expect_request("**/turns/0/review"):
        page.keyboard.press("Alt+c")
    page.keyboard.press("Alt+ArrowDown")
    expect(turn(page, 1).locator("textarea")).to_be_focused()
    let_go(page, "**/turns/0/review", held)
    expect(turn(page, 0)).to_contain_text("checked")

    turn(page, 1).locator("textarea").fill("Changed by nobody else.")
    page.keyboard.press("Control+s")

    expect(turn(page, 1).locator(".editor__said")).to_have_text(SAVED)
    expect(page.locator(".editor__ask:visible")).to_have_count(0)


def test_answer_when_it_got_lost_while_its_author_typed_on_then_nobody_is_asked_whose_words_stand(
    served: Served, open_page: Open
) -> None:
    page = record(open_page(LAPTOP, staff=True), served, "plain")
    lost: list[str] = []

    def lose(route: Route) -> None:
        if route.request.method != "POST" or lost:
            return route.continue_()
        lost.append(route.fetch().text())  # it arrived and was saved
        return route.abort()

    page.route("**/turns/2", lose)
    field = edit(page, 2)
    field.fill("She wanted to stay.")
    page.keyboard.press("Control+s")
    expect(turn(page, 2).locator(".editor__said")).to_have_attribute("data-code", "lost")

    field.fill("She wanted to stay at home.")

    expect(turn(page, 2).locator(".turn__words")).to_have_text("She wanted to stay at home.")
    expect(page.locator(".editor__ask:visible")).to_have_count(0)


def test_page_when_it_comes_back_after_it_was_left_then_its_author_types_on_undisturbed(
    served: Served, open_page: Open
) -> None:
    page = record(open_page(LAPTOP, staff=True), served, "plain")
    field = edit(page, 1)
    field.fill("The waiting list")

    with page.expect_response("**/turns/1"):  # into the browser's memory of pages, and out of it again
        page.evaluate("() => { dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })) }")
    field.fill("The waiting list grew longer.")

    expect(turn(page, 1).locator(".turn__words")).to_have_text("The waiting list grew longer.")
    expect(page.locator(".editor__ask:visible")).to_have_count(0)


def test_server_when_it_never_answers_then_the_editor_goes_on_after_a_while(served: Served, open_page: Open) -> None:
    page = open_page(LAPTOP, staff=True)
    page.clock.install()
    record(page, served, "lost")
    held = hold(page, "**/turns/1")
    edit(page, 1).fill("Said to a wall.")
    with page.expect_request("**/turns/1"):
        page.keyboard.press("Control+s")

    page.clock.fast_forward(20_000)

    expect(turn(page, 1).locator(".editor__said")).to_have_attribute("data-code", "lost")
    page.unroute("**/turns/1")
    page.clock.fast_forward(5_000)
    expect(turn(page, 1).locator(".editor__said")).to_have_text(SAVED)
    assert held


def test_key_for_checked_when_held_down_then_only_one_turn_is_checked(served: Served, open_page: Open) -> None:
    page = record(open_page(LAPTOP, staff=True), served, "fought_over")
    edit(page, 1)

    page.keyboard.down("Control")
    page.keyboard.down("Enter")
    expect(turn(page, 2).locator("textarea")).to_be_focused()
    page.keyboard.down("Enter")  # the driver says of these that the key is held
    page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    page.keyboard.up("Control")
    turn(page, 2).locator("textarea").fill("Read, and not yet called checked.")
    page.keyboard.press("Control+s")

    expect(turn(page, 2).locator(".turn__words")).to_have_text("Read, and not yet called checked.")
    expect(turn(page, 1)).to_contain_text("checked")
    expect(page.locator("#counts")).to_contain_text("1 of 6")


def test_device_without_room_when_the_server_is_gone_then_the_open_turn_stays_open_and_says_why(
    served: Served, open_page: Open
) -> None:
    page = open_page(LAPTOP, staff=True)
    page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }")
    record(page, served, "looked_at")
    page.route("**/turns/1", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    edit(page, 1).fill("Nowhere but here.")

    turn(page, 2).get_by_role("link", name="Edit").click()

    expect(turn(page, 1).locator(".editor__said")).to_have_attribute("data-code", "not-kept")
    expect(turn(page, 1).locator("textarea")).to_have_value("Nowhere but here.")
    expect(page.locator("#book textarea")).to_have_count(1)
    page.unroute("**/turns/1")
    turn(page, 2).get_by_role("link", name="Edit").click()
    expect(turn(page, 1).locator(".turn__words")).to_have_text("Nowhere but here.")


def test_sound_when_sought_again_and_again_then_the_page_works_no_harder(served: Served, open_page: Open) -> None:
    page = open_page(LAPTOP, staff=True)
    page.add_init_script("""
      const real = window.requestAnimationFrame.bind(window)
      window.asked = 0
      window.requestAnimationFrame = (act) => { window.asked += 1; return real(act) }
    """)
    record(page, served, "by_keys")
    turn(page, 2).focus()
    page.keyboard.press("k")
    page.wait_for_function("() => !document.getElementById('audio').paused")
    per_frame = """async (times) => {
      const sound = document.getElementById('audio')
      for (let n = 0; n < times; n += 1) {
        const there = new Promise((done) => sound.addEventListener('seeked', done, { once: true }))
        sound.currentTime = 5 + (n % 2)
        await there
      }
      const nextFrame = () => new Promise((done) => setTimeout(done, 100))
      await nextFrame()
      window.asked = 0
      let frames = 0
      let counting = true
      const count = () => { frames += 1; window.asked -= 1; if (counting) requestAnimationFrame(count) }
      requestAnimationFrame(count)
      await new Promise((done) => setTimeout(done, 1000))
      counting = false
      return window.asked / Math.max(frames, 1)
    }"""

    asked = page.evaluate(per_frame, 20)

    assert asked < 4, "looks a frame, after twenty places were sought"


def test_last_turn_when_repeated_then_it_begins_again_where_the_sound_ends(served: Served, open_page: Open) -> None:
    page = record(open_page(LAPTOP, staff=True), served, "by_keys")
    page.wait_for_function("() => document.getElementById('audio').duration > 1")
    page.evaluate("""() => {
      const { dataset } = document.getElementById('turn-4')
      const end = document.getElementById('audio').duration
      dataset.start = (end - 1.5) * 1000
      dataset.stop = end * 1000
    }""")
    turn(page, 4).focus()
    page.evaluate("() => document.getElementById('audio').addEventListener('ended', () => { window.ended = true })")

    page.keyboard.press("o")
    page.keyboard.press("k")

    page.wait_for_function("() => window.ended && !document.getElementById('audio').paused")


def test_turn_of_no_length_when_repeated_then_the_sound_goes_on(served: Served, open_page: Open) -> None:
    page = record(open_page(LAPTOP, staff=True), served, "by_keys")
    page.evaluate("() => { const { dataset } = document.getElementById('turn-1'); dataset.stop = dataset.start }")
    turn(page, 1).focus()
    start = float(turn(page, 1).get_attribute("data-start") or 0) / 1000

    page.keyboard.press("o")
    page.keyboard.press("k")

    page.wait_for_function(f"() => document.getElementById('audio').currentTime > {start + 0.5}")
