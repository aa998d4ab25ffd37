"""Another transcript of a talk: brought as a file, or heard from the same sound once more."""

from __future__ import annotations

import threading
from pathlib import Path

from sqlalchemy import select

from retreat.imports.ingest import ingest
from retreat.recordings.operations import try_again
from retreat.speech.work.worker import Worker
from retreat.transcripts.versions.models import CURRENT, TranscriptVersion
from tests.record.bench import TALK, Table
from tests.record.scripted_speech import ScriptedSpeech

NAMED = TALK.replace("S1:", "Ana Ferreira:").replace("S2:", "Benedikt:").replace("S3:", "Cleo:")
# As somebody typed it who heard other words here and there, and wrote nobody's name.
PLAIN = (
    " ".join(line.split(": ", 1)[1] for line in TALK.splitlines())
    .replace("carers were doing", "carers were truly doing")
    .replace("at all.", "at all, at all.")
    .replace("near the river", "by the river")
)


def sound_of(table: Table) -> str:
    with table.house.database.read() as db:
        recording_id = db.get_one(TranscriptVersion, table.transcript_id).recording_id
    assert recording_id
    return recording_id


def bring(table: Table, folder: Path, text: str, *, joined: bool) -> Table:
    """Somebody brings the words of the talk as a file; the transcript that is made of it."""
    file = folder / "minutes.txt"
    file.write_text(text, "utf-8")
    sound = sound_of(table) if joined else None
    added = ingest(
        table.house,
        file,
        session_id=table.meeting.session_id,
        table=None,
        speech=ScriptedSpeech(TALK),
        sound=sound,
    )
    return Table(table.house, table.meeting, str(added["transcript_id"]))


def hear_again(table: Table, script: str = TALK) -> Table:
    recording_id = sound_of(table)
    table.house.database.write(lambda db: try_again(db, recording_id, wake=lambda _id: None))
    assert Worker(table.house, ScriptedSpeech(script), threading.Event()).work_on(recording_id)
    (now,) = [row for row in current(table) if row.recording_id == recording_id]
    return Table(table.house, table.meeting, now.id)


def current(table: Table) -> list[TranscriptVersion]:
    with table.house.database.read() as db:
        return list(db.scalars(select(TranscriptVersion).where(TranscriptVersion.state == CURRENT)))
