"""The evening between two days: the team groups what was written, and the next day opens with it."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from app import create_app
from facilitation.interactions.yesterday.reading import heads_of
from facilitation.interactions.yesterday.record import TABLE
from facilitation.overnight.morning import day_before, for_session
from retreat.consent.gate import Owner
from retreat.database import Database
from retreat.programme.agenda.models import AgendaItem
from retreat.programme.models import Event
from tests.people.pages import Browser
from tests.support.clock import HandClock
from tests.support.marks import codes
from tests.support.meeting import Meeting
from tests.support.rooms import let_in, make_house


@pytest.fixture
def browser(sqlite_database: Database, clock: HandClock, tmp_path: Path) -> Browser:
    """A facilitator's browser on the whole application."""
    house = make_house(sqlite_database, clock, tmp_path)
    found = Browser(create_app(house))
    let_in(found, house)
    return found


def first_day(database: Database, clock: HandClock) -> Meeting:
    """A session on the first of an event's two days."""
    meeting = Meeting.open(database, clock, "brainstorm", title="Ideas")
    later = clock().astimezone().date() + timedelta(days=1)
    asked = update(Event).where(Event.id == meeting.event_id)
    database.write(lambda db: db.execute(asked.values(ends_on=later, closes_at=clock() + timedelta(days=3))))
    return meeting


def seen(database: Database, session_id: str) -> dict[str, Any]:
    with database.read() as db:
        return for_session(db, session_id)


def headed(told: dict[str, Any]) -> dict[str, list[str]]:
    return {one["title"]: [note["text"] for note in one["notes"]] for one in told["headings"].values()}


def test_a_day_when_grouped_overnight_then_the_next_opens_with_what_everyone_could_read(
    browser: Browser, sqlite_database: Database, clock: HandClock
) -> None:
    day = first_day(sqlite_database, clock)
    ana, ben = day.join("Ana"), day.join("Ben")
    for_all = ana.note("Nobody asked her.", share="everyone")
    handed_in = ben.note("My manager was there.", share="facilitators")
    own = ben.note("Only for Ben.", share="me")
    ben.send("lightbulb.mark", "bulb", used="Count.", now="Ask.", share="everyone")
    rock = Meeting.open(sqlite_database, clock, "lifting_the_rock", event_id=day.event_id)
    for round_id in rock.round_ids[1:]:
        rock.leader.send("round.open", round_id)
    of_stones = next(key for key, one in rock.leader.board()["rounds"].items() if one["interaction"] == "assumption")
    named = rock.join("Cy").send(
        "assumption.name", "stone", round_id=of_stones, text="Forms are neutral.", share="everyone"
    )
    assert "seq" in named
    base = f"/desk/events/{day.event_id}/days/1/overnight"

    page = browser.open(base).text
    assert for_all in page and handed_in in page and "Ana" not in page
    assert own not in page and "Only for Ben." not in page and codes(page).count("not_for_everyone") == 1
    refused = browser.send(f"{base}/put", page=base, title="", thing=for_all)
    assert refused.status_code == 422
    for nothing in ({}, {"thing": own}):
        assert codes(browser.send(f"{base}/put", page=base, title="Trust", **nothing).text).count("nothing_ticked") == 1
    for title, thing in (("Trust", for_all), ("trust", handed_in)):  # a title that is there already is used again
        browser.send(f"{base}/put", page=base, title=title, thing=thing)
    (first,) = re.findall(r'data-heading="([^"]+)"', browser.open(base).text)
    browser.send(f"{base}/put", page=base, title="Time", thing=handed_in)
    twice = browser.send(f"{base}/rename", page=base, heading=first, title="TIME")
    assert twice.status_code == 422 and twice.text.count('class="field__error"') == 1
    browser.send(f"{base}/rename", page=base, heading=first, title="Being asked")
    browser.send(f"{base}/memo", page=base, memo="We hurried at the end.")
    browser.send(f"{base}/put", page=base, heading=first, thing=handed_in)
    time = next(one for one in re.findall(r'data-heading="([^"]+)"', browser.open(base).text) if one != first)
    browser.send(f"{base}/remove", page=base, heading=time)

    morning = Meeting.open(sqlite_database, clock, "yesterday", event_id=day.event_id)
    told = seen(sqlite_database, morning.session_id)
    assert headed(told) == {"Being asked": ["Nobody asked her."]}
    assert [one["text"] for one in told["stones"]] == ["Forms are neutral."] and len(told["bulbs"]) == 1
    (head,) = morning.leader.board()["heads"].values()
    assert (head["text"], head["overnight_id"]) == ("Being asked", first)
    sheets = browser.open(f"{base}/sheets").text
    assert sheets.count("data-sheet=") == 2 and "Nobody asked her." in sheets and "My manager" not in sheets

    browser.send(f"{base}/show", page=base, shown="stone")
    assert seen(sqlite_database, morning.session_id)["stones"] == []
    ana.answer(notes_kept=False)
    assert headed(seen(sqlite_database, morning.session_id)) == {"Being asked": []}
    assert "Nobody asked her." not in browser.open(f"{base}/sheets").text + browser.open(base).text


