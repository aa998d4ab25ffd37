"""What a search is narrowed to before anything is ranked: filters and the gate, as conditions of one query."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, String, cast, false, or_, select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.log.models import Note
from retreat.people.models import Participant
from retreat.programme.models import DialogueSession
from retreat.transcripts.models import SPOKEN, Passage
from retreat.transcripts.readable import readable
from retreat.transcripts.voices import voice_called


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Narrowings; None narrows nothing.

    Attributes:
        speaker: A name or one word of it, or a voice's number as pages show it, in small or large letters.
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


NO_FILTERS = Filters()


def narrowed(db: Session, reader: Reader, filters: Filters) -> Select[int, str | None, int]:
    """Keys of the passages that may be searched, with their transcript and their place in it, in reading order."""
    statement = (
        select(Passage.number, Passage.transcript_id, Passage.position)
        .join(DialogueSession, DialogueSession.id == Passage.session_id)
        .outerjoin(Note, Note.id == Passage.note_id)
        .where(readable(reader), *_conditions(filters))
    )
    if filters.speaker:
        statement = statement.where(_is_said_by(labels_meant(filters.speaker, _labels(db))))
    return statement.order_by(Passage.transcript_id, Passage.position, Passage.number)


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    equal = (
        (DialogueSession.event_id, filters.event_id),
        (Passage.session_id, filters.session_id),
        (Passage.table_id, filters.table_id),
        (DialogueSession.activity, filters.activity),
        (Passage.prompt_id, filters.prompt_id),
        (Passage.kind, filters.kind),
    )
    conditions: list[ColumnElement[bool]] = [column == value for column, value in equal if value]
    for column, value in ((Participant.sector, filters.sector), (Participant.role, filters.role)):
        if value:
            conditions.append(Passage.participant_id.in_(select(Participant.id).where(column == value)))
    if filters.since is not None:
        conditions.append(Passage.at >= filters.since)
    if filters.until is not None:
        conditions.append(Passage.at < filters.until)
    return conditions


def labels_meant(typed: str, known: Iterable[str]) -> list[str]:
    """Those of some labels, as a transcript has them, that somebody means who types this."""
    wanted = typed.casefold().split()
    return [label for label in known if _stands_in(wanted, voice_called(label).casefold().split())]


def _stands_in(some: list[str], words: list[str]) -> bool:
    return any(words[at : at + len(some)] == some for at in range(len(words) - len(some) + 1))


def _labels(db: Session) -> set[str]:
    said = db.scalars(select(cast(Passage.speakers, String)).where(Passage.kind == SPOKEN).distinct())
    return {label for labels in said for label in json.loads(labels)}


def _is_said_by(labels: list[str]) -> ColumnElement[bool]:
    said = cast(Passage.speakers, String)
    return or_(false(), *(said.contains(json.dumps(label), autoescape=True) for label in labels))
