"""Stores a transcript: words, turns and what is made from them, in small transactions; it can be resumed.

Every write that works on an audio recording carries its attempt; a late one is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from retreat.clock import Clock
from retreat.database import Database
from retreat.ids import Ids
from retreat.jobs.leases import let_go, write_as
from retreat.recordings.models import READY, AudioRecording
from retreat.transcripts.beginning import follow_beginning
from retreat.transcripts.carrying.carrying import Plan, carried_out, carry, plan_for, refuse_stale
from retreat.transcripts.erasing.left_out import settle_left_out
from retreat.transcripts.limits import WORD_MAX_CHARS
from retreat.transcripts.listeners import Part, listeners, words_changed
from retreat.transcripts.models import PLACES_BETWEEN, RecordedSpeaker, RecordedTurn, RecordedWord
from retreat.transcripts.ports import Matrix
from retreat.transcripts.superseding import brought, supersede
from retreat.transcripts.versions.models import CURRENT, WRITING, TranscriptVersion
from transcription.types import Transcript

# Other processes keep their write transactions short, so that notes never wait for a transcript.
_ROWS_AT_ONCE = 500
_STRETCHES_AT_ONCE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a transcript comes from.

    Attributes:
        recording_id: The audio recording that it was made from; None for one that came as text.
        is_timed: Whether its times are times of a sound.
        is_recognised: Whether a recogniser wrote it, with a confidence for each word.
        joins: For text: the audio recording to align it with later.
    """

    session_id: str
    table_id: str | None
    started_at: datetime
    recording_id: str | None = None
    attempt: int = 0
    filename: str | None = None
    sha256: str | None = None
    is_timed: bool = True
    is_recognised: bool = True
    joins: str | None = None


def keep_transcript(
    database: Database,
    origin: Origin,
    transcript: Transcript,
    embeddings: Matrix,
    *,
    clock: Clock,
    ids: Ids,
    audio: Mapping[str, Any] | None = None,
) -> str:
    """Store all of a transcript and make it the current one; if run again, it continues where it stopped.

    Args:
        embeddings: One row for each passage, float32, (n, 384).
        audio: More columns of the audio recording to set when it becomes ready.
    Returns:
        The transcript's id.
    Raises:
        LateWriter: Another attempt has taken over.
    """
    transcript_id = database.write(lambda db: _open_version(db, origin, transcript, clock=clock, ids=ids))
    _keep_words(database, origin, transcript_id, transcript)
    _keep_turns(database, origin, transcript_id, transcript)
    _tell_of_parts(database, origin, transcript_id, transcript, embeddings)

    def make_current(db: Session, plan: Plan) -> None:
        _make_current(db, origin, transcript, plan, now=clock(), ids=ids, audio=audio or {})

    of_sound = origin.recording_id is not None
    carried_out(database, lambda db: plan_for(db, transcript_id, sound=origin.joins, with_maps=of_sound), make_current)
    return transcript_id


def _still_ours(db: Session, origin: Origin) -> None:
    if origin.recording_id is not None:
        write_as(db, AudioRecording, origin.recording_id, attempt=origin.attempt, values={"stage": "index"})


def _open_version(db: Session, origin: Origin, transcript: Transcript, *, clock: Clock, ids: Ids) -> str:
    _still_ours(db, origin)
    if origin.recording_id is not None:
        known = db.scalars(
            select(TranscriptVersion.id).where(
                TranscriptVersion.recording_id == origin.recording_id,
                TranscriptVersion.attempt == origin.attempt,
            )
        ).first()
        if known is not None:
            return known
    row = TranscriptVersion(
        id=ids(),
        session_id=origin.session_id,
        table_id=origin.table_id,
        recording_id=origin.recording_id,
        attempt=origin.attempt,
        state=WRITING,
        filename=origin.filename,
        sha256=origin.sha256,
        created_at=clock(),
        started_at=origin.started_at,
        language=transcript.language,
        model=transcript.model,
        model_digest=transcript.model_digest,
        options=dict(transcript.options),
        versions=dict(transcript.versions),
        timing=transcript.to_json()["timing"],
        warnings=list(transcript.warnings),
        duration_s=transcript.duration_s if origin.is_timed else None,
        quality=transcript.quality.to_json() if transcript.quality else {},
    )
    db.add(row)
    db.flush()
    return row.id


