"""The sector and role of a voice, as far as they may be known: given by hand, or its participant's.

A matched voice has only its participant's. Nothing is shown for somebody who said no, not even by hand.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import SQLCoreOperations

from retreat.consent.gate import Reader, may_tell_apart
from retreat.people.models import Participant
from retreat.programme.models import DialogueSession
from retreat.transcripts.models import RecordedSpeaker
from retreat.transcripts.spoken import is_refused
from retreat.transcripts.versions.models import CURRENT, TranscriptVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is known about whose voice it is."""

    sector: str | None = None
    role: str | None = None

    @property
    def said(self) -> str:
        """The text beside a name; empty if nothing is known."""
        return ", ".join(part for part in (self.role, self.sector) if part)


UNDESCRIBED = Case()


_BY_HAND = RecordedSpeaker.participant_id.is_(None)
_SECTOR = case((_BY_HAND, RecordedSpeaker.sector), else_=Participant.sector)
_ROLE = case((_BY_HAND, RecordedSpeaker.role), else_=Participant.role)
_CALLED = func.coalesce(RecordedSpeaker.name, RecordedSpeaker.label)


def voices_described() -> Select[str, str, str | None, str | None]:
    """Transcript, label, sector and role of every voice for which they may be shown."""
    return (
        select(RecordedSpeaker.transcript_id, RecordedSpeaker.label, _SECTOR.label("sector"), _ROLE.label("role"))
        .outerjoin(Participant, Participant.id == RecordedSpeaker.participant_id)
        .where(or_(_BY_HAND, ~is_refused()))
    )


def voices_meant(
    *, names: Collection[str] | None = None, sector: str | None = None, role: str | None = None
) -> Select[str, str, str | None, str | None]:
    """As `voices_described`, for voices with this name, sector and role; None matches any."""
    found = voices_described() if names is None else voices_described().where(_CALLED.in_(names))
    return found.where(*(is_the_same(one, value) for one, value in ((_SECTOR, sector), (_ROLE, role)) if value))


def names_of_voices(db: Session) -> set[str]:
    """Names of voices anywhere, except those of people who said no."""
    its = select(_CALLED).where(or_(_BY_HAND, ~is_refused())).distinct()
    return set(db.scalars(its))


def described_in_reach(reader: Reader) -> Select[str | None, str | None]:
    """Sector and role of every current voice, if the reader may filter by them."""
    return (
        voices_described()
        .join(TranscriptVersion, TranscriptVersion.id == RecordedSpeaker.transcript_id)
        .where(TranscriptVersion.state == CURRENT, may_tell_apart(reader, TranscriptVersion.session_id))
        .with_only_columns(_SECTOR.label("sector"), _ROLE.label("role"))
    )


def cases_of(db: Session, transcript: TranscriptVersion) -> dict[str, Case]:
    """What may be shown beside the voices of a transcript, by label; for participants, what the session allows."""
    most = db.scalar(select(DialogueSession.attribution_ceiling).where(DialogueSession.id == transcript.session_id))
    rows = db.execute(
        voices_described()
        .add_columns(RecordedSpeaker.participant_id)
        .where(RecordedSpeaker.transcript_id == transcript.id)
    )
    return {
        label: Case(sector=sector, role=role) if person is None else case_allowed(most or "none", sector, role)
        for _transcript, label, sector, role, person in rows
    }


def case_allowed(ceiling: str, sector: str | None, role: str | None) -> Case:
    """What the team may read of a participant's sector and role, as the activity allows."""
    return Case(
        sector=sector if ceiling != "none" else None,
        role=role if ceiling in ("named", "role") else None,
    )


def is_the_same(column: SQLCoreOperations[str | None], wanted: str) -> ColumnElement[bool]:
    """Whether a sector or a role is this one, ignoring case."""
    return func.lower(column) == func.lower(wanted)
