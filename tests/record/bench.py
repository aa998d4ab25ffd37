"""A table whose voices are named, merged and given away."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from retreat.consent.gate import Reader, StaffReader
from retreat.consent.operations import record_answers
from retreat.house import House
from retreat.imports.ingest import ingest
from retreat.search.filters import Filters
from retreat.search.passages import Hit, search_record
from retreat.search.vectors import Vectors
from retreat.transcripts.editing.operations import Who
from retreat.transcripts.models import RecordedWord
from retreat.transcripts.reading import read_transcript
from retreat.transcripts.speakers.queries import VoicesView, voices_view
from retreat.transcripts.speakers.state import SeenVoices
from retreat.transcripts.versions.models import TranscriptVersion
from tests.record.scripted_speech import ScriptedSpeech, meaning
from tests.record.sound import wav
from tests.support.meeting import Meeting

TALK = """S1: We were tired at the end of every week and nobody asked how the carers were doing at all.
S2: The waiting list for home care grew longer and the money was gone before the winter had begun.
S1: She wanted to stay in her own house near the river and keep her garden and her cat.
S3: Nobody wrote down what mattered to her, so the next worker began again from nothing.
S2: Housing would not talk to health, and health would not talk to housing, so we carried letters.
"""


STAFF = StaffReader(staff_id="ellen", as_asked=True)


SOUND_YES = {"attend": True, "notes_kept": True, "audio_recorded": True, "machine_transcription": True}


class Table:
    """A transcript and somebody of the team at its bench."""

    def __init__(self, house: House, meeting: Meeting, transcript_id: str) -> None:
        self.house, self.meeting, self.transcript_id = house, meeting, transcript_id

    def bench(self) -> VoicesView:
        with self.house.database.read() as db:
            return voices_view(db, STAFF, db.get_one(TranscriptVersion, self.transcript_id))

    def do(self, act, *what, seen: int | None = None, **more):  # type: ignore[no-untyped-def]
        at = self.bench().seen if seen is None else seen
        bench = SeenVoices(session_id=self.meeting.session_id, transcript_id=self.transcript_id, seen=at)
        who = Who(by="ellen", reader=STAFF, now=self.house.clock(), ids=self.house.ids)
        return self.house.database.write(lambda db: act(db, bench, *what, who, **more))

    def voices(self) -> dict[str | None, str]:
        """Who says what, as the transcript's page has it: by number of turn."""
        return {n: name for n, name, _words in self.page()}

    def page(self) -> list[tuple[int, str | None, str]]:
        with self.house.database.read() as db:
            row = db.get_one(TranscriptVersion, self.transcript_id)
            return [(turn.n, turn.name, turn.text) for turn in read_transcript(db, STAFF, row, 1).turns]

    def found(self, typed: str, reader: Reader = STAFF, **narrowed: str) -> list[Hit]:
        with self.house.database.read() as db:
            filters = Filters(**narrowed)
            return search_record(
                db, typed, reader=reader, vectors=Vectors(None), embed=meaning, filters=filters, limit=5
            )

    def words(self) -> list[tuple[int, str]]:
        with self.house.database.read() as db:
            rows = db.execute(select(RecordedWord.n, RecordedWord.text).order_by(RecordedWord.place)).all()
        return [(n, text) for n, text in rows]

    def answer(self, participant_id: str, **answers: bool) -> None:
        self.house.database.write(
            lambda db: record_answers(
                db,
                participant_id=participant_id,
                answers=answers,
                how="form",
                now=self.house.clock(),
                ids=self.house.ids,
            )
        )


def talk_of(house: House, meeting: Meeting, folder: Path, script: str = TALK, number: str | None = None) -> Table:
    file = folder / f"talk-{house.ids()}.wav"
    file.write_bytes(wav(60.0, level=len(list(folder.iterdir()))))
    added = ingest(house, file, session_id=meeting.session_id, table=number, speech=ScriptedSpeech(script))
    with house.database.read() as db:
        row = db.scalars(select(TranscriptVersion).where(TranscriptVersion.recording_id == added["recording_id"])).one()
    return Table(house, meeting, row.id)
