"""The agenda's pages as a facilitator uses them: from a ready-made one, line by line, and when something is wrong."""

from __future__ import annotations

import re

import pytest

from facilitation.activities import load_catalogue
from retreat.database import Database
from retreat.errors import NotFound
from retreat.programme.agenda.ready_made import ready_agendas
from retreat.programme.queries import session_view, sessions_of_event
from retreat.programme.steps import needs_tables
from tests.people.pages import Browser, first_facilitator
from tests.support.marks import codes, wrong_fields
from tests.support.staff_pages import app, browser

__all__ = ["app", "browser"]


@pytest.fixture
def event_id(browser: Browser) -> str:
    """An event of two days, just made by the first facilitator."""
    first_facilitator(browser)
    form = browser.send("/desk/programmes/new", title="Meaningful accounts").location
    made = {"title": "Spring retreat", "kind": "data_retreat", "starts_on": "2026-11-30", "ends_on": "2026-12-01"}
    agenda = browser.send(form, **made).location
    assert agenda.endswith("/agenda")
    return agenda.split("/")[3]


def lines(text: str) -> list[tuple[str, str]]:
    """The lines that a page of an agenda lists: id and title."""
    found = re.findall(r'id="item-([^"]+)".*?agenda-line__title">(?:<a[^>]*>)?([^<]+)<', text, re.DOTALL)
    return [(item_id, title) for item_id, title in found]


def test_ready_made_agendas_when_looked_over_then_nothing_is_to_be_said_of_them(
    browser: Browser, event_id: str, sqlite_database: Database
) -> None:
    base = f"/desk/events/{event_id}/agenda"
    assert "no_agenda" in codes(browser.open(base).text)

    for key, ready in ready_agendas().items():
        browser.send(f"{base}/fill", agenda=key, day="1", tables="5")
        filled = browser.open(base).text
        here = lines(filled)
        assert [title for _id, title in here] == [one.written.title for day in ready.days for one in day.items]
        assert not set(codes(filled)) & {"overlap", "no_break", "after_meal", "too_short", "late", "little_slack"}
        sessions = sum(one.written.what == "session" for day in ready.days for one in day.items)
        with sqlite_database.read() as db:
            planned = sessions_of_event(db, event_id)
            order = [one["title"] for one in planned]
            assert order == [one.written.title for day in ready.days for one in day.items if one.written.activity]
            assert len(planned) == sessions and len(session_view(db, planned[0]["id"]).tables) in (0, 5)
            views = [session_view(db, one["id"]) for one in planned]
            quiet = [one.quiet_table.number for one in views if one.quiet_table]
            recorded = [one for one in views if one.tables and load_catalogue()[one.activity].audio]
            assert quiet == [5] * len(recorded) and (recorded or len(ready.days) == 1)
            assert not [one.title for one in views if not one.tables for a in one.rounds if needs_tables(a.step)]
            asked = {one.written.title: one.question for day in ready.days for one in day.items if one.question}
            assert asked == {one.title: one.rounds[0].prompts[0].planned_text for one in views if one.title in asked}
        for item_id, _title in here:
            browser.send(f"{base}/items/{item_id}/remove")
        with sqlite_database.read() as db:
            assert sessions_of_event(db, event_id) == ()


