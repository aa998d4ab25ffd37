"""Questions about spoken words that every page and act shares: whose are withheld, which, and which sound.

Each is asked again every time, so that a “no” counts at once and a later “yes” brings everything back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from retreat.consent.purposes import NO, SOUND_PURPOSES
from retreat.consent.queries import who_answered
from retreat.people.models import Participant
from retreat.recordings.ports import is_held_back
from retreat.recordings.withdrawn.holding import out_of
from retreat.transcripts.models import RecordedSpeaker, RecordedTurn, RecordedWord
from retreat.transcripts.sight import Sight, people_of_words
from retreat.transcripts.versions.models import TranscriptVersion

_NUMBERS_AT_ONCE = 5_000
_Found = Row[int, int, bool, str | None, str | None]


def is_refused(person: InstrumentedAttribute[str | None] = RecordedSpeaker.participant_id) -> ColumnElement[bool]:
    """Whether a voice or a word belongs to somebody whose current answer is no; null if it belongs to nobody."""
    return or_(*(person.in_(who_answered(purpose, NO)) for purpose in SOUND_PURPOSES))


def refused_people(db: Session, transcript_id: str) -> frozenset[str]:
    """Those of them whose current answer is no."""
    known = frozenset(db.scalars(people_of_words(transcript_id)))
    if not known:
        return frozenset()
    asked = select(Participant.id).where(Participant.id.in_(sorted(known)), is_refused(Participant.id))
    return frozenset(db.scalars(asked))


def is_hidden_turn(db: Session, transcript_id: str) -> ColumnElement[bool]:
    """Whether any word of a turn is withheld, by its voice or individually; for the WHERE of a query over turns."""
    refused, people = refused_voices(db, transcript_id), refused_people(db, transcript_id)
    of_voice = func.coalesce(RecordedTurn.speaker.in_(refused), false())
    if not people:
        return of_voice
    held = select(RecordedWord.turn).where(
        RecordedWord.transcript_id == transcript_id,
        RecordedWord.said_by.in_(sorted(people)),
        RecordedWord.turn.is_not(None),
    )
    return or_(of_voice, RecordedTurn.n.in_(held))


def refused_voices(db: Session, transcript_id: str) -> frozenset[str]:
    """Labels of the voices whose person's current answer is no."""
    refused = select(RecordedSpeaker.label).where(RecordedSpeaker.transcript_id == transcript_id, is_refused())
    return frozenset(db.scalars(refused))


def hidden_among(db: Session, sight: Sight, numbers: Collection[int]) -> set[int]:
    """Which of these heard words a reader may not read now, whatever turn they were in at the time.

    A removed word belongs to whoever speaks beside it: correcting a word and then giving only the new one
    to its speaker leaves the old one behind in the other turn. A word that no longer exists is nobody's, so it is
    hidden as soon as anybody has said no.
    """
    if sight.is_whole or not numbers:
        return set()
    rows = _stretch(db, sight.transcript_id, numbers)
    beside = zip(rows, voices_beside(rows), people_beside(rows), strict=True)
    shown = {row.n for row, voices, speakers in beside if all(map(sight.shows, voices)) and not sight.people & speakers}
    return set(numbers) - shown


def held_back(db: Session, recording_id: str) -> bool:
    """Whether anybody who speaks in this sound, in any version of its transcript, has said no, and is still heard."""
    asked = (
        select(RecordedSpeaker.participant_id)
        .join(TranscriptVersion, TranscriptVersion.id == RecordedSpeaker.transcript_id)
        .where(TranscriptVersion.recording_id == recording_id, is_refused())
    )
    refused = set(db.scalars(asked))
    for transcript_id in db.scalars(select(TranscriptVersion.id).where(TranscriptVersion.recording_id == recording_id)):
        refused |= refused_people(db, transcript_id)
    return bool(refused) and bool(refused - out_of(db, recording_id))


def sound_to_play(db: Session, recording_id: str | None) -> str | None:
    """The sound that may be played with a transcript; None if there is none, or it is withheld."""
    return None if recording_id is None or is_held_back(db, recording_id) else recording_id


def _stretch(db: Session, transcript_id: str, numbers: Collection[int]) -> Sequence[_Found]:
    """All words from the first of these to the last, and one live word beyond on either side, with their voices."""
    of_transcript = RecordedWord.transcript_id == transcript_id
    ends = [end for some in _in_parts(sorted(numbers)) for end in _ends(db, transcript_id, some)]
    if not ends:
        return []
    live = select(RecordedWord.place).where(of_transcript, ~RecordedWord.removed)
    before = db.scalar(live.where(RecordedWord.place < min(ends)).order_by(RecordedWord.place.desc()).limit(1))
    after = db.scalar(live.where(RecordedWord.place > max(ends)).order_by(RecordedWord.place).limit(1))
    return db.execute(
        select(RecordedWord.n, RecordedWord.place, RecordedWord.removed, RecordedTurn.speaker, RecordedWord.said_by)
        .outerjoin(
            RecordedTurn,
            (RecordedTurn.transcript_id == RecordedWord.transcript_id) & (RecordedTurn.n == RecordedWord.turn),
        )
        .where(
            of_transcript,
            RecordedWord.place >= (min(ends) if before is None else before),
            RecordedWord.place <= (max(ends) if after is None else after),
        )
        .order_by(RecordedWord.place)
    ).all()


def _in_parts(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """As many at once as any database accepts in one query."""
    for start in range(0, len(numbers), _NUMBERS_AT_ONCE):
        yield numbers[start : start + _NUMBERS_AT_ONCE]


def _ends(db: Session, transcript_id: str, numbers: Sequence[int]) -> list[int]:
    """The first and the last place of these words, if any of them exists."""
    asked = select(func.min(RecordedWord.place), func.max(RecordedWord.place)).where(
        RecordedWord.transcript_id == transcript_id, RecordedWord.n.in_(numbers)
    )
    return [place for place in db.execute(asked).one() if place is not None]


def voices_beside(rows: Sequence[Row[*tuple[Any, ...]]]) -> list[set[str | None]]:
    """For each word, its own voice, and for a removed one also those of the live words on either side.

    Args:
        rows: Words in the order of their places, each with what ``removed`` and ``speaker`` say of it.
    """
    return _beside([(row.removed, row.speaker) for row in rows])


def people_beside(rows: Sequence[Row[*tuple[Any, ...]]]) -> list[set[str | None]]:
    """As `voices_beside`, for people to whom single words belong, according to ``said_by``."""
    return _beside([(row.removed, row.said_by) for row in rows])


def _beside(whose: Sequence[tuple[bool, str | None]]) -> list[set[str | None]]:
    before: list[str | None] = []
    last: str | None = None
    for is_removed, one in whose:
        before.append(last)
        last = last if is_removed else one
    after: list[str | None] = []
    last = None
    for is_removed, one in reversed(whose):
        after.append(last)
        last = last if is_removed else one
    return [
        {own, one, other} if is_removed else {own}
        for (is_removed, own), one, other in zip(whose, before, reversed(after), strict=True)
    ]
