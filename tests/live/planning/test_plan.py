"""A session's plan in its form, before it is opened and while it runs; and its day on the desk and on paper."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from app import create_app
from facilitation.rehearsal.keeper import EXTENSION, Keeper, Running
from retreat.database import Database
from retreat.ids import system_ids
from retreat.programme.agenda.laying import clock_words
from retreat.programme.agenda.operations import set_day, take_in
from retreat.programme.agenda.written import WrittenDay
from retreat.programme.queries import SessionView, session_view, sessions_of_event
from tests.people.pages import Browser
from tests.support.clock import HandClock
from tests.support.marks import codes, slots, wrong_fields
from tests.support.planning import plan
from tests.support.rooms import let_in, make_house


@pytest.fixture
def browser(sqlite_database: Database, clock: HandClock, tmp_path: Path) -> Browser:
    """A facilitator's browser on the whole application."""
    house = make_house(sqlite_database, clock, tmp_path)
    found = Browser(create_app(house))
    let_in(found, house)
    return found


def planned(database: Database, clock: HandClock, activity: str = "brainstorm", event_id: str = "") -> SessionView:
    return database.write(lambda db: plan(db, clock, activity, event_id=event_id, untimed=False))


def now(database: Database, session_id: str) -> SessionView:
    with database.read() as db:
        return session_view(db, session_id)


def typed(page: str) -> dict[str, list[str]]:
    """What a browser would send of the form, as far as it is needed here."""
    form = page[page.index("activity-form") :]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and ("checked" in tag or not re.search(r'type="(checkbox|radio)"', tag)):
            found.setdefault(name[1], []).append(html.unescape(value[1]))
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found[name] = [html.unescape(text)]
    for name, inner in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)"[^>]*selected', inner)
        found[name] = [html.unescape(chosen[1])] if chosen else []
    return found


def send(browser: Browser, path: str, shown: str, **changes: str) -> tuple[int, str]:
    """Send the form as shown, with what somebody changed in it."""
    fields = typed(shown) | {name: [value] for name, value in changes.items()}
    answer = browser.client.post(path, data={"act": "save"} | fields, environ_overrides={"REMOTE_ADDR": "127.0.0.1"})
    return answer.status_code, answer.text


def test_a_planned_session_when_its_plan_is_changed_then_steps_questions_and_tables_are_as_typed(
    browser: Browser, sqlite_database: Database, clock: HandClock
) -> None:
    session = planned(sqlite_database, clock, "lifting_the_rock")
    path = f"/desk/sessions/{session.id}/plan"
    before = [found.id for found in session.rounds]

    _, moved = send(browser, path, browser.open(path).text, act="up 2")
    _, fewer = send(browser, path, moved, act="remove 5")
    _, more = send(browser, path, fewer, act="add 4")
    status, wrong = send(browser, path, more, **{"steps[1].minutes": "soon", "steps[5].title": "New"})
    assert status == 422 and set(wrong_fields(wrong)) == {"steps[1].minutes", "steps[5].prompts"}
    assert [found.id for found in now(sqlite_database, session.id).rounds] == before

    changes = {"steps[1].minutes": "7", "steps[5].prompts": "What next?\nWho?", "title": "Stones", "tables": "2"}
    status, _ = send(browser, path, wrong, **changes, seating="given")
    found = now(sqlite_database, session.id)

    assert status == 303 and (found.title, len(found.tables), found.tables_given) == ("Stones", 2, True)
    assert [one.id for one in found.rounds][:4] == [before[1], before[0], before[2], before[3]]
    assert [one.position for one in found.rounds] == [0, 1, 2, 3, 4] and found.rounds[0].step.minutes == 7
    assert [prompt.planned_text for prompt in found.rounds[4].prompts] == ["What next?", "Who?"]
    send(browser, path, browser.open(path).text, tables="0")
    assert now(sqlite_database, session.id).tables == ()


def test_a_running_session_when_its_plan_is_changed_then_only_steps_to_come_change(
    browser: Browser, sqlite_database: Database, clock: HandClock
) -> None:
    session = planned(sqlite_database, clock, "lifting_the_rock")
    desk, path = f"/desk/sessions/{session.id}", f"/desk/sessions/{session.id}/plan"
    first, second = session.rounds[:2]
    early = browser.open(path).text
    browser.send(f"{desk}/open", page=desk)
    browser.send(f"{desk}/ops", page=desk, kind="round.open", target_id=first.id, base_version="1")

    status, told = send(browser, path, early, **{"steps[2].title": "Two by two"})
    assert status == 409 and "begun_meanwhile" in codes(told) and f'data-fixed="{first.id}"' in told
    status, _ = send(browser, path, told, title="Not any more")
    found = now(sqlite_database, session.id)

    assert status == 303 and found.title == session.title
    assert [one.step.title for one in found.rounds][:2] == [first.step.title, "Two by two"]
    stale = browser.send(f"{desk}/ops", page=desk, kind="round.open", target_id=second.id, base_version="1")
    assert stale.status_code == 303 and now(sqlite_database, session.id).rounds[1].state == "planned"


