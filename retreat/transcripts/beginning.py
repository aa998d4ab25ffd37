"""Corrects when a sound began: what was made from it moves with it; words and ids stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from retreat.clock import to_text
from retreat.errors import Conflict, InvalidInput, NotFound
from retreat.programme.models import DialogueSession
from retreat.programme.schemas import SessionView
from retreat.recordings.held.holding import settle
from retreat.recordings.models import FROM_FILE, RECEIVING, SET_ASIDE, AudioRecording
from retreat.recordings.queries import RecordingView, name_of
from retreat.recordings.started import as_read, as_typed, beginning_said, outside
from retreat.recordings.waiting import locked
from retreat.transcripts.erasing.left_out import settle_left_out
from retreat.transcripts.listeners import listeners
from retreat.transcripts.versions.models import TranscriptVersion

_MEANWHILE = "Somebody else has changed when this audio recording began. Please look at it again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Began:
    """The start of one audio recording, as the page shows it.

    Attributes:
        typed: For the form's field, to the second.
        seen: The exact moment, so that two people do not overwrite each other.
        told: How it is outside the session; None if it is not.
        is_assumed: Whether nobody has said when it began.
    """

    id: str
    name: str
    read: str
    typed: str
    seen: str
    told: str | None
    is_assumed: bool = False


def is_assumed(session: SessionView, one: RecordingView) -> bool:
    """Whether nobody has said when a file began, so that it lies at the opening of its session."""
    opened = session.opened_at
    return one.origin == FROM_FILE and opened is not None and as_typed(one.started_at) == as_typed(opened)


def beginnings(session: SessionView, sounds: Sequence[RecordingView]) -> list[Began]:
    """When each audio recording of a session began; those still arriving are placed by their device."""
    return [
        Began(
            id=one.id,
            name=name_of(session, one),
            read=as_read(one.started_at),
            typed=as_typed(one.started_at),
            seen=to_text(one.started_at),
            told=outside(one.started_at, opened=session.opened_at, ended=session.ended_at),
            is_assumed=is_assumed(session, one),
        )
        for one in sounds
        if one.state not in (RECEIVING, SET_ASIDE)
    ]


def move_beginning(
    db: Session, session_id: str, recording_id: str, *, typed: str | None, seen: str | None, now: datetime
) -> str:
    """Correct when an audio recording began.

    Args:
        typed: As in ``beginning_said``.
        seen: The earlier value, as the page showed it; None is not compared.
    Returns:
        A sentence about its new place.
    Raises:
        InvalidInput: It is not a time, or is in the future.
        Conflict: It is still arriving, or somebody else was quicker.
    """
    began = beginning_said(typed, now=now)
    if began is None:
        raise InvalidInput("Please say when the audio recording began.", code="no_moment", fields={"began": "is empty"})
    row = locked(db, recording_id)
    if row.session_id != session_id:
        raise NotFound()
    if row.state == RECEIVING:
        raise Conflict(
            "This audio recording is still arriving. You can change its start once all of it has arrived.",
            code="still_arriving",
        )
    if seen is not None and seen != to_text(row.started_at):
        raise Conflict(_MEANWHILE, code="moved_meanwhile")
    if as_typed(began) != as_typed(row.started_at) or began.microsecond:
        # The field only has seconds: sent back unchanged, it must not cut off the milliseconds.
        row.started_at = began
        settle(db, session_id, now)
    follow_beginning(db, recording_id)
    session = db.get_one(DialogueSession, session_id)
    told = outside(row.started_at, opened=session.opened_at, ended=session.ended_at)
    return f"It began on {as_read(row.started_at)}{', ' + told if told else ''}. The notes have moved to match."


def follow_beginning(db: Session, recording_id: str) -> None:
    """Move everything made from an audio recording to its new start; harmless if repeated."""
    db.flush()
    began = db.scalar(select(AudioRecording.started_at).where(AudioRecording.id == recording_id))
    if began is None:
        raise NotFound()
    made = TranscriptVersion.recording_id == recording_id
    db.execute(update(TranscriptVersion).where(made).values(started_at=began))
    transcripts = db.scalars(select(TranscriptVersion.id).where(made)).all()
    for listener in listeners():
        listener.beginning_moved(db, transcripts)
    for transcript_id in transcripts:
        settle_left_out(db, transcript_id)
