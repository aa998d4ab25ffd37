"""Narrows a search before anything is ranked: filters and the gate, as conditions of one query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    false,
    or_,
    select,
    true,
    type_coerce,
    union,
)
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader, may_tell_apart
from retreat.log.moments import moments_of
from retreat.people.models import Participant
from retreat.programme.models import DialogueSession, Prompt
from retreat.programme.queries import sessions_in
from retreat.search.models import SPOKEN, WRITTEN, Passage, PassageVoice
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


def narrowed(db: Session, reader: Reader, filters: Filters) -> Select[int, str | None, int]:
    """Keys of the passages that may be searched, with their transcript and their place in it, in reading order."""
    return (
        select(Passage.number, Passage.transcript_id, Passage.position)
        .join(DialogueSession, DialogueSession.id == Passage.session_id)
        .where(readable(reader), *_conditions(db, reader, filters))
        .order_by(Passage.transcript_id, Passage.position, Passage.number)
    )


def voices_asked(db: Session, filters: Filters) -> Select[str, str, str | None, str | None] | None:
    """Transcript and label of every voice that a search is limited to; None if it is not limited to voices."""
    if not (filters.speaker or filters.sector or filters.role):
        return None
    names = labels_meant(filters.speaker, names_of_voices(db)) if filters.speaker else None
    return voices_meant(names=names, sector=filters.sector, role=filters.role)


def _conditions(db: Session, reader: Reader, filters: Filters) -> list[ColumnElement[bool]]:
    equal = (
        (DialogueSession.event_id, filters.event_id),
        (Passage.session_id, filters.session_id),
        (Passage.table_id, filters.table_id),
        (DialogueSession.activity, filters.activity),
        (Passage.kind, filters.kind),
    )
    conditions: list[ColumnElement[bool]] = [column == value for column, value in equal if value]
    if filters.programme_id:
        conditions.append(Passage.session_id.in_(sessions_in([filters.programme_id])))
    if filters.prompt_id:
        conditions.append(or_(Passage.prompt_id == filters.prompt_id, _said_to(db, filters.prompt_id)))
    if filters.sector or filters.role:
        conditions.append(may_tell_apart(reader, Passage.session_id))
    asked = voices_asked(db, filters)
    if asked is not None:
        # Written things are not found by a voice.
        conditions.append(_said_by(asked) if filters.speaker else or_(written_by(filters), _said_by(asked)))
    if filters.since is not None:
        conditions.append(Passage.at >= filters.since)
    if filters.until is not None:
        conditions.append(Passage.at < filters.until)
    return conditions


def _said_to(db: Session, prompt_id: str) -> ColumnElement[bool]:
    """Whether any part of a passage was said while this question was open, by the clock of the log."""
    session_id = db.scalar(select(Prompt.session_id).where(Prompt.id == prompt_id))
    if session_id is None:
        return false()
    begins = type_coerce(Passage.at, BigInteger)
    ends = begins + Passage.end_ms - Passage.start_ms
    stretches = [
        and_(ends > _ms(start), true() if end is None else begins < _ms(end))
        for start, end in moments_of(db, session_id).of_prompt(prompt_id)
    ]
    return and_(Passage.kind == SPOKEN, Passage.session_id == session_id, or_(false(), *stretches))


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def written_by(filters: Filters) -> ColumnElement[bool]:
    """Whether somebody of this sector and role wrote a passage."""
    asked = ((Participant.sector, filters.sector), (Participant.role, filters.role))
    people = select(Participant.id).where(*(is_the_same(column, value) for column, value in asked if value))
    return and_(Passage.kind == WRITTEN, Passage.participant_id.in_(people))


def _said_by(voices: Select[str, str, str | None, str | None]) -> ColumnElement[bool]:
    """Whether one of these voices has words in a passage."""
    its = voices.subquery()
    return (
        select(PassageVoice.place)
        .join(its, its.c.label == PassageVoice.label)
        .where(PassageVoice.number == Passage.number, its.c.transcript_id == Passage.transcript_id)
        .correlate(Passage)
        .exists()
    )


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
