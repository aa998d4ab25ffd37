"""Who a voice may be, by the seating and by earlier names. Never by how a voice sounds.

Only people who agreed to sound and its text are offered. Others are neither listed nor counted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import ScalarSelect, and_, or_, select
from sqlalchemy.orm import Session

from retreat.consent.purposes import SOUND_PURPOSES, YES
from retreat.consent.queries import who_answered
from retreat.log.labels import labels_of
from retreat.people.models import Participant, SeatRow
from retreat.programme.models import DialogueSession, TableGroup
from retreat.transcripts.models import RecordedSpeaker
from retreat.transcripts.speakers.cases import case_allowed
from retreat.transcripts.spoken import refused_voices
from retreat.transcripts.versions.models import CURRENT, TranscriptVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """Somebody whose voice it may be, with the name that their attribution allows."""

    participant_id: str
    name: str
    is_at_table: bool


def people_offered(db: Session, session_id: str, table_id: str | None) -> tuple[Offered, ...]:
    """Participants who agreed to sound and its text, those at the table first."""
    agreed = [Participant.id.in_(who_answered(purpose, YES)) for purpose in SOUND_PURPOSES]
    rows = db.execute(
        select(Participant.id, SeatRow.table_id, TableGroup.name, Participant.sector, Participant.role)
        .join(SeatRow, SeatRow.participant_id == Participant.id)
        .outerjoin(TableGroup, TableGroup.id == SeatRow.table_id)
        .where(SeatRow.session_id == session_id, *agreed)
        .order_by(SeatRow.arrived_at, Participant.id)
    ).all()
    labels = labels_of(db, session_id, {row.id for row in rows})
    most = db.scalar(select(DialogueSession.attribution_ceiling).where(DialogueSession.id == session_id)) or "none"
    names: Counter[str] = Counter()
    offered: list[Offered] = []
    for person_id, seat, table, sector, role in rows:
        known = case_allowed(most, sector, role).said
        somebody = f"Somebody at {table or 'this session'}" + (f" ({known})" if known else "")
        name = labels.get(person_id) or somebody
        names[name] += 1
        numbered = name if names[name] == 1 else f"{name} ({names[name]})"
        here = table_id is not None and seat == table_id
        offered.append(Offered(participant_id=person_id, name=numbered, is_at_table=here))
    return tuple(sorted(offered, key=lambda one: not one.is_at_table))


def names_offered(db: Session, transcript: TranscriptVersion) -> tuple[str, ...]:
    """Names that voices were given in this session, and at this table earlier in the same event; nearest first.

    The name of somebody at the event who did not agree to sound is not offered, even if a voice had it before.
    """
    own = TableGroup.number == _number_of(db, transcript.table_id)
    here = DialogueSession.id == transcript.session_id
    rows = db.execute(
        select(RecordedSpeaker.name, RecordedSpeaker.label, TranscriptVersion.id)
        .join(TranscriptVersion, TranscriptVersion.id == RecordedSpeaker.transcript_id)
        .join(DialogueSession, DialogueSession.id == TranscriptVersion.session_id)
        .outerjoin(TableGroup, TableGroup.id == TranscriptVersion.table_id)
        .where(
            TranscriptVersion.state == CURRENT,
            TranscriptVersion.id != transcript.id,
            TranscriptVersion.started_at <= transcript.started_at,
            RecordedSpeaker.name.is_not(None),
            DialogueSession.event_id == _event_of(transcript.session_id),
            or_(own, here) if transcript.table_id else here,
        )
        .order_by(TranscriptVersion.started_at.desc(), RecordedSpeaker.position)
    ).all()
    hidden = {found: refused_voices(db, found) for found in {row.id for row in rows}}
    refused = _not_agreed(db, transcript.session_id)
    names = (name for name, label, found in rows if name and label not in hidden[found])
    return tuple(name for name in dict.fromkeys(names) if name.casefold() not in refused)


def _number_of(db: Session, table_id: str | None) -> int | None:
    return db.scalar(select(TableGroup.number).where(TableGroup.id == table_id)) if table_id else None


def _event_of(session_id: str) -> ScalarSelect[str]:
    return select(DialogueSession.event_id).where(DialogueSession.id == session_id).scalar_subquery()


def _not_agreed(db: Session, session_id: str) -> set[str]:
    agreed = and_(*(Participant.id.in_(who_answered(purpose, YES)) for purpose in SOUND_PURPOSES))
    names = db.scalars(
        select(Participant.display_name).where(
            Participant.event_id == _event_of(session_id), Participant.display_name.is_not(None), ~agreed
        )
    )
    return {name.casefold() for name in names if name}
