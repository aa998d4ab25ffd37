"""A passage of several voices: who finds it, and what of it they are shown. On both engines."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from retreat.consent.gate import Owner, Reader, StaffReader
from retreat.house import House
from retreat.people.members import make_member
from retreat.people.models import Staff
from retreat.programme.queries import programme_of_session
from retreat.search.models import Passage, PassageVoice
from retreat.transcripts.listeners import words_changed
from retreat.transcripts.models import RecordedWord
from retreat.transcripts.speakers import operations as acts
from tests.record.bench import SOUND_YES, STAFF, Table, talk_of
from tests.support.meeting import Meeting

pytestmark = pytest.mark.both_engines

SHARING = {**SOUND_YES, "share_partners": True}


@pytest.fixture
def table(house: House, meeting: Meeting, tmp_path: Path) -> Table:
    """Three voices in one passage."""
    return talk_of(house, meeting, tmp_path)


@pytest.fixture
def partner(table: Table, meeting: Meeting) -> StaffReader:
    """Somebody of a partner in this programme."""

    def take_in(db: Session) -> None:
        at = datetime(2026, 11, 23, tzinfo=UTC)
        db.add(Staff(id="gil", name="Gil", email="g@x", password_hash="-", role="researcher", created_at=at))
        db.flush()
        make_member(db, programme_of_session(db, meeting.session_id) or "", "gil", "partner", now=at)

    table.house.database.write(take_in)
    return StaffReader(staff_id="gil")


def match(table: Table, meeting: Meeting, label: str, consents: dict[str, bool]) -> str:
    person = meeting.join(f"Person {label}", consents=consents).seat.id
    table.do(acts.match_voice, label, person)
    return person


def voices(table: Table) -> list[tuple[str | None, str | None]]:
    with table.house.database.read() as db:
        its = select(PassageVoice.label, PassageVoice.participant_id).order_by(PassageVoice.number, PassageVoice.place)
        return list(db.execute(its).tuples())


def test_a_passage_of_three_when_a_partner_searches_then_all_three_must_have_agreed(
    table: Table, meeting: Meeting, partner: StaffReader
) -> None:
    """Seen red: a passage of several people was nobody's, so partners never found any."""
    match(table, meeting, "S1", SHARING)
    match(table, meeting, "S2", SHARING)
    assert table.found("garden", partner) == [], "nobody knows whose the third voice is"

    third = match(table, meeting, "S3", SHARING)

    assert len(table.found("garden", partner)) == 1 == len(table.found("garden"))
    table.answer(third, share_partners=False)
    assert table.found("garden", partner) == [] and len(table.found("garden")) == 1


def test_a_passage_when_its_voices_become_known_then_each_stands_there_once(table: Table, meeting: Meeting) -> None:
    assert voices(table) == [("S1", None), ("S2", None), ("S3", None)]

    ana = match(table, meeting, "S1", SOUND_YES)

    assert voices(table) == [("S1", ana), ("S2", None), ("S3", None)]
    with table.house.database.read() as db:
        assert set(db.scalars(select(Passage.participant_id))) == {None}
    table.do(acts.merge_voices, "S3", "S2")
    assert voices(table) == [("S1", ana), ("S2", None)]


def test_a_word_that_is_somebodys_by_itself_when_a_partner_searches_then_they_are_asked_too(
    table: Table, meeting: Meeting, partner: StaffReader
) -> None:
    """Seen red with a gate that asked voices alone."""
    people = [match(table, meeting, label, SHARING) for label in ("S1", "S2", "S3")]
    eve = meeting.join("Eve", consents=SOUND_YES).seat.id

    def give(db: Session, person: str) -> None:
        word = RecordedWord.transcript_id == table.transcript_id, RecordedWord.n == 3
        db.execute(update(RecordedWord).where(*word).values(said_by=person))
        words_changed(db, table.transcript_id, [3])

    table.house.database.write(lambda db: give(db, people[0]))
    assert len(voices(table)) == 3 and len(table.found("garden", partner)) == 1

    table.house.database.write(lambda db: give(db, eve))

    assert voices(table)[1] == (None, eve) and table.found("garden", partner) == []
    assert len(table.found("garden")) == 1


@pytest.mark.parametrize("reader", [STAFF, Owner()])
def test_a_passage_of_which_all_said_no_when_anything_else_is_asked_for_then_it_is_not_found(
    table: Table, meeting: Meeting, reader: Reader
) -> None:
    people = [match(table, meeting, label, SOUND_YES) for label in ("S1", "S2", "S3")]
    assert len(table.found("NOT lighthouse", reader)) == 1

    for person in people[:2]:
        table.answer(person, audio_recorded=False)
    assert len(table.found("NOT lighthouse", reader)) == 1
    table.answer(people[2], audio_recorded=False)

    assert table.found("NOT lighthouse", reader) == []


def test_a_text_that_stands_too_long_when_found_then_no_withheld_word_of_it_is_shown(
    table: Table, meeting: Meeting
) -> None:
    """Seen red: the passage's own text was shown as it stood."""
    (before,) = table.found("waiting list")
    ana = match(table, meeting, "S1", SOUND_YES)
    table.answer(ana, machine_transcription=False)
    table.house.database.write(lambda db: db.execute(update(Passage).values(text=before.text)))

    (hit,) = table.found("waiting list")

    assert "garden" in before.text and "garden" not in hit.text and "waiting list" in hit.text
    assert len(hit.speakers) == 2
