"""Reads about people: who sits in a session, which letters open it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.people.access import Seat, seat_of
from retreat.people.models import JoinPass, Participant, Staff


def join_pass_of(db: Session, session_id: str) -> str | None:
    """The newest letters that still open this session."""
    return db.scalars(
        select(JoinPass.letters)
        .where(JoinPass.session_id == session_id, JoinPass.revoked_at.is_(None))
        .order_by(JoinPass.created_at.desc(), JoinPass.id.desc())
    ).first()


def join_passes_of(db: Session, session_ids: Iterable[str]) -> dict[str, str]:
    """The letters that open each of these sessions, in one query."""
    rows = db.execute(
        select(JoinPass.session_id, JoinPass.letters)
        .where(JoinPass.session_id.in_(list(session_ids)), JoinPass.revoked_at.is_(None))
        .order_by(JoinPass.created_at, JoinPass.id)
    )
    return dict(rows.tuples().all())


def seats_of_session(db: Session, session_id: str, *, kind: str = "participant") -> tuple[Seat, ...]:
    """Everybody who joined and was not taken out, in the order they came."""
    rows = db.scalars(
        select(Participant)
        .where(Participant.session_id == session_id, Participant.kind == kind, Participant.revoked_at.is_(None))
        .order_by(Participant.joined_at, Participant.id)
    )
    return tuple(seat_of(row) for row in rows)


def people_count(db: Session, session_id: str) -> int:
    """How many people have joined."""
    return (
        db.scalar(
            select(func.count(Participant.id)).where(
                Participant.session_id == session_id,
                Participant.kind == "participant",
                Participant.revoked_at.is_(None),
            )
        )
        or 0
    )


def people_by_sector(db: Session, session_id: str) -> dict[str | None, int]:
    """How many people of each sector have joined; under nothing those who did not say."""
    rows = db.execute(
        select(Participant.sector, func.count(Participant.id))
        .where(
            Participant.session_id == session_id,
            Participant.kind == "participant",
            Participant.revoked_at.is_(None),
        )
        .group_by(Participant.sector)
    )
    return dict(rows.tuples().all())


def people_counts(db: Session, session_ids: Iterable[str]) -> dict[str, int]:
    """How many people have joined each of these sessions, in one query."""
    rows = db.execute(
        select(Participant.session_id, func.count(Participant.id))
        .where(
            Participant.session_id.in_(list(session_ids)),
            Participant.kind == "participant",
            Participant.revoked_at.is_(None),
        )
        .group_by(Participant.session_id)
    )
    return dict(rows.tuples().all())


def anyone_has_an_account(db: Session) -> bool:
    """Whether the first facilitator has been here."""
    return db.scalars(select(Staff.id).limit(1)).first() is not None


def seated(db: Session, session_id: str) -> dict[str | None, int]:
    """How many people came in by table, and under None in all: whatever they answered, so that it tells nothing."""
    rows = db.execute(
        select(Participant.table_id, func.count())
        .where(
            Participant.session_id == session_id,
            Participant.kind == "participant",
            Participant.revoked_at.is_(None),
        )
        .group_by(Participant.table_id)
    ).all()
    counted: dict[str | None, int] = {table: count for table, count in rows if table is not None}
    return {**counted, None: sum(count for _table, count in rows)}
