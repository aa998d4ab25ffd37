"""What somebody is typing stays theirs: whatever the round, the device, the line or the hour does meanwhile."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import LAPTOP, Open, Served, answer, come_in, desk_of, ready, write_note
from tests.browser.devices import SLOW_DEVICE

pytestmark = pytest.mark.browser

# A device whose storage is full from some moment on: nothing more can be written.
FULL_DEVICE = """
const put = IDBObjectStore.prototype.put
IDBObjectStore.prototype.put = function (...what) {
  if (window.full) throw new DOMException("The storage is full.", "QuotaExceededError")
  return put.apply(this, what)
}
"""
SILENT_DEVICE = "IDBFactory.prototype.open = () => ({})"


def note(page: Page, text: str) -> Locator:
    return page.locator("[data-note]", has_text=text)


def saved(page: Page, text: str) -> None:
    expect(note(page, text).locator("[data-state=saved]")).to_be_visible()


def sent_by(page: Page, kind: str) -> list[str]:
    """Frames with operations of a kind that this page sends from its next load on."""
    frames: list[str] = []

    def listen(socket: object) -> None:
        def heard(payload: object) -> None:
            if f'"{kind}"' in str(payload):
                frames.append(str(payload))

        socket.on("framesent", heard)  # type: ignore[attr-defined]

    page.on("websocket", listen)
    return frames


def test_phone_whose_storage_is_full_when_a_note_is_added_then_it_says_where_it_is_and_sends_it(
    served: Served, open_page: Open
) -> None:
    page = open_page()
    page.add_init_script(FULL_DEVICE)
    come_in(page, served, "open_wall")
    page.evaluate("window.full = true")
    page.context.set_offline(True)

    write_note(page, "no room for this one")

    expect(note(page, "no room for this one").locator("[data-state=unkept]")).to_be_visible()
    page.context.set_offline(False)
    saved(page, "no room for this one")
    page.evaluate("window.full = false")
    page.context.set_offline(True)
    write_note(page, "room again")
    expect(note(page, "room again").locator("[data-state=kept]")).to_be_visible()


def test_phone_whose_storage_never_answers_when_coming_in_then_notes_go_all_the_same(
    served: Served, open_page: Open
) -> None:
    page = open_page()
    page.add_init_script(SILENT_DEVICE)
    come_in(page, served, "open_wall")

    write_note(page, "kept by the server alone")

    saved(page, "kept by the server alone")


def test_own_note_when_edited_while_its_round_closes_then_the_words_stay_also_over_a_reload(
    served: Served, open_page: Open
) -> None:
    desk = desk_of(open_page(LAPTOP, staff=True), served, "rock")
    page = come_in(open_page(), served, "rock")
    desk.get_by_role("button", name="Open the round").click()
    write_note(page, "to be reworded")
    saved(page, "to be reworded")
    page.get_by_role("button", name="Edit").click()
    page.get_by_label("Change your note").fill("half reworded")

    desk.get_by_role("button", name="Close the round").click()

    expect(page.locator(".empty[data-code=closed]")).to_be_visible()
    expect(page.get_by_label("Change your note")).to_have_value("half reworded")
    page.reload()
    expect(ready(page).get_by_label("Change your note")).to_have_value("half reworded")
    page.locator("[data-note] form button[type=button]").click()
    page.reload()
    expect(ready(page).get_by_label("Change your note")).to_have_count(0)


def test_light_bulb_when_being_written_while_the_round_closes_then_its_words_stay(
    served: Served, open_page: Open
) -> None:
    desk = desk_of(open_page(LAPTOP, staff=True), served, "plain")
    page = come_in(open_page(), served, "plain")
    page.locator("[data-slot=bulb] > summary").click()
    page.locator("#bulb-used").fill("that it was about money")

    desk.get_by_role("button", name="Close the round").click()

    expect(page.locator(".empty[data-code=closed]")).to_be_visible()
    expect(page.locator("#bulb-used")).to_have_value("that it was about money")
    page.reload()
    expect(ready(page).locator("#bulb-used")).to_have_value("that it was about money")
    page.get_by_role("button", name="Mark it").click()
    expect(desk.get_by_text("that it was about money")).to_be_visible()


def test_session_when_it_ends_under_a_draft_then_its_words_can_still_be_copied(served: Served, open_page: Open) -> None:
    desk = desk_of(open_page(LAPTOP, staff=True), served, "crowd")
    page = come_in(open_page(), served, "crowd")
    page.get_by_label("Your note", exact=True).fill("I was just about to say")

    desk.get_by_role("button", name="End the session…").click()
    desk.locator("[data-act='session.end']").click()

    expect(page.locator(".empty[data-code=ended]")).to_be_visible()
    expect(page.get_by_text("I was just about to say")).to_be_visible()
    expect(page.get_by_role("button", name="Copy the text")).to_be_visible()


def test_change_of_a_note_when_kept_twice_on_a_slow_phone_then_it_is_sent_once(served: Served, open_page: Open) -> None:
    page = open_page()
    page.add_init_script(SLOW_DEVICE)
    edits = sent_by(page, "note.edit")
    come_in(page, served, "open_wall")
    write_note(page, "said in haste")
    saved(page, "said in haste")
    page.get_by_role("button", name="Edit").click()
    page.get_by_label("Change your note").fill("said in peace")

    page.get_by_role("button", name="Save").evaluate("(button) => { button.click(); button.click() }")

    saved(page, "said in peace")
    assert len(edits) == 1


def test_other_box_when_written_in_right_after_adding_on_a_slow_phone_then_the_focus_stays_in_it(
    served: Served, open_page: Open
) -> None:
    page = open_page()
    page.add_init_script(SLOW_DEVICE)
    come_in(page, served, "open_wall")
    page.locator("[data-slot=bulb] > summary").click()

    write_note(page, "on its slow way")
    page.locator("#bulb-used").focus()
    expect(page.locator("#live-region")).not_to_be_empty()
    saved(page, "on its slow way")
    page.keyboard.type("typed on")

    expect(page.locator("#bulb-used")).to_have_value("typed on")


def test_slow_phone_when_loaded_again_in_the_middle_of_a_word_then_all_of_it_is_there(
    served: Served, open_page: Open
) -> None:
    page = open_page()
    page.add_init_script(SLOW_DEVICE)
    come_in(page, served, "open_wall")
    box = page.get_by_label("Your note", exact=True)
    box.focus()

    page.keyboard.type("every letter of it")
    page.reload()

    expect(ready(page).get_by_label("Your note", exact=True)).to_have_value("every letter of it")


def test_plain_form_when_filled_in_before_the_script_came_then_words_and_readers_are_taken_over(
    served: Served, open_page: Open
) -> None:
    held: list[Route] = []
    page = open_page()
    page.route("**/js/phone/main.js", lambda route: held.append(route))
    page.goto(served.at(f"/join#{served.sessions['open_wall']['letters']}"), wait_until="commit")
    answer(page)
    page.get_by_role("button", name="Go in").click(no_wait_after=True)
    form = page.locator("form.composer[data-prompt]")
    form.get_by_label("Only me").check()
    form.get_by_label("Your note").click()
    page.keyboard.type("for nobody but me")

    held[0].continue_()
    ready(page)

    expect(page.get_by_label("Your note", exact=True)).to_have_value("for nobody but me")
    expect(page.locator(".who-reads").get_by_label("Only me")).to_be_checked()
    expect(page.get_by_label("Your note", exact=True)).to_be_focused()
    page.keyboard.type(" at all")
    expect(page.get_by_label("Your note", exact=True)).to_have_value("for nobody but me at all")


def test_own_note_when_changed_by_keys_then_the_focus_goes_into_the_box_and_back(
    served: Served, open_page: Open
) -> None:
    page = come_in(open_page(), served, "open_wall")
    write_note(page, "by keys")
    saved(page, "by keys")
    own = note(page, "by keys")

    own.get_by_role("button", name="Edit").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Change your note")).to_be_focused()
    page.keyboard.type(" alone")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Edit")).to_be_focused()
    page.get_by_role("button", name="Take back").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Keep it")).to_be_focused()
