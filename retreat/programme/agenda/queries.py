"""Reads about an agenda: each day with its times, what to look at, and how it goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.programme.agenda.checks import Finding, look_over, slack_of
from retreat.programme.agenda.forecast import Forecast, Line, Ran, forecast
from retreat.programme.agenda.laying import DAY_MINUTES, Slot, end_of, lay_out
from retreat.programme.agenda.models import AgendaDay, AgendaItem
from retreat.programme.agenda.operations import AS_USUAL, days_of
from retreat.programme.catalogue import Offer, activities
from retreat.programme.events import event_row
from retreat.programme.models import DialogueSession, Event, Round
from retreat.programme.steps import Step, step_of

# Minutes after its end at which a day on which nothing goes on is no longer shown.
OVER_AFTER = 60
# Steps in which people choose, sort or decide.
CONVERGENT = frozenset({"sort", "undertaking", "plan"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """A line of the agenda. ``begins`` and ``ends`` are None where it was dropped."""

    id: str
    day: int
    position: int
    what: str
    title: str
    minutes: int
    at: int | None
    is_beside: bool
    place: str
    lead: str
    hosts: str
    materials: str
    notes: str
    activity: str | None
    activity_name: str
    session_id: str | None
    session_state: str | None
    version: int
    is_dropped: bool
    begins: int | None
    ends: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayView:
    """A day of the agenda.

    Attributes:
        ends_at: The end that people were promised, if any.
        ends: When the last line ends.
        in_hand: Spare minutes, of ``worked`` minutes without breaks and meals.
    """

    day: int
    date: date
    starts_at: int
    ends_at: int | None
    notes: str
    items: tuple[ItemView, ...]
    slots: tuple[Slot, ...]
    findings: tuple[Finding, ...]
    ends: int
    in_hand: int
    worked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaView:
    """The days of an event, and the sessions that are on none of them: ``(id, title)``."""

    event_id: str
    days: tuple[DayView, ...]
    loose: tuple[tuple[str, str], ...]

    @property
    def is_empty(self) -> bool:
        return not any(day.items for day in self.days)


@dataclass(frozen=True, slots=True)
class Going:
    """Today's agenda and how it goes, with what is now and next."""

    today: DayView
    going: Forecast

    @property
    def now(self) -> list[Line]:
        return [line for line in self.going.lines if line.state == "now"]

    @property
    def next(self) -> list[Line]:
        return [line for line in self.going.lines if line.state == "next"]


def agenda_view(db: Session, event_id: str, offer: Offer) -> AgendaView:
    """An event's whole agenda, in a handful of queries.

    Raises:
        NotFound: There is no such event.
    """
    event = event_row(db, event_id)
    known = {row.day: row for row in db.scalars(select(AgendaDay).where(AgendaDay.event_id == event_id))}
    asked = select(AgendaItem).where(AgendaItem.event_id == event_id)
    items: dict[int, list[AgendaItem]] = defaultdict(list)
    for item in db.scalars(asked.order_by(AgendaItem.position, AgendaItem.id)):
        items[item.day].append(item)
    sessions = {
        row.id: row
        for row in db.scalars(
            select(DialogueSession)
            .where(DialogueSession.event_id == event_id)
            .order_by(DialogueSession.created_at, DialogueSession.id)
        )
    }
    steps = steps_of(db, sessions)
    listed = {item.session_id for some in items.values() for item in some}
    return AgendaView(
        event_id=event_id,
        days=tuple(
            _day(number, event.starts_on, known.get(number), items[number], sessions, steps, offer)
            for number in range(1, days_of(event) + 1)
        ),
        loose=tuple((row.id, row.title) for row in sessions.values() if row.id not in listed),
    )


def going_today(db: Session, event_id: str, *, now: datetime) -> Going | None:
    """How the day goes by now; None where nothing is planned on it, or it is long over."""
    programme_id = db.scalar(select(Event.programme_id).where(Event.id == event_id))
    if programme_id is None:
        return None
    today = now.astimezone().date()
    days = agenda_view(db, event_id, activities(db, programme_id)).days
    found = next((day for day in days if day.date == today and day.items), None)
    if found is None:
        return None
    going = Going(found, _forecast(db, found, now=now))
    is_over = _minutes(found.date, now) > going.going.planned_end + OVER_AFTER
    return None if is_over and not going.now else going


