"""What a search can be narrowed by, and the people and voices that a filter means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    select,
    union,
)
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader, may_tell_apart
from retreat.people.models import Participant
from retreat.search.models import WRITTEN, Passage
from retreat.search.readable import readable
from retreat.transcripts.speakers.cases import described_in_reach, is_the_same, names_of_voices, voices_meant
from retreat.transcripts.voices import voice_called


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Filters; None does not filter.

    Attributes:
        sector: Of a note's author, or of one voice in a spoken passage, which then also has the ``role`` and is the
            ``speaker``.
        speaker: A name or one word of it, or a voice's number as pages show it, ignoring case.
        kind: ``spoken`` or ``written``.
        since: Said or written at or after this moment; ``until``: before this moment.
    """

    event_id: str | None = None
    session_id: str | None = None
    table_id: str | None = None
    activity: str | None = None
    sector: str | None = None
    role: str | None = None
    speaker: str | None = None
    prompt_id: str | None = None
    kind: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    programme_id: str | None = None


NO_FILTERS = Filters()


def voices_asked(db: Session, filters: Filters) -> Select[str, str, str | None, str | None] | None:
    """Transcript and label of every voice that a search is limited to; None if it is not limited to voices."""
    if not (filters.speaker or filters.sector or filters.role):
        return None
    names = labels_meant(filters.speaker, names_of_voices(db)) if filters.speaker else None
    return voices_meant(names=names, sector=filters.sector, role=filters.role)


def voices_wanted(db: Session, filters: Filters) -> frozenset[tuple[str, str]] | None:
    """The same voices, each a transcript and a label."""
    asked = voices_asked(db, filters)
    if asked is None:
        return None
    its = asked.subquery()
    return frozenset((one, label) for one, label in db.execute(select(its.c.transcript_id, its.c.label)))


def in_ms(moment: datetime) -> int:
    """A moment in whole milliseconds since 1970, as the database keeps it."""
    return int(moment.timestamp()) * 1000 + moment.microsecond // 1000


def written_by(filters: Filters) -> ColumnElement[bool]:
    """Whether somebody of this sector and role wrote a passage."""
    asked = ((Participant.sector, filters.sector), (Participant.role, filters.role))
    people = select(Participant.id).where(*(is_the_same(column, value) for column, value in asked if value))
    return and_(Passage.kind == WRITTEN, Passage.participant_id.in_(people))


def sectors_and_roles(db: Session, reader: Reader) -> tuple[list[str], list[str]]:
    """The sectors or roles to filter by: of everybody who wrote or said something that this reader may read."""
    wrote = (
        select(Participant.sector, Participant.role)
        .join(Passage, Passage.participant_id == Participant.id)
        .where(Passage.kind == WRITTEN, readable(reader), may_tell_apart(reader, Passage.session_id))
    )
    rows = db.execute(union(described_in_reach(reader), wrote)).all()
    return _in_order(row.sector for row in rows), _in_order(row.role for row in rows)


def _in_order(names: Iterable[str | None]) -> list[str]:
    """Without repeats, ignoring case."""
    once: dict[str, str] = {}
    for name in sorted(name for name in names if name):
        once.setdefault(name.casefold(), name)
    return [once[folded] for folded in sorted(once)]


def labels_meant(typed: str, known: Iterable[str]) -> list[str]:
    """The labels of a transcript that match what somebody typed."""
    wanted = typed.casefold().split()
    return [label for label in known if _stands_in(wanted, voice_called(label).casefold().split())]


def _stands_in(some: list[str], words: list[str]) -> bool:
    return any(words[at : at + len(some)] == some for at in range(len(words) - len(some) + 1))
