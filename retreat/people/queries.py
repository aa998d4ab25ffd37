"""Reads about people: who came into a session, which letters open an event."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session

from retreat.people.models import JoinPass, Participant, SeatRow, Staff


def join_passes_of(db: Session, event_ids: Iterable[str]) -> dict[str, str]:
    """The newest letters of each of these events, in one query."""
    rows = db.execute(
        select(JoinPass.event_id, JoinPass.letters)
        .where(JoinPass.event_id.in_(list(event_ids)), JoinPass.revoked_at.is_(None))
        .order_by(JoinPass.created_at, JoinPass.id)
    )
    return dict(rows.tuples().all())


def people_of(session_id: str) -> Select[str]:
    """Ids of everybody who came into a session, including those who have left: part of other queries.

    People who were taken out do not count, here as elsewhere: made-up seats would make a small group large.
    """
    return select(SeatRow.participant_id).where(SeatRow.session_id == session_id, _is_not_out())


@cache
def taken_out() -> Select[str]:
    """Ids of everybody whom the facilitators have taken out: part of other queries."""
    return select(Participant.id).where(Participant.taken_out_at.is_not(None))


def taken_out_among(db: Session, participant_ids: Collection[str]) -> frozenset[str]:
    """Those of these people who were taken out."""
    if not participant_ids:
        return frozenset()
    return frozenset(db.scalars(taken_out().where(Participant.id.in_(participant_ids))))


def _is_not_out() -> ColumnElement[bool]:
    return SeatRow.participant_id.not_in(taken_out())


def described_person(db: Session, participant_id: str) -> Row[str | None, str | None, str | None]:
    """Somebody's name, sector and role, in their own words."""
    return db.execute(
        select(Participant.display_name, Participant.sector, Participant.role).where(Participant.id == participant_id)
    ).one()


def sessions_of_person(db: Session, participant_id: str) -> list[str]:
    """The sessions that somebody came into."""
    theirs = select(SeatRow.session_id).where(SeatRow.participant_id == participant_id)
    return list(db.scalars(theirs.order_by(SeatRow.session_id)))


def people_by_sector(db: Session, session_id: str) -> dict[str | None, int]:
    """How many people of each sector came in and have not left; None counts those who did not say."""
    rows = db.execute(
        select(Participant.sector, func.count(Participant.id))
        .where(Participant.id.in_(people_of(session_id)), Participant.revoked_at.is_(None))
        .group_by(Participant.sector)
    )
    return dict(rows.tuples().all())


def people_counts(db: Session, session_ids: Iterable[str]) -> dict[str, int]:
    """How many people came into each of these sessions, in one query."""
    rows = db.execute(
        select(SeatRow.session_id, func.count())
        .where(SeatRow.session_id.in_(list(session_ids)), _is_not_out())
        .group_by(SeatRow.session_id)
    )
    return dict(rows.tuples().all())


def tables_by_sector(db: Session, session_id: str) -> dict[tuple[str | None, str | None], int]:
    """How many people sit at each table and have not left, by table and sector."""
    rows = db.execute(
        select(SeatRow.table_id, Participant.sector, func.count())
        .join(Participant, Participant.id == SeatRow.participant_id)
        .where(SeatRow.session_id == session_id, Participant.revoked_at.is_(None))
        .group_by(SeatRow.table_id, Participant.sector)
    ).all()
    return {(table, sector): count for table, sector, count in rows}


def staff_of_desk(db: Session, participant_id: str | None) -> str | None:
    """The member of staff who opened a desk; None if the command line opened it."""
    return db.scalar(select(Participant.staff_id).where(Participant.id == participant_id))


def anyone_has_an_account(db: Session) -> bool:
    """Whether the first facilitator has been here."""
    return db.scalars(select(Staff.id).limit(1)).first() is not None


def seated(db: Session, session_id: str) -> dict[str | None, int]:
    """How many people came in by table, and in all under None, whatever they answered, so that it reveals nothing."""
    rows = db.execute(
        select(SeatRow.table_id, func.count())
        .where(SeatRow.session_id == session_id, _is_not_out())
        .group_by(SeatRow.table_id)
    ).all()
    counted: dict[str | None, int] = {table: count for table, count in rows if table is not None}
    return {**counted, None: sum(count for _table, count in rows)}
