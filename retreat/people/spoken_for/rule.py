"""Who may write for whom: the one rule, asked again for every event, page and socket.

A scribe's phone sends its own token with the id of the person beside it. Nothing is handed out that could outlast the
duty: once somebody is not the scribe any more, the very same token opens nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from retreat.people.models import Participant, SeatRow, TableDuty

# In no token and no id.
_FOR = "~"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenFor:
    """Somebody without a device.

    Attributes:
        name: As they wish to be called; None where they gave no name.
        slip: The number on their slip, as it is kept.
    """

    id: str
    name: str | None
    slip: str
    table_id: str | None


def token_for_other(token: str, person_id: str) -> str:
    """What a scribe's phone sends where it writes for somebody."""
    return f"{token}{_FOR}{person_id}"


def parted(token: str | None) -> tuple[str | None, str | None]:
    """Somebody's own token, and the id of the person for whom they write; None where they write for themselves."""
    own, dash, person_id = (token or "").partition(_FOR)
    return (own, person_id) if dash else (token, None)


def may_write_for(db: Session, scribe_id: str, person_id: str, session_id: str) -> bool:
    """Whether somebody writes for this person in this session, now."""
    asked = {"scribe": scribe_id, "person": person_id, "session": session_id}
    return db.connection().execute(_MAY, asked).first() is not None


def written_for_by(db: Session, scribe_id: str, session_id: str) -> list[SpokenFor]:
    """For whom somebody writes in a session, in the order in which they came."""
    rows = db.execute(
        select(Participant.id, Participant.display_name, Participant.slip, SeatRow.table_id)
        .join(SeatRow, SeatRow.participant_id == Participant.id)
        .where(*_is_written_for())
        .order_by(SeatRow.arrived_at, Participant.id),
        {"scribe": scribe_id, "session": session_id},
    )
    return [SpokenFor(id=row.id, name=row.display_name, slip=row.slip, table_id=row.table_id) for row in rows]


def spoken_for_at(db: Session, table_id: str) -> list[str]:
    """Ids of everybody without a device at a table."""
    here = select(SeatRow.participant_id).join(Participant, Participant.id == SeatRow.participant_id)
    return list(db.scalars(here.where(SeatRow.table_id == table_id, *is_spoken_for())))


def still_here(db: Session, event_id: str, asked: Collection[str]) -> list[str]:
    """Those of these people without a device who are still at an event."""
    here = select(Participant.id).where(Participant.event_id == event_id, Participant.id.in_(asked))
    return list(db.scalars(here.where(*is_spoken_for()).order_by(Participant.id)))


def scribe_of(db: Session, table_id: str | None) -> str | None:
    """Who is scribe of a table and has accepted it."""
    return db.scalar(select(TableDuty.participant_id).where(TableDuty.table_id == table_id, *_is_scribe()))


def is_spoken_for() -> tuple[ColumnElement[bool], ...]:
    """The condition that somebody has no device, and is still here."""
    return (Participant.slip.is_not(None), Participant.revoked_at.is_(None), Participant.taken_out_at.is_(None))


def _is_scribe() -> tuple[ColumnElement[bool], ...]:
    return (TableDuty.duty == "scribe", TableDuty.state == "taken")


def _is_written_for() -> tuple[ColumnElement[bool], ...]:
    """The scribe of their table, or whom the facilitators chose where there are no tables."""
    at_their_table = exists().where(
        TableDuty.table_id == SeatRow.table_id, TableDuty.participant_id == bindparam("scribe"), *_is_scribe()
    )
    was_chosen = (SeatRow.scribe_id == bindparam("scribe")) & SeatRow.table_id.is_(None)
    return (SeatRow.session_id == bindparam("session"), *is_spoken_for(), or_(at_their_table, was_chosen))


# Built once: every event of a scribe's phone runs it.
_MAY = (
    select(Participant.id)
    .join(SeatRow, SeatRow.participant_id == Participant.id)
    .where(Participant.id == bindparam("person"), *_is_written_for())
)
