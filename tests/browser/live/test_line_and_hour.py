"""The phone on a bad line, and when its own clock is put right: exactly once, in order, and nothing vanishes."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import Open, Served, come_in, desk_of, write_note
from tests.browser.devices import NO_WEBSOCKET, frames_of

pytestmark = pytest.mark.browser

LOG = "**/api/sessions/*/ops?channel=*"


def note(page: Page, text: str) -> Locator:
    return page.locator("[data-note]", has_text=text)


def saved(page: Page, text: str) -> None:
    expect(note(page, text).locator("[data-state=saved]")).to_be_visible()


def by_plain_requests(page: Page, served: Served, session: str) -> Page:
    page.route("**/socket.io/**", lambda route: route.abort())
    page.add_init_script(NO_WEBSOCKET)
    return come_in(page, served, session)


def test_own_note_when_changed_twice_before_the_log_came_back_then_it_is_not_stale_against_itself(
    served: Served, open_page: Open
) -> None:
    page = by_plain_requests(open_page(), served, "open_wall")
    write_note(page, "once")
    saved(page, "once")
    expect(page.locator("[data-state=saved]")).to_have_count(1)
    with page.expect_response(LOG):
        pass  # the log has brought the note back
    held: list[Route] = []
    page.route(LOG, lambda route: held.append(route))
    for words in ("twice", "three times"):
        page.get_by_role("button", name="Edit").click()
        page.get_by_label("Change your note").fill(words)
        page.get_by_role("button", name="Save").click()
        saved(page, words)

    for route in held:
        route.continue_()
    page.unroute(LOG)

    with page.expect_response(LOG):
        pass
    saved(page, "three times")
    expect(page.get_by_text("Not accepted")).to_have_count(0)


def test_note_that_was_saved_when_the_line_goes_before_the_log_came_back_then_it_stays_in_sight(
    served: Served, open_page: Open
) -> None:
    page = open_page()
    page.clock.install()
    by_plain_requests(page, served, "open_wall")
    with page.expect_response(LOG):
        pass
    page.route(LOG, lambda route: route.abort())
    with page.expect_event("requestfailed", lambda request: "channel=" in request.url):
        write_note(page, "saved, and then silence")
        saved(page, "saved, and then silence")

    for _minute in range(3):
        page.clock.fast_forward(60_000)

    expect(page.locator("[data-slot=offline]")).to_be_visible()
    saved(page, "saved, and then silence")
    page.unroute(LOG)
    page.clock.fast_forward(10_000)
    expect(page.locator("[data-slot=offline]")).to_have_count(0)
    saved(page, "saved, and then silence")


def test_note_when_taken_back_before_it_ever_left_then_nobody_receives_its_words(
    served: Served, open_page: Open
) -> None:
    reader = open_page()
    heard = frames_of(reader)
    come_in(reader, served, "open_wall")
    page = open_page()
    with page.expect_request_finished(lambda request: "note_acts" in request.url):
        come_in(page, served, "open_wall")
    page.context.set_offline(True)
    write_note(page, "Maggie from Elm Street")
    write_note(page, "a first wording with a name")
    own = note(page, "a first wording with a name")
    own.get_by_role("button", name="Edit").click()
    page.get_by_label("Change your note").fill("a wording without")
    page.get_by_role("button", name="Save").click()
    own = note(page, "Maggie")
    own.get_by_role("button", name="Take back").click()
    own.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Maggie")).to_have_count(0)

    page.context.set_offline(False)

    expect(reader.get_by_text("a wording without")).to_be_visible()
    saved(page, "a wording without")
    assert heard and not any("Maggie" in frame or "with a name" in frame for frame in heard)


def test_socket_when_it_came_back_during_a_plain_request_then_plain_requests_begin_again_without_it(
    served: Served, open_page: Open
) -> None:
    page, writer = open_page(), come_in(open_page(), served, "crowd")
    page.clock.install()
    by_plain_requests(page, served, "crowd")
    held: list[Route] = []
    page.route(LOG, lambda route: route.continue_() if held else held.append(route))
    with page.expect_request(LOG):
        pass
    page.unroute("**/socket.io/**")
    write_note(writer, "by the socket")
    expect(page.get_by_text("by the socket")).to_be_visible()
    with page.expect_response(LOG):
        held[0].continue_()
    page.clock.fast_forward(5_000)  # by now it would have been asked again

    page.route("**/socket.io/**", lambda route: route.abort())
    write_note(writer, "the last by the socket")
    expect(page.get_by_text("the last by the socket")).to_be_visible()
    write_note(writer, "by plain requests again")

    expect(page.get_by_text("by plain requests again")).to_be_visible()


def test_new_question_when_others_write_at_the_same_time_then_it_is_still_announced(
    served: Served, open_page: Open
) -> None:
    desk = desk_of(open_page({"width": 1366, "height": 768}, staff=True), served, "dotted")
    page = come_in(open_page(), served, "dotted")
    writer = come_in(open_page(), served, "dotted")
    before = page.locator("[data-note]").count()
    page.evaluate("""() => {
      window.said = []
      const region = document.getElementById('live-region')
      const notes = () => document.querySelectorAll('[data-note]').length
      new MutationObserver(() => window.said.push(notes())).observe(region, { childList: true })
    }""")

    write_note(writer, "one")
    page.wait_for_function("() => window.said.length === 1")
    desk.locator("[data-opens=ask]").click()
    desk.get_by_label("The question").fill("And then?")
    desk.get_by_role("button", name="Ask it now").click()
    expect(page.get_by_role("button", name="Go to it")).to_be_visible()
    write_note(writer, "two")
    expect(page.get_by_text("two")).to_be_visible()
    write_note(writer, "three")
    page.wait_for_function("() => window.said.length >= 3")

    said: list[int] = page.evaluate("window.said")  # how many notes stood there each time
    assert said[1] == before + 1, "at once, before the next note came"
    assert len(said) == 3, "a flood of notes is told in one sentence"


def in_page(page: Page, script: str) -> Any:
    """What a script finds, with the outbox and the clock of the phone at hand."""
    return page.evaluate(f"""async () => {{
      const {{ Outbox }} = await import('/static/js/live/outbox.js')
      const {{ Clock }} = await import('/static/js/lib/clock.js')
      const kept = new Map()
      const store = {{
        set: async (key, value) => void kept.set(key, value), remove: async (key) => void kept.delete(key),
        holds: (key) => kept.has(key), startingWith: async () => [...kept],
      }}
      const real = Date.now
      const setBack = (ms) => {{ Date.now = () => real() - ms }}
      try {{ {script} }} finally {{ Date.now = real }}
    }}""")


def test_time_of_day_when_set_back_by_an_hour_then_a_note_told_to_wait_is_sent_when_it_may(
    served: Served, open_page: Open
) -> None:
    page = open_page()
    page.goto(served.at("/"))

    found = in_page(
        page,
        """
        const outbox = new Outbox(store, new Clock())
        const entry = await outbox.add({ kind: "note.add", body: { text: "wait" } })
        outbox.due().map((each) => outbox.wire(each))
        await outbox.settle({ refused: [{ op_id: entry.op_id, code: "slow_down", retry_after_ms: 500 }] })
        setBack(3_600_000)
        return outbox.rest_ms
        """,
    )

    assert 0 < found <= 500


def test_time_of_day_when_set_back_by_an_hour_then_notes_keep_the_hour_of_the_session(
    served: Served, open_page: Open
) -> None:
    page = open_page()
    page.goto(served.at("/"))

    off_ms = in_page(
        page,
        """
        const clock = new Clock("2026-11-23T10:00:00.000Z")
        const before = Date.parse(clock.stamp())
        setBack(3_600_000)
        const after = Date.parse(clock.stamp())
        clock.heard(clock.steady_ms - 20, "2026-11-23T10:00:01.010Z")
        return [after - before, clock.now_ms - Date.parse("2026-11-23T10:00:01.020Z")]
        """,
    )

    assert all(abs(each) < 1_000 for each in off_ms)


def test_device_when_it_slept_then_its_clock_has_gone_on(served: Served, open_page: Open) -> None:
    page = open_page()
    page.goto(served.at("/"))

    slept_ms = in_page(
        page,
        """
        const clock = new Clock("2026-11-23T10:00:00.000Z")
        const before = Date.parse(clock.stamp())
        setBack(-1_800_000)
        return Date.parse(clock.stamp()) - before
        """,
    )

    assert slept_ms == pytest.approx(1_800_000, abs=1_000)


def test_note_when_refused_after_it_was_taken_back_then_nothing_of_it_comes_up_again(
    served: Served, open_page: Open
) -> None:
    page = open_page()
    page.goto(served.at("/"))

    left = in_page(
        page,
        """
        const outbox = new Outbox(store, new Clock())
        const add = await outbox.add({ kind: "note.add", body: { text: "on its way" } })
        outbox.due().map((each) => outbox.wire(each))
        await outbox.add({ kind: "note.remove", target_id: add.target_id })
        await outbox.settle({ refused: [{ op_id: add.op_id, code: "round_closed", message: "Closed." }] })
        return [outbox.entries.length, kept.size]
        """,
    )

    assert left == [0, 0]


def test_changes_of_one_note_when_each_is_accepted_in_turn_then_each_builds_on_the_one_before(
    served: Served, open_page: Open
) -> None:
    page = open_page()
    page.goto(served.at("/"))

    sent = in_page(
        page,
        """
        const outbox = new Outbox(store, new Clock())
        const sent = []
        const send = async (version) => {
          for (const entry of outbox.due()) {
            const { kind, body, base_version } = outbox.wire(entry)
            sent.push([kind, body.text, base_version ?? null])
            await outbox.settle({ accepted: [{ op_id: entry.op_id, version }] })
          }
        }
        const add = await outbox.add({ kind: "note.add", body: { text: "a" } })
        const edit = (text, base_version) =>
          outbox.add({ kind: "note.edit", target_id: add.target_id, base_version, body: { text } })
        await edit("b", null)
        await send(1)
        await Promise.all([edit("c", 1), edit("d", 1)])
        await send(2)
        await send(3)
        await edit("e", 1)
        await send(4)
        return sent
        """,
    )

    assert sent == [["note.add", "b", None], ["note.edit", "c", 1], ["note.edit", "d", 2], ["note.edit", "e", 3]]
