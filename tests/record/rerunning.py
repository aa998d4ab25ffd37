"""A desk at which somebody asks for a transcript to be heard again."""

from __future__ import annotations

import threading
from typing import Any

from sqlalchemy import select

from retreat.consent.gate import StaffReader
from retreat.house import House
from retreat.speech.again import operations as rerun
from retreat.speech.work.worker import Worker
from retreat.transcripts.editing.operations import Typed, Who, type_turn
from retreat.transcripts.editing.reviewing import review_turns
from retreat.transcripts.models import RecordedTurn, RecordedWord
from retreat.transcripts.reading import read_transcript
from retreat.transcripts.versions.models import SpeechRerun, TranscriptVersion
from tests.record.scripted_speech import TALK, ScriptedSpeech
from tests.record.working import waiting
from tests.support.meeting import Meeting

# As TALK, but the machine hears the second and the third turn otherwise.
OTHERWISE = TALK.replace("the money was gone", "the honey was gone").replace("near the river", "by the wide river")


class Desk:
    """A transcript, people who change it, and a machine that hears it again."""

    def __init__(self, house: House, meeting: Meeting) -> None:
        self.house, self.meeting = house, meeting
        self.recording_id = waiting(house, meeting, 60.0)
        self.work(ScriptedSpeech(TALK))
        with house.database.read() as db:
            self.id = db.scalars(select(TranscriptVersion.id)).one()
        self.who = Who(by="ada", reader=StaffReader(staff_id="ada", as_asked=True), now=house.clock(), ids=house.ids)

    def work(self, speech: ScriptedSpeech) -> Worker:
        worker = Worker(self.house, speech, threading.Event())
        assert worker.work_next()
        return worker

    def ask(self, kind: str = "words", span: tuple[int, int] | None = None, **options: Any) -> str:
        asked = rerun.Asked(
            session_id=self.meeting.session_id,
            transcript_id=self.id,
            kind=kind,
            start_ms=span[0] if span else None,
            end_ms=span[1] if span else None,
            options=options,
            by="ada",
        )
        house = self.house
        return house.database.write(
            lambda db: rerun.ask(db, asked, now=house.clock(), ids=house.ids, wake=lambda _id: None)
        )

    def type(self, n: int, text: str, *, version: int | None = None) -> None:
        typed = Typed(
            session_id=self.meeting.session_id,
            transcript_id=self.id,
            turn=n,
            version=self.turn(n).version if version is None else version,
            text=text,
        )
        self.house.database.write(lambda db: type_turn(db, typed, self.who))

    def approve(self, n: int) -> None:
        seen = {n: self.turn(n).version}
        self.house.database.write(
            lambda db: review_turns(db, self.meeting.session_id, self.id, seen, state="approved", who=self.who)
        )

    def take_back(self, job: str) -> None:
        house = self.house
        house.database.write(
            lambda db: rerun.take_back(db, self.meeting.session_id, job, now=house.clock(), wake=lambda _id: None)
        )

    def heard_by(self) -> str:
        """Which models the record's page says wrote this."""
        with self.house.database.read() as db:
            return read_transcript(db, self.who.reader, db.get_one(TranscriptVersion, self.id), 1).model

    def turn(self, n: int) -> RecordedTurn:
        with self.house.database.read() as db:
            return db.get_one(RecordedTurn, (self.id, n))

    def rows(self, n: int) -> list[RecordedWord]:
        with self.house.database.read() as db:
            return list(
                db.scalars(
                    select(RecordedWord)
                    .where(RecordedWord.transcript_id == self.id, RecordedWord.turn == n)
                    .order_by(RecordedWord.place)
                )
            )

    def text(self, n: int) -> str:
        words = " ".join(row.text for row in self.rows(n) if not row.removed)
        assert self.turn(n).text == words
        return words

    def job(self, job: str) -> SpeechRerun:
        with self.house.database.read() as db:
            return db.get_one(SpeechRerun, job)

    def texts(self) -> list[str]:
        return [self.text(n) for n in range(5)]


def performed(house: House, meeting: Meeting, transcript_id: str, kind: str, speech: ScriptedSpeech) -> None:
    """Somebody asks for a stage again, and the machine does it."""
    asked = rerun.Asked(
        session_id=meeting.session_id,
        transcript_id=transcript_id,
        kind=kind,
        start_ms=None,
        end_ms=None,
        options={},
        by="ellen",
    )
    job = house.database.write(lambda db: rerun.ask(db, asked, now=house.clock(), ids=house.ids, wake=lambda _id: None))
    assert Worker(house, speech, threading.Event()).work_on(job)
