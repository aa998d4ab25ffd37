"""Rebuilding passages: simultaneous changes to a transcript wait, so that nothing is lost in search."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from retreat.consent.gate import StaffReader
from retreat.consent.operations import record_answers
from retreat.house import House
from retreat.ids import system_ids
from retreat.search.models import Passage
from retreat.transcripts.editing.operations import Typed, Who, type_turn
from retreat.transcripts.models import RecordedSpeaker
from retreat.transcripts.versions.models import CURRENT, TranscriptVersion
from tests.record.scripted_speech import ScriptedSpeech
from tests.record.working import waiting, work
from tests.support.meeting import Meeting
from tests.support.server import until

pytestmark = pytest.mark.both_engines

_WAITING = text("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()")


def transcript_of(house: House, recording_id: str) -> str:
    with house.database.read() as db:
        return db.scalars(
            select(TranscriptVersion.id).where(
                TranscriptVersion.recording_id == recording_id, TranscriptVersion.state == CURRENT
            )
        ).one()


def passages(house: House) -> str:
    with house.database.read() as db:
        return " ".join(db.scalars(select(Passage.text).where(Passage.state == CURRENT).order_by(Passage.position)))


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_somebody_who_says_no_when_a_turn_is_being_corrected_then_the_correction_is_found_and_their_words_are_not(
    house: House, meeting: Meeting, speech: ScriptedSpeech
) -> None:
    agreed = dict.fromkeys(("attend", "notes_kept", "audio_recorded", "machine_transcription"), True)
    recording_id, ana = waiting(house, meeting), meeting.join("Ana", consents=agreed).seat.participant_id
    work(house, speech, recording_id)
    transcript_id = transcript_of(house, recording_id)
    of_ana = update(RecordedSpeaker).where(RecordedSpeaker.label == "Ana").values(participant_id=ana)
    house.database.write(lambda db: db.execute(of_ana))
    typed = Typed(
        session_id=meeting.session_id,
        transcript_id=transcript_id,
        turn=1,
        version=0,
        text="The waiting list for lighthouses grew longer.",
    )

    def say_no() -> None:
        house.database.write(
            lambda db: record_answers(
                db,
                participant_id=ana,
                answers={"audio_recorded": False},
                how="form",
                now=house.clock(),
                ids=system_ids,
            )
        )

    def waits_for_us() -> bool:
        with house.database.read() as db:
            return bool(db.scalar(_WAITING))

    answering = threading.Thread(target=say_no)
    with Session(house.database.engine) as db, db.begin():
        who = Who(by="ada", reader=StaffReader(staff_id="ada", as_asked=True), now=house.clock(), ids=system_ids)
        type_turn(db, typed, who)
        db.flush()
        answering.start()
        until(waits_for_us)
    answering.join(20)

    found = passages(house)
    assert "lighthouses" in found, "the correction was overwritten by what stood before it"
    assert "carers" not in found and "garden" not in found
