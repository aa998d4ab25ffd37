"""Whose words they are, as far as it may be known: the sector and role of a voice, by hand or of its participant.

A voice that is matched has its participant's alone; of somebody who said no nothing is told, by hand or otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import SQLCoreOperations

from retreat.people.models import Participant
from retreat.programme.models import DialogueSession
from retreat.transcripts.models import Passage, RecordedSpeaker, TranscriptVersion
from retreat.transcripts.spoken import is_refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is known of whose voice it is."""

    sector: str | None = None
    role: str | None = None

    @property
    def said(self) -> str:
        """As it stands beside a name; empty where nothing is known."""
        return ", ".join(part for part in (self.role, self.sector) if part)


UNDESCRIBED = Case()


def voices_described() -> Select[str, str, str | None, str | None]:
    """Transcript, label, sector and role of every voice of which they may be told."""
    by_hand = RecordedSpeaker.participant_id.is_(None)
    return (
        select(
            RecordedSpeaker.transcript_id,
            RecordedSpeaker.label,
            case((by_hand, RecordedSpeaker.sector), else_=Participant.sector).label("sector"),
            case((by_hand, RecordedSpeaker.role), else_=Participant.role).label("role"),
        )
        .outerjoin(Participant, Participant.id == RecordedSpeaker.participant_id)
        .where(or_(by_hand, ~is_refused()))
    )


def cases_of(db: Session, transcript: TranscriptVersion) -> dict[str, Case]:
    """What may stand beside the voices of a transcript, by label: of a participant no more than the session allows."""
    most = db.scalar(select(DialogueSession.attribution_ceiling).where(DialogueSession.id == transcript.session_id))
    rows = db.execute(
        voices_described()
        .add_columns(RecordedSpeaker.participant_id)
        .where(RecordedSpeaker.transcript_id == transcript.id)
    )
    return {
        label: Case(
            sector=sector if person is None or most != "none" else None,
            role=role if person is None or most in ("named", "role") else None,
        )
        for _transcript, label, sector, role, person in rows
    }


def is_the_same(column: SQLCoreOperations[str | None], wanted: str) -> ColumnElement[bool]:
    """Whether a sector or a role is this one, in small or large letters."""
    return func.lower(column) == func.lower(wanted)


def spoken_by(db: Session, sector: str | None, role: str | None) -> ColumnElement[bool]:
    """Whether one voice of a passage has this sector and this role: a part of queries over passages.

    A passage knows its voices by what they are called, so two of one name in one transcript are taken for one.
    """
    voice = voices_described().add_columns(func.coalesce(RecordedSpeaker.name, RecordedSpeaker.label).label("called"))
    known = voice.subquery()
    asked = ((known.c.sector, sector), (known.c.role, role))
    each = func.json_each if db.get_bind().dialect.name == "sqlite" else func.json_array_elements_text
    called = each(Passage.speakers).table_valued("value")
    return (
        select(known.c.called)
        .join(called, called.c.value == known.c.called)
        .where(
            known.c.transcript_id == Passage.transcript_id,
            *(is_the_same(column, value) for column, value in asked if value),
        )
        .correlate(Passage)
        .exists()
    )
