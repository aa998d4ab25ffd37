"""A talk that people correct, turn by turn."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from retreat.consent.gate import StaffReader
from retreat.house import House
from retreat.ids import system_ids
from retreat.search.passages import search_record
from retreat.search.vectors import known_vectors
from retreat.transcripts.editing.held import hold_turn, transcript_of_session
from retreat.transcripts.editing.operations import Typed, Who, restore_turn, type_turn
from retreat.transcripts.editing.reviewing import review_turn
from retreat.transcripts.editing.revisions import history_of
from retreat.transcripts.models import RecordedTurn, RecordedWord
from retreat.transcripts.reading import read_transcript
from retreat.transcripts.sight import sight_of
from retreat.transcripts.versions.models import TranscriptVersion
from tests.record.scripted_speech import ScriptedSpeech
from tests.support.meeting import Meeting
from tests.support.rooms import hear

READER = StaffReader(staff_id="ada", as_asked=True)


class Talk:
    """A transcript that people correct."""

    def __init__(self, house: House, session_id: str, transcript_id: str) -> None:
        self.house = house
        self.session_id = session_id
        self.id = transcript_id

    def who(self, name: str = "ada") -> Who:
        return Who(by=name, reader=READER, now=self.house.clock(), ids=system_ids)

    def type(self, turn: int, text: str, *, version: int | None = None, **more):  # type: ignore[no-untyped-def]
        """Let a turn read so; its version afterwards."""
        typed = Typed(
            session_id=self.session_id,
            transcript_id=self.id,
            turn=turn,
            version=self.turn(turn).version if version is None else version,
            text=text,
            **more,
        )
        return self.house.database.write(lambda db: type_turn(db, typed, self.who()).turn.version)

    def restore(self, turn: int, number: int) -> None:
        version = self.turn(turn).version
        self.house.database.write(
            lambda db: restore_turn(
                db, self.session_id, self.id, turn, version=version, number=number, who=self.who("ben")
            )
        )

    def review(self, turn: int, state: str) -> None:
        version = self.turn(turn).version
        self.house.database.write(
            lambda db: review_turn(db, self.session_id, self.id, turn, version=version, state=state, who=self.who())
        )

    def turn(self, n: int) -> RecordedTurn:
        with self.house.database.read() as db:
            return db.get_one(RecordedTurn, (self.id, n))

    def words(self, turn: int) -> list[RecordedWord]:
        """As they are read."""
        return [row for row in self.rows(turn) if not row.removed]

    def rows(self, turn: int) -> list[RecordedWord]:
        with self.house.database.read() as db:
            of = RecordedWord.transcript_id == self.id, RecordedWord.turn == turn
            return list(db.scalars(select(RecordedWord).where(*of).order_by(RecordedWord.place)))

    def text(self, turn: int) -> str:
        return " ".join(word.text for word in self.words(turn))

    def page(self) -> list[str]:
        """Every turn on the page as it reads."""
        with self.house.database.read() as db:
            row = db.get_one(TranscriptVersion, self.id)
            return [turn.text for turn in read_transcript(db, READER, row, 1).turns]

    def hits(self, query: str) -> list[str]:
        """The passages found for some words."""
        vectors = known_vectors(self.house.settings.data)
        with self.house.database.read() as db:
            return [hit.text for hit in search_record(db, query, reader=READER, vectors=vectors, embed=None)]

    def history(self, turn: int):  # type: ignore[no-untyped-def]
        with self.house.database.read() as db:
            transcript = transcript_of_session(db, self.session_id, self.id)
            return history_of(db, hold_turn(db, READER, transcript, turn).turn, sight_of(db, READER, self.id))


@pytest.fixture
def talk(house: House, meeting: Meeting, speech: ScriptedSpeech, tmp_path: Path) -> Talk:
    """Five turns about carers."""
    return Talk(house, meeting.session_id, hear(house, meeting, tmp_path, speech).transcript_id)


FIRST = "We were tired at the end of every week and nobody asked how the carers were doing at all."
