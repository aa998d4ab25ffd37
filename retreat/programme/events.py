"""An event from its first day to its end: whether it is open, where its letters lead, and who sits where."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.errors import NotFound
from retreat.ids import Ids
from retreat.people.models import SeatRow
from retreat.people.operations import ensure_join_pass
from retreat.people.queries import tables_by_sector
from retreat.programme.agenda.order import in_agenda_order, will_happen
from retreat.programme.models import DialogueSession, Event, Sector, TableGroup

# Later than anybody writes the last note of an evening.
MORNING = time(6)
OPEN_AGAIN_FOR = timedelta(days=1)


class Closing(Protocol):
    """An event's row, or a view of it, from which we can tell whether it is over."""

    @property
    def closes_at(self) -> datetime: ...

    @property
    def closed_at(self) -> datetime | None: ...


def morning_after(day: date) -> datetime:
    """When an event with this last day closes automatically, by this machine's clock."""
    return datetime.combine(day + timedelta(days=1), MORNING).astimezone(UTC)


def event_row(db: Session, event_id: str, *, locked: bool = False) -> Event:
    """The row of an event; ``locked``, so that it cannot be closed while one of its sessions is being opened.

    Raises:
        NotFound: There is no such event.
    """
    row = db.get(Event, event_id, with_for_update=True if locked else None)
    if row is None:
        raise NotFound("There is no such event.")
    return row


def is_open(db: Session, event_id: str, *, now: datetime) -> bool:
    """Whether an event is neither closed nor past the time when it closes by itself."""
    return not is_over(event_row(db, event_id), now=now)


def is_over(event: Closing, *, now: datetime) -> bool:
    """Whether an event was closed, or its time has passed and it is about to be."""
    return event.closed_at is not None or event.closes_at <= now


def open_again(db: Session, event_id: str, *, now: datetime, ids: Ids) -> datetime:
    """Open an event again, until it would have closed anyway, and for at least a day.

    Returns:
        When it closes by itself now.
    """
    row = event_row(db, event_id, locked=True)
    row.closed_at = None
    # Not its old ``closes_at``: closing it by hand has brought that forward.
    row.closes_at = max(morning_after(row.ends_on), now + OPEN_AGAIN_FOR)
    db.flush()
    ensure_join_pass(db, event_id=event_id, now=now, ids=ids)
    return row.closes_at


def overdue(db: Session, *, now: datetime) -> str | None:
    """An event that is overdue to close."""
    return db.scalars(select(Event.id).where(Event.closed_at.is_(None), Event.closes_at <= now).limit(1)).first()


def event_of(db: Session, session_id: str) -> str | None:
    """The event of a session; None where there is no such session."""
    return db.scalar(select(DialogueSession.event_id).where(DialogueSession.id == session_id))


def session_now(db: Session, event_id: str) -> str | None:
    """The session opened last that is still open; else the next one planned; else the last one that was open."""
    asked = select(DialogueSession.id, DialogueSession.state, DialogueSession.opened_at)
    rows = db.execute(in_agenda_order(asked.where(DialogueSession.event_id == event_id, will_happen()))).all()
    opened = sorted((row for row in reversed(rows) if row.opened_at), key=lambda row: row.opened_at, reverse=True)
    still_open = [row for row in opened if row.state == "open"]
    planned = [row for row in rows if row.state == "planned"]
    return next((str(row.id) for row in (*still_open, *planned, *opened, *rows)), None)


def sector_meant(db: Session, event_id: str, typed: str) -> str:
    """The matching sector of the programme's list, ignoring case, or what was typed if there is none."""
    names = db.scalars(
        select(Sector.name)
        .join(Event, Event.programme_id == Sector.programme_id)
        .where(Event.id == event_id, Sector.retired_at.is_(None))
    )
    return next((name for name in names if name.casefold() == typed.casefold()), typed)


def table_at_first(db: Session, session_id: str, participant_id: str, sector: str | None) -> str | None:
    """Where somebody sits who comes into a session: at the table given to them, else where they sat last at the event.

    So a whole table is together again at once, and nobody's phone says that it may be recorded because one of them has
    not chosen a table again. They can change it. Nobody comes to a table without sound, or leaves one, in this way.
    """
    given = table_given(db, session_id, sector)
    row = db.get(DialogueSession, session_id)
    if given is not None or row is None or not row.tables_open:
        return given
    before = db.execute(
        select(TableGroup.number, TableGroup.without_sound)
        .join(SeatRow, SeatRow.table_id == TableGroup.id)
        .join(DialogueSession, DialogueSession.id == SeatRow.session_id)
        .where(
            SeatRow.participant_id == participant_id,
            DialogueSession.event_id == row.event_id,
            DialogueSession.id != session_id,
        )
        .order_by(SeatRow.arrived_at.desc(), SeatRow.session_id.desc())
        .limit(1)
    ).first()
    if before is None:
        return None
    here = (TableGroup.session_id == session_id, TableGroup.without_sound == before.without_sound)
    same = here if before.without_sound else (*here, TableGroup.number == before.number)
    return db.scalar(select(TableGroup.id).where(*same).limit(1))


def table_given(db: Session, session_id: str, sector: str | None) -> str | None:
    """The table with the fewest people of this sector, then the emptiest; None if tables are not given out.

    Nobody is given the table without sound: people choose it, so that a seat there tells nothing of their answers.
    """
    row = db.get(DialogueSession, session_id)
    if row is None or not (row.tables_open and row.tables_given):
        return None
    alike: dict[str | None, int] = defaultdict(int)
    here: dict[str | None, int] = defaultdict(int)
    for (table, of), count in tables_by_sector(db, session_id).items():
        here[table] += count
        alike[table] += count if of == sector else 0
    mixed = (TableGroup.session_id == session_id, ~TableGroup.without_sound)
    tables = db.execute(select(TableGroup.id, TableGroup.number).where(*mixed)).all()
    if not tables:
        return None
    return str(min(tables, key=lambda one: (alike[one.id], here[one.id], one.number)).id)