def test_a_line_when_added_changed_moved_dropped_and_removed_then_its_session_goes_along(
    browser: Browser, event_id: str, sqlite_database: Database
) -> None:
    base = f"/desk/events/{event_id}/agenda"
    new = f"{base}/days/1/new"
    browser.send(new, what="session", activity="lifting_the_rock", title="", minutes="", tables="3", seating="given")
    browser.send(new, what="break", title="", minutes="15")
    browser.send(new, what="session", activity="brainstorm", title="Ideas", minutes="60", place="Hall", lead="Jo")
    (rock, _), (tea, _), (ideas, _) = lines(browser.open(base).text)
    assert [title for _id, title in lines(browser.open(base).text)] == ["Lifting the rock", "Break", "Ideas"]

    form = f"{base}/items/{rock}"
    version = re.search(r'name="seen" value="(\d+)"', browser.open(form).text)
    assert version is not None
    change = {"what": "session", "activity": "brainstorm", "title": "Our words", "minutes": "50", "seen": version[1]}
    browser.send(form, **change)
    late = browser.send(form, **{**change, "title": "Their words"})
    assert late.status_code == 409 and "changed_meanwhile" in codes(late.text) and "Their words" in late.text

    browser.send(f"{base}/items/{rock}/move", to="down")
    browser.send(f"{base}/items/{tea}/move", to="2:0")
    moved = browser.open(base).text
    assert lines(moved) == [(rock, "Our words"), (ideas, "Ideas"), (tea, "Break")]
    moved_from_desk = browser.send(f"{base}/items/{ideas}/move", to="up", back="/desk")
    assert moved_from_desk.location.endswith("/desk")
    with sqlite_database.read() as db:
        assert [one["title"] for one in sessions_of_event(db, event_id)] == ["Ideas", "Our words"]
        first = sessions_of_event(db, event_id)[1]["id"]
        assert session_view(db, first).activity == "brainstorm" and len(session_view(db, first).tables) == 3

    browser.send(f"{base}/items/{rock}/drop")
    with sqlite_database.read() as db:
        assert [one["title"] for one in sessions_of_event(db, event_id)] == ["Ideas"]
    assert "item_drop" in codes(browser.open(base).text) and "item_drop" not in codes(browser.open(base).text)
    browser.send(f"{base}/items/{rock}/restore")
    browser.send(f"{base}/items/{rock}/remove")
    with sqlite_database.read() as db, pytest.raises(NotFound):
        session_view(db, first)


WRONG: list[tuple[str, dict[str, str]]] = [
    ("what", {"what": "party", "title": "X", "minutes": "5"}),
    ("title", {"what": "input", "title": " ", "minutes": "5"}),
    ("minutes", {"what": "input", "title": "X", "minutes": "0"}),
    ("at", {"what": "input", "title": "X", "minutes": "5", "at": "late"}),
    ("at", {"what": "input", "title": "X", "minutes": "5", "at": "12:00", "is_beside": "yes"}),
    ("activity", {"what": "session", "activity": "nothing", "title": "X", "minutes": "5"}),
    ("tables", {"what": "session", "activity": "brainstorm", "title": "X", "minutes": "5", "tables": "99"}),
]


def test_a_form_when_something_in_it_is_wrong_then_it_says_so_there_and_keeps_what_was_typed(
    browser: Browser, event_id: str
) -> None:
    base = f"/desk/events/{event_id}/agenda"

    for wrong, fields in WRONG:
        answer = browser.send(f"{base}/days/1/new", place="Upstairs", **fields)
        assert answer.status_code == 422 and "Upstairs" in answer.text
        assert wrong_fields(answer.text) == [wrong]
    assert lines(browser.open(base).text) == []


def test_an_agenda_when_asked_for_what_cannot_be_then_nothing_changes(browser: Browser, event_id: str) -> None:
    base = f"/desk/events/{event_id}/agenda"

    assert browser.send(f"{base}/fill", agenda="nothing", day="1", tables="5").status_code == 422
    assert browser.send(f"{base}/fill", agenda="two_day_retreat", day="2", tables="5").status_code == 422
    assert browser.send(f"{base}/days/1", starts_at="10:00", ends_at="09:00").status_code == 422
    assert browser.send(f"{base}/days/9", starts_at="10:00").status_code == 404
    assert browser.open(f"{base}/days/3/new").status_code == 404
    assert lines(browser.open(base).text) == []
    assert (
        browser.send(f"{base}/days/1", starts_at="10:00", ends_at="16:00", notes="A loop in the hall").status_code
        == 303
    )
    assert "A loop in the hall" in browser.open(f"{base}/days/1/running-sheet").text
