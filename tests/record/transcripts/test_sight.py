"""Who may see which words of a talk: by the voice that said each, for whoever reads, for whatever it is to be used."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.gate import Owner, Reader, SeatReader, StaffReader
from retreat.consent.purposes import Use
from retreat.house import House
from retreat.people.members import make_member
from retreat.people.models import Staff
from retreat.programme.queries import programme_of_session
from retreat.transcripts.models import RecordedTurn, RecordedWord
from retreat.transcripts.sight import in_sight, out_of_sight, sight_of
from retreat.transcripts.speakers import operations as acts
from tests.record.bench import SOUND_YES, STAFF, Table, talk_of
from tests.support.meeting import Meeting

pytestmark = pytest.mark.both_engines


@pytest.fixture
def table(house: House, meeting: Meeting, tmp_path: Path) -> Table:
    """A talk of three voices."""
    return talk_of(house, meeting, tmp_path)


def member(table: Table, role: str | None) -> StaffReader:
    """Gil, who has this role in the programme of the talk."""

    def take_in(db: Session) -> None:
        at = datetime(2026, 11, 23, tzinfo=UTC)
        db.add(Staff(id="gil", name="Gil", email="g@x", password_hash="-", role="researcher", created_at=at))
        db.flush()
        programme_id = programme_of_session(db, table.meeting.session_id)
        if role is not None and programme_id is not None:
            make_member(db, programme_id, "gil", role, now=at)

    table.house.database.write(take_in)
    return StaffReader(staff_id="gil")


def seen(table: Table, reader: Reader, use: Use = "read") -> str:
    """The voices of which every word is in sight; the words of the others are out of it."""
    with table.house.database.read() as db:
        sight = sight_of(db, reader, table.transcript_id, use)
        spoken = select(RecordedTurn.speaker).join(
            RecordedWord,
            (RecordedWord.transcript_id == RecordedTurn.transcript_id) & (RecordedWord.turn == RecordedTurn.n),
        )
        shown = set(db.scalars(spoken.where(in_sight(sight))))
        hidden = set(db.scalars(spoken.where(out_of_sight(sight))))
    assert not shown & hidden and shown | hidden == {"S1", "S2", "S3"}
    return " ".join(sorted(str(label) for label in shown))


@pytest.mark.parametrize(
    "role,sees", [("researcher", "S1 S2 S3"), ("reader", "S1 S2 S3"), ("partner", "S1"), (None, "")]
)
def test_a_talk_of_several_when_one_agreed_to_share_then_a_partner_sees_that_voice_alone(
    table: Table, meeting: Meeting, role: str | None, sees: str
) -> None:
    ana = meeting.join("Ana", consents=SOUND_YES | {"share_partners": True})
    ben = meeting.join("Ben", consents=SOUND_YES)
    table.do(acts.match_voice, "S1", ana.seat.id)
    table.do(acts.match_voice, "S2", ben.seat.id)

    assert seen(table, member(table, role)) == sees


def test_a_voice_when_its_person_says_no_to_one_question_then_nobody_sees_it(table: Table, meeting: Meeting) -> None:
    ana = meeting.join("Ana", consents=SOUND_YES | {"share_partners": True})
    table.do(acts.match_voice, "S1", ana.seat.id)

    table.answer(ana.seat.id, audio_recorded=False)

    assert {seen(table, reader) for reader in (Owner(), STAFF)} == {"S2 S3"}
    assert {seen(table, reader) for reader in (member(table, "partner"), SeatReader(seat=ana.seat))} == {""}


def test_a_use_beyond_reading_when_asked_for_then_only_the_words_of_who_agreed_to_it(
    table: Table, meeting: Meeting
) -> None:
    ana = meeting.join("Ana", consents=SOUND_YES | {"quotes": "role", "teaching": False})
    ben = meeting.join("Ben", consents=SOUND_YES | {"quotes": "none", "public_outputs": True})
    table.do(acts.match_voice, "S1", ana.seat.id)
    table.do(acts.match_voice, "S2", ben.seat.id)

    asked: tuple[Use, ...] = ("read", "quote", "publish", "teach", "archive", "share")
    assert [seen(table, STAFF, use) for use in asked] == ["S1 S2 S3", "S1", "", "", "", ""]
    table.answer(ben.seat.id, quotes="role")
    assert [seen(table, STAFF, use) for use in asked] == ["S1 S2 S3", "S1 S2", "S2", "", "", ""]
