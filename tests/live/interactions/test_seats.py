"""Speaking as somebody else: a note tells its seat to all who read it, and old steps of positions keep theirs."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from facilitation.interactions.position.showing import on_the_plain_page
from facilitation.phone_view import phone_view
from retreat.consent.gate import Owner
from retreat.database import Database
from retreat.log.written import notes_of
from retreat.programme.models import Round
from retreat.programme.steps import Step, seat_ids, seat_named, step_of
from tests.support.clock import HandClock
from tests.support.meeting import Meeting
from tests.support.planning import activity_of

SEATS = ("a commissioner", "my sector")
WORN = Step(
    title="Everyone",
    prompts=("What now?",),
    note_kinds=("note",),
    shares=("me", "facilitators", "table", "everyone"),
    speaking_as=SEATS,
)


def meeting_of(database: Database, clock: HandClock) -> Meeting:
    """A session whose one step has two seats."""
    return Meeting.open(database, clock, activity_of(WORN), tables=2)


@pytest.mark.both_engines
def test_note_when_written_from_a_seat_then_its_readers_are_told_also_when_it_is_opened_or_revealed(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana, ben = meeting.join("Ana"), meeting.join("Ben")

    at_once = ana.note("one", share="everyone", seat="seat-1")
    opened = ana.note("two", share="me", seat="seat-2")
    handed = ana.note("three", share="facilitators", seat="seat-2")
    own = ana.note("four", share="everyone", seat=None)
    assert meeting.leader.board()["notes"][handed]["seat"] == "seat-2"
    ana.send("note.share", opened, share="everyone")
    meeting.leader.send("notes.reveal", meeting.session_id, note_ids=[handed])

    wanted = {at_once: "seat-1", opened: "seat-2", handed: "seat-2", own: None}
    for person in (ana, ben, meeting.leader):
        assert {key: note["seat"] for key, note in person.board()["notes"].items()} == wanted
    with database.read() as db:
        read = {note.id: note.seat for note in notes_of(db, Owner(), meeting.session_id)}
    assert read == {key: seat_named(SEATS, seat) for key, seat in wanted.items()}


@pytest.mark.parametrize("seat", ["seat-3", "seat-0", "card-1"])
def test_note_when_the_step_has_no_such_seat_then_refused(database: Database, clock: HandClock, seat: str) -> None:
    meeting = meeting_of(database, clock)

    answer = meeting.join("Ana").send("note.add", prompt_id=meeting.prompt_ids[0], text="x", seat=seat)

    assert answer["code"] == "not_permitted"


def test_plain_page_when_a_step_has_seats_then_they_are_offered_and_told_with_notes(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana = meeting.join("Ana")
    worn, own = ana.note("one", share="everyone", seat="seat-1"), ana.note("two", share="everyone")

    mine = phone_view(ana.board(), {worn, own}, at_table=False)
    others = phone_view(ana.board(), set(), at_table=False)

    assert mine.questions[0].seats == tuple(zip(seat_ids(SEATS), SEATS, strict=True))
    assert {note.id: note.writer and SEATS[0] in note.writer for note in mine.own} == {worn: True, own: None}
    assert {note.id: bool(note.writer and SEATS[0] in note.writer) for note in others.others} == {
        worn: True,
        own: False,
    }


OLD = {
    "title": "Before",
    "interaction": "position",
    "prompts": ["Where?"],
    "options": {"cards": ["Tea"], "ends": ["No", "Yes"], "seats": ["who pays", "who is paid"], "moments": ["before"]},
}


@pytest.mark.both_engines
def test_step_of_positions_when_kept_with_its_seats_among_the_options_then_they_are_the_steps(
    database: Database, clock: HandClock
) -> None:
    assert step_of(OLD).speaking_as == ("who pays", "who is paid")
    assert step_of(step_of(OLD).as_json()) == step_of(OLD)
    meeting = Meeting.open(database, clock, "where we stand")

    def as_before(db: object) -> None:
        row = db.scalars(select(Round).where(Round.id == meeting.round_ids[0])).one()  # type: ignore[attr-defined]
        row.step = OLD

    database.write(as_before)
    ana = meeting.join("Ana")
    meeting.leader.send("round.close", meeting.round_ids[0])
    meeting.leader.send("round.open", meeting.round_ids[0])

    assert "seq" in ana.send("position.set", "worn", scale_id="card-1", value=50, seat="seat-2")
    assert ana.send("position.set", "none", scale_id="card-1", value=50, seat="seat-3")["code"] == "not_permitted"
    shown = ana.board()["rounds"][meeting.round_ids[0]]
    assert shown["speaking_as"] == ["who pays", "who is paid"] and "seats" not in shown["options"]


def test_round_of_an_old_log_when_shown_without_scripts_then_its_seats_are_there() -> None:
    plain = on_the_plain_page({"positions": {}}, {"id": "r", **OLD}, ())

    assert [form["as"] for form in plain["cards"][0]["forms"]] == [None, "who pays", "who is paid"]
