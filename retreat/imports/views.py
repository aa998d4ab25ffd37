"""What a page shows about transcripts that people bring: where one may belong, which wait, which were put aside."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.imports.models import TranscriptImport
from retreat.programme.queries import SessionView
from retreat.recordings.models import PROCESSING, READY, SEALED, SET_ASIDE, AudioRecording
from retreat.transcripts.versions.models import CURRENT, TranscriptVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingWords:
    """A transcript on its way into the record; ``reason`` where it could not be joined to its sound."""

    id: str
    filename: str
    state: str
    saying: str
    transcript_id: str | None
    reason: str | None
    is_held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bringing:
    """What the form and the lists around it need.

    Attributes:
        sounds: Audio recordings that words may belong to: id and label.
        tables: Values and words of the choice of a table.
        held: Those that wait until somebody decides, because part of their talk is left out and they have no times.
        alone: Transcripts without sound: id and file name.
    """

    sounds: tuple[tuple[str, str], ...]
    tables: tuple[tuple[str, str], ...]
    alone: tuple[tuple[str, str], ...]
    held: tuple[WaitingWords, ...]
    waiting: tuple[WaitingWords, ...]
    put_aside: tuple[WaitingWords, ...]


def bringing(db: Session, session: SessionView) -> Bringing:
    """All about the transcripts that people bring to a session."""
    sounds = db.scalars(
        select(AudioRecording)
        .where(AudioRecording.session_id == session.id, AudioRecording.state != SET_ASIDE)
        .order_by(AudioRecording.started_at, AudioRecording.id)
    ).all()
    tables = {table.id: table.name for table in session.tables}
    alone = db.execute(
        select(TranscriptVersion.id, TranscriptVersion.filename)
        .where(
            TranscriptVersion.session_id == session.id,
            TranscriptVersion.state == CURRENT,
            TranscriptVersion.recording_id.is_(None),
            TranscriptVersion.sha256.is_not(None),
        )
        .order_by(TranscriptVersion.created_at, TranscriptVersion.id)
    ).all()
    told = imports_of(db, session.id)
    busy = {one.transcript_id for one in told if one.state in (SEALED, PROCESSING)}
    return Bringing(
        sounds=tuple((row.id, _label(row, tables)) for row in sounds),
        tables=(("", "The whole room"), *tables.items()),
        alone=tuple((row.id, row.filename or "Transcript") for row in alone if row.id not in busy),
        held=tuple(one for one in told if one.is_held),
        waiting=tuple(one for one in told if one.state in (SEALED, PROCESSING) and not one.is_held),
        put_aside=tuple(one for one in told if one.state == SET_ASIDE),
    )


def imports_of(db: Session, session_id: str) -> list[WaitingWords]:
    """The transcripts that people brought to a session, as far as each has come."""
    rows = db.scalars(
        select(TranscriptImport)
        .where(TranscriptImport.session_id == session_id)
        .order_by(TranscriptImport.asked_at, TranscriptImport.id)
    )
    return [
        WaitingWords(
            id=row.id,
            filename=row.filename or "Transcript",
            state=row.state,
            saying=_saying(row),
            transcript_id=row.transcript_id,
            reason=row.reason,
            is_held=row.held_since is not None,
        )
        for row in rows
    ]


def _saying(row: TranscriptImport) -> str:
    if row.held_since is not None:
        return "It is held back until somebody decides."
    if row.state == READY:
        return "The words are here."
    if row.state == SET_ASIDE:
        return row.reason or "It could not be used."
    if row.transcript_id is None:
        return "It is being read." if row.state == PROCESSING else "It will be read as soon as the machine is free."
    if row.stage == "laying":
        return "Its words are being matched to the sound."
    return "You can read its words. They will be joined to their sound once it has been transcribed."


def _label(row: AudioRecording, tables: dict[str, str]) -> str:
    parts = [
        f"{row.started_at.astimezone():%H:%M}",
        tables.get(row.table_id or "", ""),
        row.filename or "",
        "" if row.state == READY else "held back" if row.held_since else "still being transcribed",
    ]
    return " · ".join(part for part in parts if part)