def _keep_words(database: Database, origin: Origin, transcript_id: str, transcript: Transcript) -> None:
    turn_of = {word: n for n, turn in enumerate(transcript.turns) for word in turn.word_indexes}

    def row(n: int) -> dict[str, Any]:
        word = transcript.words[n]
        return {
            "transcript_id": transcript_id,
            "n": n,
            "turn": turn_of.get(n),
            "place": n * PLACES_BETWEEN,
            "text": word.text[:WORD_MAX_CHARS],
            "start_ms": word.start_ms if origin.is_timed else None,
            "end_ms": word.end_ms if origin.is_timed else None,
            "confidence": word.confidence if origin.is_recognised else None,
        }

    def put(db: Session, some: range) -> None:
        db.execute(insert(RecordedWord), [row(n) for n in some])

    count = len(transcript.words)
    _put_missing(database, origin, transcript_id, RecordedWord, put, count=count, at_once=_ROWS_AT_ONCE)


def _keep_turns(database: Database, origin: Origin, transcript_id: str, transcript: Transcript) -> None:
    def row(n: int) -> dict[str, Any]:
        turn = transcript.turns[n]
        return {
            "transcript_id": transcript_id,
            "n": n,
            "speaker": turn.speaker,
            "start_ms": turn.start_ms if origin.is_timed else None,
            "end_ms": turn.end_ms if origin.is_timed else None,
            "text": turn.text,
            "flags": list(turn.flags),
            "speaker_confidence": turn.speaker_confidence,
        }

    def put(db: Session, some: range) -> None:
        db.execute(insert(RecordedTurn), [row(n) for n in some])

    count = len(transcript.turns)
    _put_missing(database, origin, transcript_id, RecordedTurn, put, count=count, at_once=_ROWS_AT_ONCE)


def _tell_of_parts(
    database: Database, origin: Origin, transcript_id: str, transcript: Transcript, embeddings: Matrix
) -> None:
    label_of = {word: turn.speaker for turn in transcript.turns for word in turn.word_indexes}
    for first in range(0, len(transcript.passages), _STRETCHES_AT_ONCE):
        some = transcript.passages[first : first + _STRETCHES_AT_ONCE]
        part = Part(
            transcript_id=transcript_id,
            first=first,
            stretches=some,
            voices=[
                tuple(dict.fromkeys(label_of.get(n) for n in range(one.first_word, one.last_word + 1))) for one in some
            ],
            meanings=embeddings[first : first + len(some)],
            is_timed=origin.is_timed,
        )

        def tell(db: Session, part: Part = part) -> None:
            _still_ours(db, origin)
            for listener in listeners():
                listener.part_written(db, part)

        database.write(tell)


def _put_missing(
    database: Database,
    origin: Origin,
    transcript_id: str,
    kind: type[RecordedWord] | type[RecordedTurn],
    put: Callable[[Session, range], None],
    *,
    count: int,
    at_once: int,
) -> None:
    """Insert those of a number of rows that are missing, some in each transaction."""
    with database.read() as db:
        here = db.scalar(select(func.count()).select_from(kind).where(kind.transcript_id == transcript_id)) or 0
    for start in range(here, count, at_once):

        def some(db: Session, start: int = start) -> None:
            _still_ours(db, origin)
            put(db, range(start, min(start + at_once, count)))

        database.write(some)


def _make_current(
    db: Session,
    origin: Origin,
    transcript: Transcript,
    plan: Plan,
    *,
    now: datetime,
    ids: Ids,
    audio: Mapping[str, Any],
) -> None:
    _still_ours(db, origin)
    refuse_stale(db, plan)
    transcript_id = plan.transcript_id
    db.execute(update(TranscriptVersion).where(TranscriptVersion.id == transcript_id).values(state=CURRENT))
    _keep_speakers(db, transcript_id, transcript, ids=ids)
    for listener in listeners():
        listener.became_current(db, transcript_id)
        listener.alike(db, transcript_id, transcript.groupings)
    # A “no” from before these words came applies to them too.
    if carry(db, plan, now=now, ids=ids):
        words_changed(db, transcript_id)
    settle_left_out(db, transcript_id)
    if origin.recording_id is not None:
        # Somebody may have corrected when it began while it was being transcribed.
        follow_beginning(db, origin.recording_id)
        supersede(db, origin.recording_id, but=brought(db, origin.recording_id) or transcript_id)
        ended = {"state": READY, "progress": 1.0, "partial": None, "failures": 0, "reason": None}
        let_go(db, AudioRecording, origin.recording_id, attempt=origin.attempt, **ended, **audio)


def _keep_speakers(db: Session, transcript_id: str, transcript: Transcript, *, ids: Ids) -> None:
    labels = dict.fromkeys(turn.speaker for turn in transcript.turns if turn.speaker)
    db.execute(delete(RecordedSpeaker).where(RecordedSpeaker.transcript_id == transcript_id))
    db.add_all(
        RecordedSpeaker(id=ids(), transcript_id=transcript_id, label=label, position=position)
        for position, label in enumerate(labels)
    )
