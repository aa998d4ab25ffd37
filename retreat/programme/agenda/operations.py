"""Writes about an agenda: its days, their lines in order, and the sessions that are made from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from retreat.clock import Clock
from retreat.errors import Conflict, InvalidInput, NotFound
from retreat.ids import Ids
from retreat.programme.agenda.laying import WHATS
from retreat.programme.agenda.models import AgendaDay, AgendaItem
from retreat.programme.agenda.ready_made import ReadyAgenda, ReadyItem
from retreat.programme.agenda.written import Written, WrittenDay
from retreat.programme.catalogue import Offer
from retreat.programme.events import event_row
from retreat.programme.models import DialogueSession, Event
from retreat.programme.operations import create_session
from retreat.programme.replanning import planned_row, remove_session, rename_session, set_activity

DAYS_MAX = 31
ITEMS_MAX = 60
AS_USUAL = WrittenDay(starts_at=9 * 60 + 30)


class ChangedMeanwhile(Conflict):
    """Somebody else has changed the same line since it was shown."""

    code = "changed_meanwhile"
    tell = (
        "Somebody else has changed this line meanwhile. What you typed is still here; save it again to replace theirs."
    )


def days_of(event: Event) -> int:
    """How many days the agenda of an event has."""
    return min(DAYS_MAX, (event.ends_on - event.starts_on).days + 1)


def set_day(db: Session, event_id: str, day: int, written: WrittenDay, *, ids: Ids) -> None:
    """Say when a day begins and ends.

    Raises:
        NotFound: The event has no such day.
    """
    _check_day(db, event_id, day)
    row = db.scalars(select(AgendaDay).where(AgendaDay.event_id == event_id, AgendaDay.day == day)).first()
    if row is None:
        row = AgendaDay(id=ids(), event_id=event_id, day=day)
        db.add(row)
    row.starts_at, row.ends_at, row.notes = written.starts_at, written.ends_at, written.notes
    db.flush()


def add_item(
    db: Session,
    event_id: str,
    day: int,
    written: Written,
    *,
    offer: Offer,
    by: str | None,
    clock: Clock,
    ids: Ids,
    tables: int = 0,
    given: bool = False,
    session_id: str | None = None,
    question: str = "",
) -> str:
    """Add a line at the end of a day; with an activity, its session is planned too. Returns its id.

    Args:
        tables: How many tables that session has; 0 means that people sit together.
        given: Whether people are given a table there, so that sectors mix.
        session_id: A session that is planned already and becomes this line.
        question: What its first step asks, in place of what the activity asks; empty for that.

    Raises:
        NotFound: The event has no such day.
        InvalidInput: The day is full.
    """
    _check_day(db, event_id, day)
    there = db.scalar(_count(event_id, day)) or 0
    if there >= ITEMS_MAX:
        raise InvalidInput(f"A day can have {ITEMS_MAX} lines. Please remove one first.", code="day_is_full")
    row = AgendaItem(
        id=ids(),
        event_id=event_id,
        day=day,
        position=there,
        session_id=session_id,
        version=1,
        dropped_at=None,
        **asdict(written),
    )
    db.add(row)
    db.flush()
    if session_id is None and written.what == "session" and written.activity in offer.activities:
        _make_session(db, row, offer, by=by, clock=clock, ids=ids, tables=tables, given=given, question=question)
    return row.id


def change_item(
    db: Session,
    event_id: str,
    item_id: str,
    written: Written,
    *,
    seen: int,
    offer: Offer,
    by: str | None,
    clock: Clock,
    ids: Ids,
    tables: int = 0,
    given: bool = False,
) -> None:
    """Change a line. The title and the activity of its session change with it until that is opened.

    Args:
        seen: The version that the form showed.

    Raises:
        ChangedMeanwhile: It has another version by now.
        Conflict: It would get another activity, or none, though its session has been opened.
    """
    row = item_row(db, event_id, item_id)
    if row.version != seen:
        raise ChangedMeanwhile()
    was = row.activity
    for name, value in asdict(written).items():
        setattr(row, name, value)
    row.version += 1
    if row.session_id is not None:
        _follow(db, row, was, offer, ids=ids)
    elif written.what == "session" and written.activity in offer.activities:
        _make_session(db, row, offer, by=by, clock=clock, ids=ids, tables=tables, given=given)
    db.flush()


def move_item(db: Session, event_id: str, item_id: str, *, day: int, place: int) -> None:
    """Put a line at another place, counted from 0, of the same or another day; what is beyond the end becomes last."""
    _check_day(db, event_id, day)
    row = item_row(db, event_id, item_id)
    before = row.day
    there = [one for one in _rows(db, event_id, day) if one.id != item_id]
    if before != day and len(there) >= ITEMS_MAX:
        raise InvalidInput(f"A day can have {ITEMS_MAX} lines. Please remove one first.", code="day_is_full")
    there.insert(max(0, min(place, len(there))), row)
    row.day = day
    _number(there)
    if before != day:
        _number(_rows(db, event_id, before))
    db.flush()


def drop_item(db: Session, event_id: str, item_id: str, *, now: datetime | None) -> AgendaItem:
    """Leave a line out of the day, or put it back with None; it stays on the agenda to be seen.

    Raises:
        Conflict: Its session has been opened.
    """
    row = item_row(db, event_id, item_id)
    if now is not None and row.session_id is not None:
        planned_row(db, row.session_id)
    row.dropped_at = now
    db.flush()
    return row


def remove_item(db: Session, event_id: str, item_id: str) -> bool:
    """Take a line off the agenda, with its session if nobody has come into it. Returns whether a session stays."""
    row = item_row(db, event_id, item_id)
    day, session_id = row.day, row.session_id
    db.delete(row)
    db.flush()
    _number(_rows(db, event_id, day))
    return session_id is not None and not remove_session(db, session_id)


def fill(
    db: Session,
    event_id: str,
    ready: ReadyAgenda,
    *,
    from_day: int,
    tables: int,
    offer: Offer,
    by: str | None,
    clock: Clock,
    ids: Ids,
) -> None:
    """Fill empty days of an event with a ready-made agenda, and plan its sessions.

    Raises:
        Conflict: Something is planned on one of these days.
        InvalidInput: It has more days than the event has from there on.
    """
    event = event_row(db, event_id, locked=True)
    _check_day(db, event_id, from_day)
    if from_day + len(ready.days) - 1 > days_of(event):
        raise InvalidInput(
            "This agenda has more days than the event. Please choose a shorter one.", code="too_many_days"
        )
    for number, planned in enumerate(ready.days, from_day):
        if db.scalar(_count(event_id, number)):
            raise Conflict(
                "Something is planned on this day already. Please start with an empty day.", code="day_planned"
            )
        day = WrittenDay(starts_at=planned.starts_at, ends_at=planned.ends_at, notes=planned.notes)
        set_day(db, event_id, number, day, ids=ids)
        for one in planned.items:
            at_tables, given = _seating(one, tables)
            add_item(
                db, event_id, number, one.written,
                offer=offer, by=by, clock=clock, ids=ids, tables=at_tables, given=given, question=one.question,
            )  # fmt: skip


def take_in(db: Session, event_id: str, session_id: str, *, day: int, minutes: int, ids: Ids, clock: Clock) -> str:
    """Put a session that was planned without the agenda at the end of a day. Returns the id of the line.

    Raises:
        NotFound: The event has no such session.
        Conflict: It is on the agenda already.
    """
    meeting = db.get(DialogueSession, session_id)
    if meeting is None or meeting.event_id != event_id:
        raise NotFound("There is no such session.")
    if db.scalars(select(AgendaItem.id).where(AgendaItem.session_id == session_id)).first():
        raise Conflict("This session is on the agenda already.", code="on_agenda")
    written = Written(what="session", title=meeting.title, minutes=minutes, activity=meeting.activity)
    nothing = Offer(activities={}, own=frozenset(), unreadable=())
    return add_item(
        db, event_id, day, written, offer=nothing, by=None, clock=clock, ids=ids, session_id=session_id
    )  # fmt: skip


def item_row(db: Session, event_id: str, item_id: str) -> AgendaItem:
    """A line of this event's agenda.

    Raises:
        NotFound: There is no such line.
    """
    row = db.get(AgendaItem, item_id)
    if row is None or row.event_id != event_id:
        raise NotFound("This line is no longer on the agenda.")
    return row


def _seating(one: ReadyItem, tables: int) -> tuple[int, bool]:
    return (tables if one.seating else 0), one.seating == "mixed"


def _make_session(
    db: Session,
    row: AgendaItem,
    offer: Offer,
    *,
    by: str | None,
    clock: Clock,
    ids: Ids,
    tables: int,
    given: bool,
    question: str = "",
) -> None:
    template = offer.activity(row.activity or "")
    # Where sound is planned, the last table is without it and open to all: a seat there tells nothing.
    made = create_session(
        db,
        event_id=row.event_id,
        title=row.title,
        template=template,
        by=by,
        clock=clock,
        ids=ids,
        tables=tables,
        tables_given=given,
        quiet_table=tables if tables > 1 and template.audio else None,
        question=question,
    )
    item_row(db, row.event_id, row.id).session_id = made.id
    db.flush()


def _follow(db: Session, row: AgendaItem, was: str | None, offer: Offer, *, ids: Ids) -> None:
    """The session of a line that was changed changes with it, until it is opened."""
    session_id = str(row.session_id)
    meeting = db.get_one(DialogueSession, session_id)
    if row.activity != was:
        planned_row(db, session_id)
    if row.activity is None or row.what != "session":
        row.session_id, row.activity = None, None
        db.flush()
        if not remove_session(db, session_id):
            raise Conflict(
                f"People have already come into this session, so it cannot become {WHATS[row.what].lower()}.",
                code="session_opened",
            )
        return
    if row.activity != was and row.activity in offer.activities:
        set_activity(db, session_id, offer.activities[row.activity], ids=ids)
    if meeting.state == "planned":
        rename_session(db, session_id, row.title)


def _check_day(db: Session, event_id: str, day: int) -> None:
    if not 1 <= day <= days_of(event_row(db, event_id)):
        raise NotFound("The event has no such day.")


def _count(event_id: str, day: int) -> Select[int]:
    return select(func.count(AgendaItem.id)).where(AgendaItem.event_id == event_id, AgendaItem.day == day)


def _rows(db: Session, event_id: str, day: int) -> list[AgendaItem]:
    asked = select(AgendaItem).where(AgendaItem.event_id == event_id, AgendaItem.day == day)
    return list(db.scalars(asked.order_by(AgendaItem.position, AgendaItem.id)))


def _number(rows: Sequence[AgendaItem]) -> None:
    for position, row in enumerate(rows):
        row.position = position


def follow_session(db: Session, session_id: str, title: str) -> None:
    """The line of a session that was given another title has it too."""
    row = db.scalars(select(AgendaItem).where(AgendaItem.session_id == session_id)).first()
    if row is not None and row.title != title:
        row.title, row.version = title, row.version + 1
        db.flush()