def test_a_day_when_a_session_begins_late_then_the_desk_says_when_the_day_ends_and_what_is_left_out_once(
    browser: Browser, sqlite_database: Database, clock: HandClock
) -> None:
    first = planned(sqlite_database, clock)
    second = planned(sqlite_database, clock, event_id=first.event_id)
    here = clock().astimezone()
    starts_at = here.hour * 60 + here.minute
    day = WrittenDay(starts_at=starts_at, ends_at=starts_at + 90)
    sqlite_database.write(lambda db: set_day(db, first.event_id, 1, day, ids=system_ids))
    items = [
        sqlite_database.write(
            lambda db, one=one: take_in(db, first.event_id, one.id, day=1, minutes=45, ids=system_ids, clock=clock)
        )
        for one in (first, second)
    ]
    desk, agenda = f"/desk/sessions/{first.id}", f"/desk/events/{first.event_id}/agenda"
    assert 'data-late="0"' in browser.open(desk).text

    clock.at += timedelta(minutes=20)
    browser.send(f"{desk}/open", page=desk)
    late = browser.open(desk).text
    assert 'data-late="20"' in late and clock_words(starts_at + 110) in slots(late, "day_end")[0]
    assert re.findall(r'data-line="([^"]+)" data-state="(\w+)"', late) == [(items[0], "now"), (items[1], "next")]

    answer = browser.send(f"{agenda}/items/{items[1]}/drop", page=desk, back=desk)
    assert answer.location == desk
    once, again = browser.open(desk).text, browser.open(f"{agenda}/today?back={desk}").text
    assert "item_drop" in codes(once) and "item_drop" not in codes(again) and 'data-late="-25"' in again
    refused = browser.send(f"{agenda}/items/{items[0]}/drop", page=desk, back=desk)
    assert refused.status_code == 303 and "session_opened" in codes(browser.open(desk).text)


def test_a_day_when_printed_then_the_pack_holds_every_question_card_slip_and_sheet(
    browser: Browser, sqlite_database: Database, clock: HandClock
) -> None:
    session = planned(sqlite_database, clock, "where_we_stand")
    base = f"/desk/events/{session.event_id}/agenda/days/1"
    sqlite_database.write(
        lambda db: take_in(db, session.event_id, session.id, day=1, minutes=45, ids=system_ids, clock=clock)
    )

    pack = html.unescape(browser.open(f"{base}/pack").text)

    sheets = re.findall(r'data-sheet="(\w+)"', pack)
    assert sheets == ["how", *["step"] * len(session.rounds), "notes", "slips", "sound"]
    for one in session.rounds:
        assert all(prompt.planned_text in pack for prompt in one.prompts) and one.step.instruction in pack
        assert all(card in pack for card in one.step.options.get("cards", ()))
    running = html.unescape(browser.open(f"{base}/running-sheet").text)
    assert session.rounds[0].prompts[0].planned_text in running
    assert session.title in browser.open(f"{base}/day-sheet").text


def test_a_session_that_reads_when_nothing_is_chosen_then_its_first_reading_step_alone_asks(
    browser: Browser, sqlite_database: Database, clock: HandClock
) -> None:
    event_id, reading = planned(sqlite_database, clock).event_id, "outcome_narrative_close_reading"
    browser.send(f"/desk/events/{event_id}/agenda/days/1/new", what="session", activity=reading)
    with sqlite_database.read() as db:
        views = [session_view(db, one["id"]) for one in sessions_of_event(db, event_id)]
    session = next(one for one in views if one.activity == reading)

    page = browser.open(f"/desk/sessions/{session.id}").text

    asked = re.findall(r'id="reads-([^"]+)" data-slot="reads"( open)?>', page)
    steps = [one.id for one in session.rounds if one.step.interaction == "read"]
    assert asked == [(steps[0], " open"), *((one, "") for one in steps[1:])]
    assert codes(page).count("nothing_to_read") == 1


def test_a_rehearsal_when_it_is_running_then_its_page_has_a_picture_for_phones(
    browser: Browser, sqlite_database: Database, clock: HandClock
) -> None:
    page = f"/desk/events/{planned(sqlite_database, clock).event_id}/rehearsal"
    waiting = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE, text=True)
    keeper = browser.app.extensions[EXTENSION] = Keeper()
    keeper.running = Running(page, waiting, told={"desk": "http://hall.test/d#x", "phones": "http://hall.test/join#y"})
    try:
        shown = browser.open(page).text
    finally:
        keeper.end()

    assert "<svg" in shown.partition('data-slot="qr"')[2].partition("</p>")[0]