def test_the_evening_when_the_morning_is_planned_then_it_says_so_and_lists_what_was_written_at_the_desk(
    browser: Browser, sqlite_database: Database, clock: HandClock
) -> None:
    day = first_day(sqlite_database, clock)
    agenda, base = f"/desk/events/{day.event_id}/agenda", f"/desk/events/{day.event_id}/days/1/overnight"
    desk = f"/desk/sessions/{day.session_id}"
    browser.send(f"{desk}/memos", page=base, text="Quiet after the second question.")
    assert 'data-slot="no_opening"' in browser.open(base).text
    assert browser.open(base).text.count("data-desk-memo") == 1

    for number in ("1", "2"):
        browser.send(f"{agenda}/days/{number}/new", what="session", activity="yesterday", minutes="30")
    assert 'data-slot="opening"' in browser.open(base).text

    with sqlite_database.read() as db:
        found = {one.day: one.session_id for one in db.scalars(select(AgendaItem)) if one.activity == "yesterday"}
        assert day_before(db, str(found[2])) == (day.event_id, 1)
        assert day_before(db, str(found[1])) is None  # nothing comes before the first day


def test_a_heading_when_questioned_and_renamed_then_its_names_are_kept(
    browser: Browser, sqlite_database: Database, clock: HandClock
) -> None:
    day = first_day(sqlite_database, clock)
    base = f"/desk/events/{day.event_id}/days/1/overnight"
    browser.send(f"{base}/put", page=base, title="Trust", thing=day.join("Ben").note("Nobody asked.", share="everyone"))
    morning = Meeting.open(sqlite_database, clock, "yesterday", event_id=day.event_id)
    ana = morning.join("Ana")
    (head_id,) = morning.leader.board()["heads"]
    said = {"round_id": morning.round_ids[0], "head_id": head_id}

    assert "seq" in ana.send("yesterday.write", "fits", **said, stance="challenge", text="It is about time.")
    assert "seq" in ana.send("yesterday.write", "name", **said, stance="name", text="Having time")
    assert ana.send("yesterday.reword", head_id, text="Mine", base_version=1)["code"] == "not_permitted"
    assert "seq" in morning.leader.send("yesterday.reword", head_id, text="Having time", base_version=1)

    with sqlite_database.read() as db:
        (kept,) = heads_of(db, Owner(), morning.session_id)
        rows = list(TABLE.rows(db, Owner(), morning.session_id))
    assert kept.head is not None and (kept.head.text, kept.earlier) == ("Having time", ("Trust",))
    assert [(one.stance, one.text) for one in kept.said] == [
        ("challenge", "It is about time."),
        ("name", "Having time"),
    ]
    assert [row[1] for row in rows] == ["head", "challenge", "name"]
    record = browser.open(f"/sessions/{morning.session_id}?tab=contributions").text
    assert 'data-slot="was"' in record and "Trust" in record
    ana.send("yesterday.remove", "fits")
    with sqlite_database.read() as db:
        assert [one.stance for one in heads_of(db, Owner(), morning.session_id)[0].said] == ["name"]


def test_someone_of_another_programme_or_day_when_they_ask_then_there_is_nothing(
    browser: Browser, sqlite_database: Database, clock: HandClock
) -> None:
    day = first_day(sqlite_database, clock)

    assert browser.open(f"/desk/events/{day.event_id}/days/3/overnight").status_code == 404
    assert browser.open(f"/s/{day.session_id}/yesterday").status_code in (401, 303)
    alone = Meeting.open(sqlite_database, clock, "yesterday")
    assert seen(sqlite_database, alone.session_id)["headings"] == {} and alone.leader.board()["heads"] == {}
