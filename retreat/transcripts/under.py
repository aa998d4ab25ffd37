"""Words for higher rooms: the words of a stretch of a transcript, whose they are, and what is withheld.

Anything shown to people is read with `Sight`; everything else here is for things derived from words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, bindparam, or_, select
from sqlalchemy.orm import Session

from retreat.transcripts.models import RecordedSpeaker, RecordedTurn, RecordedWord
from retreat.transcripts.naming import shown, speakers_of
from retreat.transcripts.places import cell_of, places_between
from retreat.transcripts.sight import Sight, in_sight
from retreat.transcripts.spoken import refused_people, refused_voices
from retreat.transcripts.versions.models import CURRENT, TranscriptVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """Where a transcript belongs, and when it begins on the one clock."""

    id: str
    session_id: str
    table_id: str | None
    recording_id: str | None
    started_at: datetime
    is_current: bool


class Word(NamedTuple):
    """One current word.

    ``cell``: the number of the heard word that it is, or beside which it was added; ``label``: its voice; ``said_by``:
    whose it is, if that is known in another way.
    """

    n: int
    cell: int
    turn: int | None
    text: str
    start_ms: int | None
    end_ms: int | None
    label: str | None
    said_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """Who speaks in a transcript.

    Attributes:
        names: What each voice is called, by label.
        people: The person of each voice, by label.
        withheld: Labels of voices whose person's current answer is no.
        refused: People with single words whose current answer is no.
    """

    names: Mapping[str, str]
    people: Mapping[str, str | None]
    withheld: frozenset[str]
    refused: frozenset[str]

    def asked(self, label: str | None, said_by: str | None) -> list[tuple[str | None, str | None]]:
        """Label and person of everybody whose answers count for a word of this voice, known to be this person's.

        A person who is known in another way than by the voice has no label here.
        """
        whose = self.people.get(label or "")
        return [(label, whose)] if said_by in (None, whose) else [(label, whose), (None, said_by)]

    def withholds(self, word: Word) -> bool:
        """Whether the word belongs to somebody who said no."""
        return word.label in self.withheld or word.said_by in self.refused


def version_of(db: Session, transcript_id: str) -> Version:
    """Where a transcript belongs. Raises if it does not exist."""
    row = db.get_one(TranscriptVersion, transcript_id)
    return Version(
        id=row.id,
        session_id=row.session_id,
        table_id=row.table_id,
        recording_id=row.recording_id,
        started_at=row.started_at,
        is_current=row.state == CURRENT,
    )


def words_under(
    db: Session, transcript_id: str, spans: Sequence[tuple[int, int]] | None = None, sight: Sight | None = None
) -> list[Word]:
    """The current words in some spans of heard words, in order.

    Args:
        spans: First and last number of each, inclusive; None for all words.
        sight: For words that people will read: what they may see.
    """
    if spans is not None and not spans:
        return []
    may_be_had = RecordedWord.transcript_id == transcript_id if sight is None else in_sight(sight)
    statement = (
        select(
            RecordedWord.n,
            RecordedWord.place,
            RecordedWord.turn,
            RecordedWord.text,
            RecordedWord.start_ms,
            RecordedWord.end_ms,
            RecordedTurn.speaker,
            RecordedWord.said_by,
        )
        .outerjoin(
            RecordedTurn,
            (RecordedTurn.transcript_id == RecordedWord.transcript_id) & (RecordedTurn.n == RecordedWord.turn),
        )
        .where(may_be_had, ~RecordedWord.removed)
        .order_by(RecordedWord.place)
    )
    return [
        Word(n, cell_of(place), turn, text, start_ms, end_ms, label, said_by)
        for n, place, turn, text, start_ms, end_ms, label, said_by in _rows(db, statement, spans)
    ]


def _rows(
    db: Session, statement: Select[*tuple[Any, ...]], spans: Sequence[tuple[int, int]] | None
) -> Iterator[Row[*tuple[Any, ...]]]:
    """Words in some spans, without repeats. One query per span uses the index; a combined one would read everything."""
    if spans is None:
        yield from db.execute(statement)
        return
    of_span = statement.where(RecordedWord.place.between(bindparam("begins"), bindparam("ends")))
    connection = db.connection()
    reached: int | None = None
    for first, last in sorted(spans):
        begins, ends = places_between(first, last)
        if reached is None or ends > reached:
            at = begins if reached is None else max(begins, reached + 1)
            yield from connection.execute(of_span, {"begins": at, "ends": ends})
            reached = ends


def names_of(db: Session, transcript_id: str) -> dict[str, str]:
    """What the voices of a transcript are called, by label."""
    known = {row.label: row for row in db.scalars(speakers_of(transcript_id))}
    return {label: shown(label, known) for label in known}


def voices_of(db: Session, transcript_id: str) -> Voices:
    """Who speaks in a transcript, and which of them have said no."""
    known = {row.label: row for row in db.scalars(speakers_of(transcript_id))}
    return Voices(
        names={label: shown(label, known) for label in known},
        people={label: row.participant_id for label, row in known.items()},
        withheld=refused_voices(db, transcript_id),
        refused=refused_people(db, transcript_id),
    )


def hold_versions_of(db: Session, participant_id: str) -> Collection[str]:
    """The current transcripts with somebody's words, locked until the transaction ends.

    A correction in progress finishes first, and the next one waits: each must see the other's change.
    """
    matched = select(RecordedSpeaker.transcript_id).where(RecordedSpeaker.participant_id == participant_id)
    single = select(RecordedWord.transcript_id).where(RecordedWord.said_by == participant_id)
    return db.scalars(
        select(TranscriptVersion.id)
        .where(
            or_(TranscriptVersion.id.in_(matched), TranscriptVersion.id.in_(single)), TranscriptVersion.state == CURRENT
        )
        .order_by(TranscriptVersion.id)
        .with_for_update()
    ).all()
