"""What people write piece by piece: on the record's page, in search, and told of later by staff and on “My day”."""

from __future__ import annotations

import re

import pytest

from app import create_app
from facilitation.seat_cookie import COOKIE
from retreat.consent.gate import Owner
from retreat.database import Database
from retreat.house import House
from retreat.log.closing import close_event
from retreat.search.passages import search_record
from retreat.search.vectors import Vectors
from tests.people.pages import Browser
from tests.support.clock import HandClock
from tests.support.meeting import Meeting, Person, op_id
from tests.support.rooms import let_in

pytestmark = pytest.mark.both_engines


@pytest.fixture
def ada(house: House) -> Browser:
    """A facilitator who is signed in to the whole product: its record and its live pages."""
    browser = Browser(create_app(house))
    let_in(browser, house)
    return browser


def page_of(ada: Browser, meeting: Meeting) -> str:
    return ada.open(f"/sessions/{meeting.session_id}?show=notes").text


def phone_of(ada: Browser, person: Person) -> Browser:
    """A phone of somebody who came in."""
    phone = Browser(ada.app)
    phone.client.set_cookie(COOKIE, f"{person.meeting.event_id}.{person.token}")
    return phone


def written(database: Database, clock: HandClock) -> tuple[dict[str, Meeting], dict[str, Person]]:
    """One of each, by Ana; Ben has taken her ask on."""
    names = {"undertaking": "asks and offers", "exchange": "swap what we know", "plan": "plan act observe reflect"}
    ask = Meeting.open(database, clock, names["undertaking"])
    meetings = {"undertaking": ask} | {
        name: Meeting.open(database, clock, names[name], event_id=ask.event_id) for name in ("exchange", "plan")
    }
    ana, ben = ask.join("Ana"), ask.join("Ben")
    first = {name: meeting.round_ids[0] for name, meeting in meetings.items()}
    took = [
        ana.send("undertaking.add", "ask", round_id=first["undertaking"], sort="ask", text="An hour on the quay."),
        ben.send("undertaking.take", "taken", undertaking_id="ask", text="Ben of the quay"),
        ana.into(meetings["exchange"]).send(
            "exchange.differ", "differs", round_id=first["exchange"], matter_id="matter-1", text="The quay is cold."
        ),
        ana.into(meetings["plan"]).send("plan.add", "card", round_id=first["plan"], text="Letters from the quay"),
        ana.into(meetings["plan"]).send("plan.write", "act", plan_id="card", stage="act", text="Read on the quay."),
    ]
    assert all("seq" in answer for answer in took), took
    return meetings, {"ana": ana, "ben": ben}


def test_pieces_when_written_then_each_record_and_search_have_them_until_their_author_says_no(
    ada: Browser, database: Database, clock: HandClock
) -> None:
    meetings, people = written(database, clock)

    pages = {name: page_of(ada, meeting) for name, meeting in meetings.items()}
    assert {name: "quay" in page for name, page in pages.items()} == dict.fromkeys(meetings, True)
    for name, thing in (("undertaking", "ask"), ("exchange", "differs"), ("plan", "act")):
        assert f'id="note-{thing}"' in pages[name]
    assert len(found(database)) == 5

    people["ana"].answer(notes_kept=False)

    left = "".join(page_of(ada, meeting) for meeting in meetings.values())
    assert not any(gone in left for gone in ("An hour on the quay", "note-differs", "note-card", "note-act"))
    assert len(found(database)) == 1


def found(database: Database) -> list[str]:
    with database.read() as db:
        hits = search_record(db, "quay", reader=Owner(), vectors=Vectors(None), embed=None)
    return [hit.passage_id for hit in hits]


def test_undertaking_when_the_event_is_over_then_staff_and_its_owner_say_what_became_of_it(
    ada: Browser, database: Database, clock: HandClock
) -> None:
    meetings, people = written(database, clock)
    meeting, ben = meetings["undertaking"], phone_of(ada, people["ben"])
    close_event(database, meeting.event_id, now=clock(), ids=op_id)
    day = f"/e/{meeting.event_id}"
    about = {"kind": "undertaking.tell", "undertaking_id": "ask"}

    told = {"became": "changed", "text": "In June.", "due": "2027-06-30", "target_id": "first", "op_id": "op-first"}
    answer = ben.send(f"/s/{meeting.session_id}/acts", page=day, back=day, **about, **told)
    assert answer.status_code == 303 and answer.location == day
    back = f"/sessions/{meeting.session_id}?show=notes"
    told = {"became": "kept", "target_id": "second", "op_id": "op-second"}
    answer = ada.send(f"/desk/sessions/{meeting.session_id}/ops", page=back, back=back, **about, **told)
    assert answer.status_code == 303 and answer.location == back

    assert re.findall(r'data-became="(\w+)"', page_of(ada, meeting)) == ["changed", "kept"]
    mine = ben.open(day).text
    assert 'data-owned="ask"' in mine and 'data-state="kept"' in mine


def test_day_of_somebody_who_was_asked_when_they_decline_then_it_is_gone_from_theirs_and_the_record_never_had_it(
    ada: Browser, database: Database, clock: HandClock
) -> None:
    meeting = Meeting.open(database, clock, "asks and offers")
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    ana.send("undertaking.add", "ask", round_id=meeting.round_ids[0], sort="ask", text="An hour.")
    ana.send("undertaking.propose", "question", undertaking_id="ask", text="Ben")
    day, phone = f"/e/{meeting.event_id}", phone_of(ada, ben)
    assert 'data-asked="ask"' in phone.open(day).text
    before = page_of(ada, meeting)

    sent = {"kind": "undertaking.decline", "target_id": "question", "op_id": "op-decline", "back": day}
    assert phone.send(f"/s/{meeting.session_id}/acts", page=day, **sent).status_code == 303

    assert 'data-asked="ask"' not in phone.open(day).text
    assert before.count("data-undertaking") == page_of(ada, meeting).count("data-undertaking") == 1
    assert "question" not in page_of(ada, meeting)
