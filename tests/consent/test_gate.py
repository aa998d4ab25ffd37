"""The gate narrows queries: who reads which words, for every share, reader and answer."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import Column, MetaData, String, Table, insert, select

from retreat.consent import gate
from retreat.consent.operations import record_answers
from retreat.database import Database
from retreat.ids import system_ids
from retreat.people.access import Seat, desk_of_token
from retreat.people.operations import Arrival, facilitator_token, join
from tests.people.make import make_session
from tests.support.clock import HandClock

pytestmark = pytest.mark.both_engines

_words = Table(
    "gate_words",
    MetaData(),
    Column("text", String(80), primary_key=True),
    Column("author", String(64)),
    Column("session", String(64)),
    Column("share", String(16)),
    Column("table", String(64)),
)
NOTES = gate.Gated(author=_words.c.author, session=_words.c.session, share=_words.c.share, table=_words.c.table)
SPEECH = gate.Gated(author=_words.c.author, session=_words.c.session, purpose="machine_transcription")


@dataclass
class Hall:
    """A session with two at table 1, one at table 2, a desk and a screen; and a stranger in another session."""

    ana: Seat
    bea: Seat
    cara: Seat
    desk: Seat
    screen: Seat
    stranger: Seat


@pytest.fixture
def hall(database: Database, clock: HandClock) -> Hall:
    session, other = make_session(database, clock, tables=2), make_session(database, clock)
    _words.metadata.create_all(database.engine)
    yes = {"notes_kept": True, "machine_transcription": True}

    def come_in(letters: str | None, table: int | None) -> Seat:
        return database.write(
            lambda db: join(db, letters, Arrival(table=table, answers=yes), now=clock(), ids=system_ids).seat
        )

    def lead(kind: str) -> Seat:
        return database.write(
            lambda db: desk_of_token(
                db,
                facilitator_token(db, session.id, now=clock(), ids=system_ids, kind=kind),  # type: ignore[arg-type]
            )
        )

    hall = Hall(
        ana=come_in(session.join_pass, 1),
        bea=come_in(session.join_pass, 1),
        cara=come_in(session.join_pass, 2),
        desk=lead("facilitator"),
        screen=lead("screen"),
        stranger=come_in(other.join_pass, None),
    )
    for share in ("me", "facilitators", "table", "everyone"):
        write(database, f"ana {share}", hall.ana, share)
    write(database, "desk everyone", hall.desk, "everyone")
    return hall


def write(database: Database, text: str, who: Seat | None, share: str | None, session: str | None = None) -> None:
    row = {
        "text": text,
        "author": who.id if who else None,
        "session": who.session_id if who else session,
        "share": share,
        "table": who.table_id if who else None,
    }
    database.write(lambda db: db.execute(insert(_words), [row]) and None)


def read(database: Database, reader: gate.Reader, words: gate.Gated = NOTES) -> set[str]:
    with database.read() as db:
        return set(db.scalars(select(_words.c.text).where(gate.may_read(reader, words))))


def test_notes_when_each_reader_looks_then_they_see_what_was_shared_with_them(database: Database, hall: Hall) -> None:
    def seen(seat: Seat) -> set[str]:
        return read(database, gate.SeatReader(seat=seat))

    everyone = {"ana everyone", "desk everyone"}
    assert seen(hall.ana) == everyone | {"ana me", "ana facilitators", "ana table"}
    assert seen(hall.bea) == everyone | {"ana table"}
    assert seen(hall.cara) == seen(hall.screen) == everyone
    assert seen(hall.desk) == everyone | {"ana facilitators", "ana table"}
    assert seen(hall.stranger) == set()
    assert read(database, gate.StaffReader(staff_id="s", as_asked=True)) == everyone | {"ana facilitators", "ana table"}
    assert read(database, gate.Owner()) == everyone | {f"ana {share}" for share in ("me", "facilitators", "table")}


def test_a_change_to_no_when_anyone_looks_then_the_words_are_hidden_from_all(
    database: Database, hall: Hall, clock: HandClock
) -> None:
    def answers(value: bool) -> None:
        database.write(
            lambda db: record_answers(
                db,
                participant_id=hall.ana.id,
                answers={"notes_kept": value},
                how="form",
                now=clock(),
                ids=system_ids,
            )
        )

    before = read(database, gate.Owner())
    answers(False)

    readers = [
        gate.Owner(),
        gate.StaffReader(staff_id="s", as_asked=True),
        *map(_seat, (hall.bea, hall.cara, hall.desk, hall.screen)),
    ]
    assert [read(database, reader) for reader in readers] == [{"desk everyone"}] * 6
    answers(True)
    assert read(database, gate.Owner()) == before


def test_showing_more_people_when_asked_then_only_who_agrees_now_a_desk_and_nobody_may_be_shown(
    database: Database, hall: Hall, clock: HandClock
) -> None:
    def shown() -> set[str]:
        with database.read() as db:
            return set(db.scalars(select(_words.c.text).where(gate.may_be_shown(NOTES))))

    def bea_answers(value: bool) -> None:
        said = {"notes_kept": value}
        database.write(
            lambda db: record_answers(
                db, participant_id=hall.bea.id, answers=said, how="form", now=clock(), ids=system_ids
            )
        )

    write(database, "bea everyone", hall.bea, "everyone")
    write(database, "of nobody", None, "everyone", session=hall.ana.session_id)
    before = shown()
    bea_answers(False)

    assert before - shown() == {"bea everyone"}
    assert {"ana facilitators", "desk everyone", "of nobody"} <= shown()
    bea_answers(True)
    assert shown() == before


def test_speech_when_the_voice_is_unmatched_or_its_owner_said_no_then_staff_and_room_read_by_it(
    database: Database, hall: Hall, clock: HandClock
) -> None:
    write(database, "spoken by somebody", None, None, session=hall.ana.session_id)
    write(database, "spoken by cara", hall.cara, None)
    write(database, "spoken by a stranger", hall.stranger, None)

    def spoken(reader: gate.Reader) -> set[str]:
        return {text for text in read(database, reader, SPEECH) if text.startswith("spoken")}

    def answer(seat: Seat, **said: bool) -> None:
        database.write(
            lambda db: record_answers(db, participant_id=seat.id, answers=said, how="form", now=clock(), ids=system_ids)
        )

    here = {"spoken by somebody", "spoken by cara"}
    assert spoken(gate.StaffReader(staff_id="s", as_asked=True)) == here | {"spoken by a stranger"}
    assert spoken(_seat(hall.desk)) == here
    assert spoken(_seat(hall.screen)) == spoken(_seat(hall.ana)) == set()
    assert spoken(_seat(hall.cara)) == {"spoken by cara"}
    answer(hall.cara, share_partners=True)
    assert spoken(_seat(hall.ana)) == {"spoken by cara"}
    answer(hall.cara, machine_transcription=False)
    assert spoken(_seat(hall.ana)) == set()
    assert spoken(gate.StaffReader(staff_id="s", as_asked=True)) == {"spoken by somebody", "spoken by a stranger"}
    assert spoken(gate.Owner()) == {"spoken by somebody", "spoken by a stranger"}


def test_erased_words_when_anyone_looks_then_they_are_gone_also_for_the_owner(database: Database, hall: Hall) -> None:
    gated = gate.Gated(
        author=_words.c.author,
        session=_words.c.session,
        share=_words.c.share,
        erased=_words.c.text == "ana everyone",
    )

    assert "ana everyone" not in read(database, gate.Owner(), gated) | read(database, _seat(hall.ana), gated)


def _seat(seat: Seat) -> gate.Reader:
    return gate.SeatReader(seat=seat)