def _forecast(db: Session, day: DayView, *, now: datetime) -> Forecast:
    ids = [item.session_id for item in day.items if item.session_id]
    rows = {row.id: row for row in db.scalars(select(DialogueSession).where(DialogueSession.id.in_(ids)))}
    ran = {
        item.id: Ran(_on(day.date, rows[item.session_id].opened_at), _on(day.date, rows[item.session_id].ended_at))
        for item in day.items
        if item.session_id and item.session_id in rows
    }
    return forecast(day.slots, day.starts_at, ran, _minutes(day.date, now), day.ends_at)


def steps_of(db: Session, session_ids: Iterable[str]) -> dict[str, list[Step]]:
    """The steps of these sessions, in order."""
    found: dict[str, list[Step]] = defaultdict(list)
    asked = select(Round.session_id, Round.step).where(Round.session_id.in_(list(session_ids)))
    for row in db.execute(asked.order_by(Round.position)):
        found[row.session_id].append(step_of(row.step))
    return found


def minutes_together(steps: Sequence[Step]) -> int | None:
    """What steps take together; None if there are none, or one is untimed."""
    timed = [step.minutes for step in steps if step.minutes is not None]
    return sum(timed) if timed and len(timed) == len(steps) else None


def converges_after(steps: Sequence[Step]) -> int | None:
    """Minutes after which people begin to choose, sort or decide; None if they never do."""
    before = 0
    for step in steps:
        if step.interaction in CONVERGENT or step.vote_budget is not None:
            return before
        before += step.minutes or 0
    return None


def _minutes(day: date, at: datetime) -> int:
    here = at.astimezone()
    return (here.date() - day).days * DAY_MINUTES + here.hour * 60 + here.minute


def _on(day: date, at: datetime | None) -> int | None:
    """Minutes since the midnight of a day; None if it was on another day."""
    if at is None or at.astimezone().date() != day:
        return None
    return _minutes(day, at)


def _day(
    number: int,
    first: date,
    row: AgendaDay | None,
    items: Sequence[AgendaItem],
    sessions: dict[str, DialogueSession],
    steps: dict[str, list[Step]],
    offer: Offer,
) -> DayView:
    starts_at, ends_at = (row.starts_at, row.ends_at) if row else (AS_USUAL.starts_at, AS_USUAL.ends_at)
    slots = tuple(_slot(item, _planned(item, steps, offer)) for item in items)
    placed = lay_out(slots, starts_at)
    times = {one.slot.id: (one.begins, one.ends) for one in placed}
    in_hand, worked = slack_of(slots, starts_at, ends_at)
    return DayView(
        day=number,
        date=first + timedelta(days=number - 1),
        starts_at=starts_at,
        ends_at=ends_at,
        notes=row.notes if row else "",
        items=tuple(_item(item, times.get(item.id), sessions.get(item.session_id or ""), offer) for item in items),
        slots=slots,
        findings=look_over(slots, starts_at, ends_at),
        ends=end_of(placed, starts_at),
        in_hand=in_hand,
        worked=worked,
    )


def _planned(item: AgendaItem, steps: dict[str, list[Step]], offer: Offer) -> Sequence[Step]:
    if item.session_id:
        return steps.get(item.session_id, [])
    found = offer.activities.get(item.activity or "")
    return found.steps if found else ()


def _slot(item: AgendaItem, steps: Sequence[Step]) -> Slot:
    return Slot(
        id=item.id,
        what=item.what,
        title=item.title,
        minutes=item.minutes,
        at=item.at,
        is_beside=item.is_beside,
        place=item.place,
        lead=item.lead,
        converges_after=converges_after(steps),
        steps_minutes=minutes_together(steps),
        is_dropped=item.dropped_at is not None,
    )


def _item(item: AgendaItem, times: tuple[int, int] | None, meeting: DialogueSession | None, offer: Offer) -> ItemView:
    activity = offer.activities.get(item.activity or "")
    return ItemView(
        id=item.id,
        day=item.day,
        position=item.position,
        what=item.what,
        title=item.title,
        minutes=item.minutes,
        at=item.at,
        is_beside=item.is_beside,
        place=item.place,
        lead=item.lead,
        hosts=item.hosts,
        materials=item.materials,
        notes=item.notes,
        activity=item.activity,
        activity_name=meeting.activity_name if meeting else activity.name if activity else "",
        session_id=item.session_id,
        session_state=meeting.state if meeting else None,
        version=item.version,
        is_dropped=item.dropped_at is not None,
        begins=times[0] if times else None,
        ends=times[1] if times else None,
    )
