"""The phone: coming in, writing, being cut off, and being able to do all of it without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import INSECURE_HOST
from tests.browser.conftest import PHONE, Open, Served, answer, come_in, desk_of, ready, told_of_sound, write_note
from tests.browser.devices import NO_WEBSOCKET, SLOW_DEVICE

pytestmark = pytest.mark.browser

HOSTS = ("localhost", INSECURE_HOST)
TAPS = """() => {
  let taps = +(sessionStorage.taps ?? 0)
  const count = (event) => { if (event.isTrusted && event.detail) sessionStorage.taps = ++taps }
  addEventListener('click', count, true)
}"""


@pytest.mark.parametrize("host", HOSTS)
def test_newcomer_when_scanning_the_picture_then_the_question_is_six_taps_away(
    served: Served, open_page: Open, host: str
) -> None:
    page = open_page(has_touch=True)
    page.add_init_script(f"({TAPS})()")
    page.goto(served.at(f"/join#{served.sessions['open_wall']['letters']}", host))

    answer(page)
    page.locator("[data-slot=about] > summary").click()
    page.get_by_label("No name").click()
    page.get_by_label("Lived experience").click()
    page.get_by_role("button", name="Go in").click()
    ready(page)

    expect(page.get_by_role("heading", name="What comes to mind?")).to_be_visible()
    expect(told_of_sound(page, "no")).to_be_visible()
    assert page.evaluate("() => +sessionStorage.taps") <= 6
    assert "#" not in page.url and served.sessions["open_wall"]["letters"] not in page.url


def test_door_when_opened_then_nothing_is_ticked_and_both_answers_are_equally_large(
    served: Served, open_page: Open
) -> None:
    page = open_page()
    page.goto(served.at(f"/join#{served.sessions['open_wall']['letters']}"))
    page.wait_for_url(re.compile("/join/."))

    assert page.locator("input:checked").count() == 0
    for question in ("notes", "sound"):
        faces = page.locator(f"[name={question}] + .choice__face")
        assert faces.count() == 2
        sizes = [faces.nth(place).bounding_box() for place in range(2)]
        assert sizes[0] is not None and sizes[1] is not None
        assert (sizes[0]["width"], sizes[0]["height"]) == (sizes[1]["width"], sizes[1]["height"])


def test_wrong_letters_when_typed_then_the_page_says_what_to_do(served: Served, open_page: Open) -> None:
    page = open_page()
    page.goto(served.at("/"))

    page.locator("#join_pass").fill("aaaa bbbb")
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("alert")).to_have_attribute("data-code", "not_found")
    expect(page.locator("#join_pass")).to_have_value("aaaa bbbb")


def test_no_to_sound_when_one_gives_it_then_every_phone_at_the_table_says_so_at_once_and_all_are_alike(
    served: Served, open_page: Open
) -> None:
    yes = come_in(open_page(), served, "waiting", sound="yes")
    yes.goto(served.at(f"/s/{served.sessions['waiting']['id']}/table"))
    yes.locator("[name=table]").first.check()
    yes.locator("form[action$='/table'] [type=submit]").click()
    expect(told_of_sound(ready(yes), "yes")).to_be_visible()

    no = come_in(open_page(), served, "waiting", sound="no")
    no.goto(served.at(f"/s/{served.sessions['waiting']['id']}/table"))
    no.locator("[name=table]").first.check()
    no.locator("form[action$='/table'] [type=submit]").click()

    expect(told_of_sound(ready(no), "no")).to_be_visible()
    expect(told_of_sound(yes, "no")).to_be_visible()
    ready(yes)
    assert yes.inner_text(".phone-bar__sound") == no.inner_text(".phone-bar__sound")
    assert yes.inner_text("#phone") == no.inner_text("#phone")


@pytest.mark.parametrize("host", HOSTS)
def test_note_when_added_then_it_is_saved_and_another_phone_shows_it(
    served: Served, open_page: Open, host: str
) -> None:
    writer = come_in(open_page(), served, "open_wall", host=host)
    reader = come_in(open_page(), served, "open_wall", host=host)
    text = f"Slow down – written at {host} 🪨"

    write_note(writer, text)

    own = writer.locator("[data-note]", has_text=text)
    expect(own.locator("[data-state=saved]")).to_be_visible()
    expect(reader.get_by_text(text)).to_be_visible()
    expect(reader.locator("[data-note]", has_text=text).get_by_role("button", name="Edit")).to_have_count(0)


def test_own_note_when_edited_shared_and_taken_back_then_others_follow(served: Served, open_page: Open) -> None:
    writer = come_in(open_page(), served, "open_wall")
    reader = come_in(open_page(), served, "open_wall")
    write_note(writer, "only for me at first", share="Only me")
    note_id = writer.locator("[data-note]", has_text="only for me at first").get_attribute("data-note")
    note = writer.locator(f"[data-note='{note_id}']")
    expect(note.locator("[data-state=saved]")).to_be_visible()
    assert "only for me" not in reader.inner_text("body")

    note.get_by_role("button", name="Share").click()
    note.get_by_label("Everyone").check()
    note.get_by_role("button", name="Share it").click()
    expect(reader.get_by_text("only for me at first")).to_be_visible()

    note.get_by_role("button", name="Edit").click()
    note.get_by_label("Change your note").fill("now for everyone")
    note.get_by_role("button", name="Save").click()
    expect(reader.get_by_text("now for everyone")).to_be_visible()

    note.get_by_role("button", name="Take back").click()
    note.get_by_role("button", name="Take it back").click()
    expect(reader.get_by_text("now for everyone")).to_have_count(0)
    expect(writer.get_by_text("now for everyone")).to_have_count(0)


def test_draft_when_the_page_is_loaded_again_then_it_is_still_there(served: Served, open_page: Open) -> None:
    page = come_in(open_page(), served, "open_wall")
    page.get_by_label("Your note", exact=True).fill("half a thought")

    page.reload()
    ready(page)

    expect(page.get_by_label("Your note", exact=True)).to_have_value("half a thought")


def test_next_note_when_typed_while_a_slow_phone_keeps_the_last_then_its_words_stay(
    served: Served, open_page: Open
) -> None:
    page = open_page()
    page.add_init_script(SLOW_DEVICE)
    come_in(page, served, "open_wall")

    write_note(page, "the first of two")
    page.get_by_label("Your note", exact=True).fill("begun at once")

    expect(page.locator("[data-note]", has_text="the first of two").locator("[data-state=saved]")).to_be_visible()
    expect(page.locator("#live-region")).not_to_be_empty()
    expect(page.get_by_label("Your note", exact=True)).to_have_value("begun at once")
    page.reload()
    ready(page)
    expect(page.get_by_label("Your note", exact=True)).to_have_value("begun at once")


@pytest.mark.parametrize("host", HOSTS)
def test_phone_cut_off_when_it_comes_back_then_its_notes_arrive_once(
    served: Served, open_page: Open, host: str
) -> None:
    page = come_in(open_page(), served, "open_wall", host=host)
    reader = come_in(open_page(), served, "open_wall", host=host)
    page.context.set_offline(True)
    texts = [f"written in the dark {place} at {host}" for place in range(3)]
    for text in texts:
        write_note(page, text)
    expect(page.locator("[data-note]", has_text=texts[0]).locator("[data-state=kept]")).to_be_visible()
    expect(page.locator("[data-slot=offline]")).to_be_visible()

    page.context.set_offline(False)

    for text in texts:
        expect(page.locator("[data-note]", has_text=text).locator("[data-state=saved]")).to_be_visible()
        expect(reader.get_by_text(text)).to_have_count(1)


def test_kept_notes_when_the_page_is_loaded_again_later_then_they_are_sent(served: Served, open_page: Open) -> None:
    page = come_in(open_page(), served, "open_wall")
    refuse = lambda route: route.abort()  # noqa: E731 - the line is up, the server does not answer
    page.route("**/api/**", refuse)
    page.context.set_offline(True)
    write_note(page, "kept over a reload")
    expect(page.locator("[data-state=kept]")).to_be_visible()
    page.goto("about:blank")

    page.context.set_offline(False)
    page.unroute("**/api/**", refuse)
    page.go_back()
    ready(page)

    expect(page.locator("[data-note]", has_text="kept over a reload").locator("[data-state=saved]")).to_be_visible()


def test_sockets_blocked_when_writing_then_plain_requests_carry_the_notes(served: Served, open_page: Open) -> None:
    page = open_page()
    page.route("**/socket.io/**", lambda route: route.abort())
    page.add_init_script(NO_WEBSOCKET)
    come_in(page, served, "open_wall")
    reader = come_in(open_page(), served, "open_wall")

    write_note(page, "through the wall")
    expect(reader.get_by_text("through the wall")).to_be_visible()
    write_note(reader, "an answer")

    expect(page.get_by_text("an answer")).to_be_visible()
    expect(page.locator("[data-note]", has_text="through the wall").locator("[data-state=saved]")).to_be_visible()


def test_notes_refused_when_coming_in_then_the_phone_explains_and_the_answer_can_change(
    served: Served, open_page: Open
) -> None:
    page = come_in(open_page(), served, "open_wall", notes="no")
    change = page.locator("#phone section a[href*='/answers?']")
    expect(page.locator("#phone section:has(a[href*='/answers?']) > h2")).to_be_visible()
    expect(page.get_by_role("button", name="Add note")).to_have_count(0)

    change.click()
    page.locator("[name=notes][value=yes]").check()
    page.locator("form[action$='/answers'] button[type=submit]").click()
    ready(page)

    expect(page.get_by_role("button", name="Add note")).to_be_visible()


def test_round_when_it_closes_under_a_draft_then_the_words_stay_as_an_unsent_note(
    served: Served, open_page: Open
) -> None:
    desk = desk_of(open_page({"width": 1366, "height": 768}, staff=True), served, "rock")
    page = come_in(open_page(), served, "rock")
    desk.get_by_role("button", name="Open the round").click()
    page.get_by_label("Your note", exact=True).fill("not finished yet")

    desk.get_by_role("button", name="Close the round").click()

    expect(page.locator("[data-unsent]").get_by_text("not finished yet")).to_be_visible()
    page.reload()
    expect(ready(page).get_by_text("not finished yet")).to_be_visible()


def test_note_when_written_after_the_round_closed_unheard_then_its_words_stay_with_the_reason(
    served: Served, open_page: Open
) -> None:
    desk = desk_of(open_page({"width": 1366, "height": 768}, staff=True), served, "waiting")
    page = come_in(open_page(), served, "waiting")
    desk.get_by_role("button", name="Open the round").click()
    expect(page.get_by_role("button", name="Add note")).to_be_visible()
    page.context.set_offline(True)
    desk.get_by_role("button", name="Close the round").click()
    expect(desk.get_by_role("button", name="Close the round")).to_have_count(0)
    write_note(page, "too late, alas")
    expect(page.locator("[data-state=kept]")).to_be_visible()

    page.context.set_offline(False)

    note = page.locator("[data-note]", has_text="too late, alas")
    expect(note.locator("[data-code=round_closed]")).to_be_visible()
    expect(note.locator("[data-state=refused]")).to_be_visible()
    expect(note.get_by_role("button", name="Copy the text")).to_be_visible()
    page.reload()
    expect(ready(page).get_by_text("too late, alas")).to_be_visible()
    page.locator("[data-act=dismiss]").click()
    expect(page.get_by_text("too late, alas")).to_have_count(0)


def test_round_for_tables_when_nobody_sits_at_one_then_that_choice_is_not_offered(
    served: Served, open_page: Open
) -> None:
    desk = desk_of(open_page({"width": 1366, "height": 768}, staff=True), served, "rock")
    desk.locator("[data-round]", has_text="In pairs").get_by_role("button", name="Open").click()

    page = come_in(open_page(), served, "rock")
    choice = page.locator(".who-reads")

    expect(choice.get_by_label("Handed in")).to_be_checked()
    expect(choice.get_by_label("My table")).to_have_count(0)


def no_script_in(page: Page, served: Served, session: str) -> None:
    """The same way in, by plain forms."""
    page.goto(served.at("/"))
    page.locator("#join_pass").fill(served.sessions[session]["letters"].lower())
    page.get_by_role("button", name="Continue").click()
    answer(page)
    page.locator("[data-slot=about] > summary").click()
    page.locator("[name=name_choice][value=chosen]").check()
    page.locator("[name=name_chosen]").fill("Bee")
    page.get_by_role("button", name="Go in").click()


def test_browser_without_scripts_when_taking_part_then_every_step_is_a_plain_form(
    served: Served, open_page: Open
) -> None:
    page = open_page(java_script_enabled=False)
    no_script_in(page, served, "plain")
    expect(told_of_sound(page, "no")).to_be_visible()

    form = page.locator("form.composer").first
    form.get_by_label("Your note").fill("by a plain form")
    form.get_by_label("Only me").check()
    form.get_by_role("button", name="Add note").click()
    note = page.locator("[data-note]", has_text="by a plain form")
    expect(note).to_have_count(1)

    note.locator("summary").click()
    note.get_by_label("Change the words").fill("reworded by a plain form")
    note.get_by_role("button", name="Save").click()
    note = page.locator("[data-note]", has_text="reworded by a plain form")
    expect(note).to_have_count(1)

    note.locator("summary").click()
    note.locator("form[action$='/share']").get_by_role("button", name="Handed in").click()
    expect(page.locator("[data-note] .note__foot", has_text="Handed in")).to_have_count(1)

    note.locator("summary").click()
    note.locator("form[action$='/remove'] button").click()
    expect(page.locator("[data-note]")).to_have_count(0)


def test_browser_without_scripts_when_changing_an_answer_and_leaving_then_each_is_a_plain_form(
    served: Served, open_page: Open
) -> None:
    page = open_page(java_script_enabled=False)
    no_script_in(page, served, "changing")

    page.get_by_role("link", name="Change my answers").click()
    page.locator("[name=sound][value=yes]").check()
    page.locator("form[action$='/answers'] button[type=submit]").click()
    expect(told_of_sound(page, "yes")).to_be_visible()

    page.locator(".phone__leave a[href$='/leave']").click()
    page.locator("form[action$='/leave'] button").click()
    page.goto(served.at(f"/s/{served.sessions['changing']['id']}"))
    expect(page.get_by_label("Your note")).to_have_count(0)


def test_unanswered_door_when_sent_without_scripts_then_it_asks_again_and_keeps_the_rest(
    served: Served, open_page: Open
) -> None:
    page = open_page(PHONE, java_script_enabled=False)
    page.goto(served.at("/"))
    page.locator("#join_pass").fill(served.sessions["plain"]["letters"])
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("button", name="Go in")).to_be_visible()
    page.evaluate("document.querySelectorAll('[required]').forEach((field) => field.removeAttribute('required'))")
    page.locator("[data-slot=about] > summary").click()
    page.get_by_label("Academic").check()

    page.get_by_role("button", name="Go in").click()

    for question in ("notes", "sound"):
        expect(page.locator(f"#f-{question}-error")).to_be_visible()
    expect(page.get_by_label("Academic")).to_be_checked()
