"""What a reader may see of a transcript, word by word: a word belongs to its voice, a voice to its matched person.

A single word may also belong to somebody, according to another version of the talk: then both are checked.

Every query over words that people will read takes its condition from here. One query for the voices of a transcript is
enough for all of them, and costs nothing if nobody has refused.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, String, and_, false, func, null, or_, select, true, type_coerce
from sqlalchemy.orm import Session

from retreat.consent.gate import Column, Gated, Reader, may_read
from retreat.consent.purposes import SOUND_PURPOSES, Use
from retreat.transcripts.models import RecordedSpeaker, RecordedTurn, RecordedWord
from retreat.transcripts.versions.models import CURRENT, TranscriptVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What somebody may see of one transcript.

    Attributes:
        voices: For every voice with a label, whether its words may be read.
        unknown: Whether words without a known voice may be read.
        people: People whose words may not be read, whichever voice's turn they are in.
    """

    transcript_id: str
    voices: Mapping[str, bool]
    unknown: bool
    people: frozenset[str] = frozenset()

    @property
    def hidden(self) -> frozenset[str]:
        """The labels of voices whose words may not be read."""
        return frozenset(label for label, is_shown in self.voices.items() if not is_shown)

    @property
    def is_whole(self) -> bool:
        """Whether every word may be read."""
        return self.unknown and not self.hidden and not self.people

    def shows(self, label: str | None) -> bool:
        """Whether the words of this voice may be read; null: words without a known voice."""
        return self.unknown if label is None else self.voices.get(label, self.unknown)


def sight_of(
    db: Session, reader: Reader, transcript_id: str, use: Use = "read", *, states: Collection[str] = (CURRENT,)
) -> Sight:
    """What somebody may see of a transcript; nothing if it is in another state than these.

    Args:
        states: Include replaced ones to ask what something in them was made from.
    """
    nobody = type_coerce(null(), String(64))
    of_nobody = may_read(reader, _gated(nobody, states), use)
    unknown = db.scalar(select(_or_not(of_nobody)).where(TranscriptVersion.id == transcript_id))
    voices = db.execute(
        select(RecordedSpeaker.label, _or_not(may_read(reader, _gated(RecordedSpeaker.participant_id, states), use)))
        .join(TranscriptVersion, TranscriptVersion.id == RecordedSpeaker.transcript_id)
        .where(RecordedSpeaker.transcript_id == transcript_id)
    )
    return Sight(
        transcript_id=transcript_id,
        voices=dict(voices.tuples().all()),
        unknown=bool(unknown),
        people=_hidden_people(db, reader, transcript_id, use, states),
    )


def people_of_words(transcript_id: str) -> Select[str | None]:
    """The people whose single words are known, apart from the voices of turns; mostly nobody."""
    return (
        select(RecordedWord.said_by)
        .where(RecordedWord.transcript_id == transcript_id, RecordedWord.said_by.is_not(None))
        .distinct()
    )


def _hidden_people(
    db: Session, reader: Reader, transcript_id: str, use: Use, states: Collection[str]
) -> frozenset[str]:
    # Most transcripts have none, and finding that out is quicker than asking the gate.
    if db.scalar(people_of_words(transcript_id).limit(1)) is None:
        return frozenset()
    known = people_of_words(transcript_id).subquery()
    asked = (
        select(known.c.said_by)
        .join(TranscriptVersion, TranscriptVersion.id == transcript_id)
        .where(~_or_not(may_read(reader, _gated(known.c.said_by, states), use)))
    )
    return frozenset(db.scalars(asked))


def in_sight(sight: Sight) -> ColumnElement[bool]:
    """The words of the transcript that may be read, for the WHERE of a query over words."""
    return and_(RecordedWord.transcript_id == sight.transcript_id, _shown(sight))


def out_of_sight(sight: Sight) -> ColumnElement[bool]:
    """The words of the transcript that may not be read."""
    return and_(RecordedWord.transcript_id == sight.transcript_id, ~_shown(sight))


def turns_in_sight(sight: Sight) -> ColumnElement[bool]:
    """The turns that may be read completely, for the WHERE of a query over turns."""
    of = RecordedTurn.transcript_id == sight.transcript_id
    if sight.people:
        held = select(RecordedWord.turn).where(
            RecordedWord.transcript_id == sight.transcript_id,
            RecordedWord.said_by.in_(sorted(sight.people)),
            RecordedWord.turn.is_not(None),
        )
        of = and_(of, RecordedTurn.n.not_in(held))
    if sight.is_whole:
        return of
    if sight.unknown:
        return and_(of, or_(RecordedTurn.speaker.is_(None), RecordedTurn.speaker.not_in(sight.hidden)))
    return and_(of, RecordedTurn.speaker.in_([label for label, is_shown in sight.voices.items() if is_shown]))


def _shown(sight: Sight) -> ColumnElement[bool]:
    if sight.is_whole:
        return true()
    if sight.people:
        is_nobodys = or_(RecordedWord.said_by.is_(None), RecordedWord.said_by.not_in(sorted(sight.people)))
        return and_(_of_shown_voices(sight), is_nobodys)
    return _of_shown_voices(sight)


def _of_shown_voices(sight: Sight) -> ColumnElement[bool]:
    if sight.unknown and not sight.hidden:
        return true()
    if sight.unknown:
        return or_(RecordedWord.turn.is_(None), RecordedWord.turn.not_in(_turns(sight, is_shown=False)))
    if all(not is_shown for is_shown in sight.voices.values()):
        return false()
    return func.coalesce(RecordedWord.turn.in_(_turns(sight, is_shown=True)), false())


def _turns(sight: Sight, *, is_shown: bool) -> Select[int]:
    labels = [label for label, shown in sight.voices.items() if shown == is_shown]
    return select(RecordedTurn.n).where(
        RecordedTurn.transcript_id == sight.transcript_id, RecordedTurn.speaker.in_(labels)
    )


def _gated(author: Column, states: Collection[str]) -> Gated:
    return Gated(
        author=author,
        session=TranscriptVersion.session_id,
        asked=SOUND_PURPOSES,
        table=TranscriptVersion.table_id,
        erased=TranscriptVersion.state.not_in(sorted(states)),
    )


def _or_not(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return func.coalesce(condition, false())
