"""Where somebody speaks in a sound, and whether that is surely known. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from retreat.consent.derived import Whose
from retreat.people.queries import sessions_of_person
from retreat.people.stays import stays_in
from retreat.programme.models import DialogueSession
from retreat.recordings.held.holding import people_on
from retreat.recordings.models import AudioRecording
from retreat.transcripts.erasing.theirs import sounds_of
from retreat.transcripts.models import MACHINE, RecordedSpeaker, RecordedTurn, RecordedWord
from retreat.transcripts.versions.models import CURRENT, TranscriptVersion

# Silence on either side of their words: a voice begins before its first word is recognised.
MARGIN = timedelta(milliseconds=500)
Span = tuple[int, int]


def sounds_with(db: Session, whose: Whose) -> list[str]:
    """The sounds that are still here in which somebody may be heard: matched to a voice, or at that table."""
    found = set(sounds_of(db, whose).ids)
    for session_id in sessions_of_person(db, whose.participant_id):
        rows = db.scalars(select(AudioRecording).where(AudioRecording.session_id == session_id)).all()
        stays = stays_in(db, session_id) if rows else ()
        has_tables = bool(db.scalar(select(DialogueSession.tables_open).where(DialogueSession.id == session_id)))
        found |= {row.id for row in rows if whose.participant_id in people_on(row, stays, has_tables=has_tables)}
    here = select(AudioRecording.id).where(AudioRecording.id.in_(found), AudioRecording.deleted_at.is_(None))
    if whose.until is not None:
        here = here.where(AudioRecording.started_at <= whose.until)
    return sorted(db.scalars(here))


def spans_of(db: Session, participant_id: str, recording_id: str) -> list[Span]:
    """From which to which millisecond somebody speaks, in any version of the transcript, with a margin; in order."""
    versions = select(TranscriptVersion.id).where(TranscriptVersion.recording_id == recording_id)
    turn, word, speaker = RecordedTurn, RecordedWord, RecordedSpeaker
    their_turns = (
        select(turn.start_ms, turn.end_ms)
        .join(speaker, (speaker.transcript_id == turn.transcript_id) & (speaker.label == turn.speaker))
        .where(turn.transcript_id.in_(versions), speaker.participant_id == participant_id)
    )
    their_words = select(word.start_ms, word.end_ms).where(
        word.transcript_id.in_(versions), word.said_by == participant_id
    )
    rows = [*db.execute(their_turns).tuples(), *db.execute(their_words).tuples()]
    margin = MARGIN // timedelta(milliseconds=1)
    timed = ((start, end if end is not None else start) for start, end in rows if start is not None)
    return merged((max(start - margin, 0), end + margin) for start, end in timed)


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same milliseconds without overlaps, in order. Pure."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def is_surely_known(db: Session, participant_id: str, recording_id: str) -> bool:
    """Whether a person has checked every turn of the transcript, and one of its voices is theirs.

    A machine takes one voice for another in 5 to 30 of a hundred turns: what nobody checked may be theirs.
    """
    versions = select(TranscriptVersion.id).where(
        TranscriptVersion.recording_id == recording_id, TranscriptVersion.state == CURRENT
    )
    matched = select(RecordedSpeaker.id).where(
        RecordedSpeaker.transcript_id.in_(versions), RecordedSpeaker.participant_id == participant_id
    )
    unchecked = select(RecordedTurn.n).where(
        RecordedTurn.transcript_id.in_(versions),
        or_(RecordedTurn.review == MACHINE, RecordedTurn.speaker.is_(None)),
    )
    return db.scalar(matched.limit(1)) is not None and db.scalar(unchecked.limit(1)) is None


def said_turns(db: Session, whose: Whose, transcripts: Sequence[str]) -> int:
    """How many turns of the present versions hold words of theirs."""
    word = RecordedWord
    turns = (
        select(word.transcript_id, word.turn)
        .join(TranscriptVersion, TranscriptVersion.id == word.transcript_id)
        .outerjoin(RecordedTurn, (RecordedTurn.transcript_id == word.transcript_id) & (RecordedTurn.n == word.turn))
        .outerjoin(
            RecordedSpeaker,
            (RecordedSpeaker.transcript_id == word.transcript_id) & (RecordedSpeaker.label == RecordedTurn.speaker),
        )
        .where(
            word.transcript_id.in_(transcripts),
            TranscriptVersion.state == CURRENT,
            word.text != "",
            ~word.removed,
            or_(word.said_by == whose.participant_id, RecordedSpeaker.participant_id == whose.participant_id),
        )
        .distinct()
    )
    return len(db.execute(turns).all())
