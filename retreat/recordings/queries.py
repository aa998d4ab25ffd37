"""Reads about audio recordings: how far one has come, what is missing, what a session has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.errors import NotFound
from retreat.programme.queries import programme_of_session
from retreat.programme.schemas import SessionView
from retreat.recordings.limits import believed_s
from retreat.recordings.models import FROM_FILE, SEALED, AudioChunk, AudioRecording
from retreat.recordings.ports import is_held_back


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingView:
    """The current state of an audio recording. ``missing``: inclusive ranges of piece numbers."""

    id: str
    session_id: str
    table_id: str | None
    filename: str | None
    mime: str
    origin: str
    state: str
    stage: str | None
    progress: float
    received: int
    missing: tuple[tuple[int, int], ...]
    duration_s: float | None
    started_at: datetime
    size_bytes: int
    sha256: str | None
    exact: bool
    playable: bool
    reason: str | None
    partial: str | None
    has_failed: bool
    hold: str | None
    held_since: datetime | None = None
    deleted_at: datetime | None = None

    @property
    def is_held(self) -> bool:
        """Whether it waits, unheard, for everybody at its table to agree."""
        return self.held_since is not None and self.deleted_at is None

    def to_wire(self) -> dict[str, Any]:
        """As ``GET /api/recordings/<id>`` tells it."""
        return {
            "state": self.state,
            "stage": self.stage,
            "progress": round(self.progress, 3),
            "received": self.received,
            "missing": [list(span) for span in self.missing],
            "duration_s": self.duration_s,
            "reason": self.reason,
            "held_back": self.is_held,
        }


def recording_view(db: Session, recording_id: str) -> RecordingView:
    """One audio recording.

    Raises:
        NotFound: There is none by this id.
    """
    row = db.get(AudioRecording, recording_id, populate_existing=True)
    if row is None:
        raise NotFound()
    numbers = db.scalars(
        select(AudioChunk.n).where(AudioChunk.recording_id == recording_id).order_by(AudioChunk.n)
    ).all()
    return _view(db, row, numbers)


def programme_of_recording(db: Session, recording_id: str) -> str | None:
    """The programme that an audio recording belongs to."""
    session_id = db.scalar(select(AudioRecording.session_id).where(AudioRecording.id == recording_id))
    return None if session_id is None else programme_of_session(db, session_id)


def recordings_of(db: Session, session_id: str) -> list[RecordingView]:
    """A session's audio recordings in the order in which they began."""
    rows = db.scalars(
        select(AudioRecording)
        .where(AudioRecording.session_id == session_id)
        .order_by(AudioRecording.started_at, AudioRecording.id)
    ).all()
    pieces: dict[str, list[int]] = {row.id: [] for row in rows}
    found = db.execute(
        select(AudioChunk.recording_id, AudioChunk.n)
        .where(AudioChunk.recording_id.in_(pieces))
        .order_by(AudioChunk.recording_id, AudioChunk.n)
    ).all()
    for recording_id, n in found:
        pieces[recording_id].append(n)
    return [_view(db, row, pieces[row.id]) for row in rows]


def name_of(session: SessionView, one: RecordingView) -> str:
    """A name for an audio recording: its table, or its file."""
    names = {table.id: table.name for table in session.tables}
    return names.get(one.table_id or "", one.filename or "The room")


def same_file(db: Session, session_id: str, *, sha256: str, table_id: str | None) -> str | None:
    """The audio recording that already has exactly these bytes for this table."""
    return db.scalars(
        select(AudioRecording.id).where(
            AudioRecording.session_id == session_id,
            AudioRecording.sha256 == sha256,
            AudioRecording.table_id == table_id if table_id else AudioRecording.table_id.is_(None),
            AudioRecording.origin == FROM_FILE,
            AudioRecording.deleted_at.is_(None),
        )
    ).first()


def missing_of(numbers: Sequence[int], chunks: int | None) -> tuple[tuple[int, int], ...]:
    """The gaps between the numbers that are here, as inclusive ranges; up to the seal where there is one."""
    end = chunks if chunks is not None else (numbers[-1] + 1 if numbers else 0)
    gaps: list[tuple[int, int]] = []
    expected = 0
    for n in [*numbers, end]:
        if n > expected:
            gaps.append((expected, n - 1))
        expected = n + 1
    return tuple(gaps)


def _view(db: Session, row: AudioRecording, numbers: Sequence[int]) -> RecordingView:
    return RecordingView(
        id=row.id,
        session_id=row.session_id,
        table_id=row.table_id,
        filename=row.filename,
        mime=row.mime,
        origin=row.origin,
        state=row.state,
        stage=row.stage,
        progress=row.progress,
        received=len(numbers),
        missing=missing_of(numbers, row.chunks),
        duration_s=None if row.duration_s is None else believed_s(row.duration_s),
        started_at=row.started_at,
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        exact=row.exact,
        playable=row.playable,
        reason=row.reason,
        # Sound that is being transcribed again may hold words of somebody who has since said no.
        partial=row.partial if row.partial and not is_held_back(db, row.id) else None,
        has_failed=row.state == SEALED and row.failures > 0,
        hold=row.hold,
        held_since=row.held_since,
        deleted_at=row.deleted_at,
    )
