"""Passages after a change by a person: their text, speakers and index made anew from the words and turns beneath them.

In the same transaction as the change, so that a search never finds what stands no longer.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from retreat.consent.derived import Answered
from retreat.consent.purposes import SOUND_PURPOSES
from retreat.transcripts.editing.extents import Extent
from retreat.transcripts.listeners import entry_of, put_in, taken_out
from retreat.transcripts.models import (
    CURRENT,
    SPOKEN,
    WRITING,
    Passage,
    PassageVector,
    RecordedSpeaker,
    RecordedTurn,
    RecordedWord,
    TranscriptVersion,
)
from retreat.transcripts.naming import shown, speakers_of
from retreat.transcripts.places import cell_of, words_between
from retreat.transcripts.spoken import refused_people, refused_voices

_INDEXED = (WRITING, CURRENT)
_Word = tuple[str, str | None, str | None]


def refresh_passages(
    db: Session, transcript_id: str, words: Collection[int] | None = None, *, states: Collection[str] = (CURRENT,)
) -> list[str]:
    """Make the passages anew that hold these heard words.

    Args:
        words: Numbers of heard words; None for all passages of the transcript.
        states: Those in another state are not read, and keep what they said until somebody's words are erased.
    Returns:
        Ids of the passages that changed. Their meaning is computed again by the next worker that is free.
    """
    asked = select(Passage).where(
        Passage.transcript_id == transcript_id, Passage.kind == SPOKEN, Passage.state.in_(states)
    )
    if words is not None:
        if not words:
            return []
        asked = asked.where(Passage.first_word <= max(words), Passage.last_word >= min(words))
    wanted = None if words is None else sorted(words)
    rows = [row for row in db.scalars(asked.order_by(Passage.position)) if _holds_any(row, wanted)]
    if not rows:
        return []
    speakers = {row.label: row for row in db.scalars(speakers_of(transcript_id))}
    withheld = refused_voices(db, transcript_id), refused_people(db, transcript_id)
    beneath = _Beneath(db, transcript_id, rows)
    changed = [made for row in rows if (made := _made(row, beneath.of(row), speakers, *withheld)).is_new]
    _keep(db, changed)
    return [made.row.id for made in changed]


def wordless_passage(transcript: TranscriptVersion, extent: Extent, *, position: int, new_id: str) -> Passage:
    """A passage whose words are yet to be read from beneath it."""
    start_ms = extent.start_ms
    return Passage(
        id=new_id,
        session_id=transcript.session_id,
        kind=SPOKEN,
        state=CURRENT,
        recording_id=transcript.recording_id,
        transcript_id=transcript.id,
        table_id=transcript.table_id,
        position=position,
        text="",
        speakers=[],
        start_ms=start_ms,
        end_ms=extent.end_ms,
        first_word=extent.first_word,
        last_word=extent.last_word,
        first_turn=extent.first_turn,
        last_turn=extent.last_turn,
        at=None if start_ms is None else transcript.started_at + timedelta(milliseconds=start_ms),
    )


def _holds_any(row: Passage, words: Sequence[int] | None) -> bool:
    """Whether any of these numbers, which are in order, is one of its words."""
    if row.first_word is None or row.last_word is None:
        return False
    return words is None or bisect_left(words, row.first_word) < bisect_right(words, row.last_word)


class _Beneath:
    """The words beneath some passages with their voices, read at once: hours of talk have hundreds of passages."""

    def __init__(self, db: Session, transcript_id: str, rows: Sequence[Passage]) -> None:
        first, last = min(row.first_word or 0 for row in rows), max(row.last_word or 0 for row in rows)
        self._found = db.execute(
            select(RecordedWord.place, RecordedWord.text, RecordedTurn.speaker, RecordedWord.said_by)
            .outerjoin(
                RecordedTurn,
                (RecordedTurn.transcript_id == RecordedWord.transcript_id) & (RecordedTurn.n == RecordedWord.turn),
            )
            .where(RecordedWord.transcript_id == transcript_id, words_between(first, last), ~RecordedWord.removed)
            .order_by(RecordedWord.place)
        ).all()
        self._cells = [cell_of(row.place) for row in self._found]

    def of(self, row: Passage) -> list[_Word]:
        """Each word of a passage in order, the label of its voice, and whose it is by itself."""
        start = bisect_left(self._cells, row.first_word or 0)
        end = bisect_right(self._cells, row.last_word or 0)
        return [(text, label, said_by) for _, text, label, said_by in self._found[start:end]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """A passage with what it should say."""

    row: Passage
    text: str
    speakers: list[str]
    participant_id: str | None

    @property
    def is_new(self) -> bool:
        """Whether the passage says something else."""
        row = self.row
        return (self.text, self.speakers, self.participant_id) != (row.text, row.speakers, row.participant_id)


def _made(
    row: Passage,
    found: Sequence[_Word],
    speakers: dict[str, RecordedSpeaker],
    withheld: frozenset[str],
    refused: frozenset[str],
) -> _Made:
    matched = {label: voice.participant_id for label, voice in speakers.items()}
    people = {said_by or matched.get(label or "") for _, label, said_by in found}
    stays = [(text, label) for text, label, said_by in found if label not in withheld and said_by not in refused]
    return _Made(
        row=row,
        text=" ".join(text for text, _ in stays),
        speakers=list(dict.fromkeys(shown(label, speakers) for _, label in stays if label)),
        # A passage of several people is nobody's alone.
        participant_id=people.pop() if len(people) == 1 else None,
    )


def _keep(db: Session, changed: Sequence[_Made]) -> None:
    indexed = [made.row for made in changed if made.row.state in _INDEXED]
    taken_out(db, [entry_of(row) for row in indexed])
    reworded = [made.row.number for made in changed if made.text != made.row.text]
    for made in changed:
        made.row.text, made.row.speakers, made.row.participant_id = made.text, made.speakers, made.participant_id
    db.flush()
    put_in(db, [entry_of(row) for row in indexed])
    if reworded:
        db.execute(delete(PassageVector).where(PassageVector.number.in_(reworded)))


def answers_changed(db: Session, answered: Answered) -> None:
    """Somebody said yes or no to sound or its text: passages with their voice are made anew."""
    if not set(SOUND_PURPOSES) & set(answered.kept):
        return
    theirs = or_(
        TranscriptVersion.id.in_(
            select(RecordedSpeaker.transcript_id).where(RecordedSpeaker.participant_id == answered.participant_id)
        ),
        TranscriptVersion.id.in_(
            select(RecordedWord.transcript_id).where(RecordedWord.said_by == answered.participant_id)
        ),
    )
    # Whoever corrects one of them just now ends first, and whoever comes next waits: both must see the other's change.
    transcripts = db.scalars(
        select(TranscriptVersion.id)
        .where(theirs, TranscriptVersion.state == CURRENT)
        .order_by(TranscriptVersion.id)
        .with_for_update()
    ).all()
    for transcript_id in transcripts:
        refresh_passages(db, transcript_id)
