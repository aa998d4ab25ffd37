"""What was written on one day of an event, as the team sees it in the evening. Every word passes the gate."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from facilitation.overnight.models import OvernightHeading, OvernightMemo, OvernightThing, OvernightTitle
from retreat.consent.gate import Reader, may_read
from retreat.errors import NotFound
from retreat.log.light_bulbs import LIGHT_BULBS
from retreat.log.makings import Making, makings
from retreat.log.memos.queries import memos_in
from retreat.log.models import Words
from retreat.log.written import NOTES
from retreat.people.models import Staff
from retreat.programme.agenda.models import AgendaItem
from retreat.programme.agenda.operations import days_of
from retreat.programme.events import event_row
from retreat.programme.models import DialogueSession

EVERYONE = "everyone"
YESTERDAY = "yesterday"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """Something that somebody wrote on that day.

    Attributes:
        sides: What was said on it, for a tension.
        is_for_everyone: Whether everyone at the event could read it; only that can be shown in the morning.
    """

    id: str
    text: str
    session_id: str
    session: str
    at: datetime
    is_for_everyone: bool
    sides: tuple[str, ...] = ()
    heading_id: str | None = None
    left_off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """One title of a heading; ``by`` is empty where the account is gone."""

    text: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading with its titles, the latest last, and what stands under it."""

    id: str
    titles: tuple[Title, ...]
    things: tuple[Thing, ...] = ()

    @property
    def title(self) -> str:
        return self.titles[-1].text


@dataclass(frozen=True, slots=True, kw_only=True)
class Memo:
    """A memo; ``is_mine`` if its reader wrote it."""

    id: str
    text: str
    at: datetime
    by: str
    is_mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskMemo:
    """A memo that was written at the desk of a session; ``by``: None if its reader wrote it."""

    text: str
    at: datetime
    by: str | None
    is_shared: bool
    session_id: str
    session: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The line of the next day that opens with all this."""

    item_id: str
    title: str
    session_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written on one day, and how the team grouped it. ``loose``: notes under no heading."""

    day: int
    date: date
    headings: tuple[Heading, ...]
    loose: tuple[Thing, ...]
    bulbs: tuple[Thing, ...]
    stones: tuple[Thing, ...]
    tensions: tuple[Thing, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nobody wrote anything, and the team has made no heading."""
        return not (self.headings or self.loose or self.bulbs or self.stones or self.tensions)


def sessions_of_day(db: Session, event_id: str, day: int) -> dict[str, str]:
    """Titles of the sessions that are on this day of the agenda, or were opened on it without being on the agenda.

    Raises:
        NotFound: The event has no such day.
    """
    event = event_row(db, event_id)
    if not 1 <= day <= days_of(event):
        raise NotFound("The event has no such day.")
    on = event.starts_on + timedelta(days=day - 1)
    rows = db.execute(
        select(DialogueSession.id, DialogueSession.title, DialogueSession.opened_at, AgendaItem.day)
        .outerjoin(AgendaItem, AgendaItem.session_id == DialogueSession.id)
        .where(DialogueSession.event_id == event_id, DialogueSession.opened_at.is_not(None))
        .order_by(DialogueSession.opened_at, DialogueSession.id)
    )
    return {
        row.id: row.title
        for row in rows
        if (row.day == day if row.day is not None else row.opened_at.astimezone().date() == on)
    }


def written_on(db: Session, reader: Reader, event_id: str, day: int) -> Written:
    """Everything of a day that the team may read, grouped as far as it is.

    Raises:
        NotFound: The event has no such day.
    """
    return gathered(db, event_id, day, lambda making: may_read(reader, making.gated))


def gathered(db: Session, event_id: str, day: int, seen: Any) -> Written:
    """The same for any reader: ``seen`` is called with a ``Making`` and says which of its rows may be read."""
    sessions = sessions_of_day(db, event_id, day)
    put = {
        row.thing_id: row
        for row in db.scalars(
            select(OvernightThing).where(OvernightThing.event_id == event_id, OvernightThing.day == day)
        )
    }

    def of(making: Making, *more: ColumnElement[bool]) -> list[Thing]:
        return [_put(one, put.get(one.id)) for one in _things(db, making, sessions, seen(making), more)]

    assumptions, tensions = _making("assumption"), _making("tension")
    notes = of(NOTES)
    headings = headings_of(db, event_id, day)
    known = {one.id for one in headings}
    sides = _sides(db, tensions, sessions, seen(tensions))
    return Written(
        day=day,
        date=event_row(db, event_id).starts_on + timedelta(days=day - 1),
        headings=tuple(
            Heading(id=one.id, titles=one.titles, things=tuple(note for note in notes if note.heading_id == one.id))
            for one in headings
        ),
        loose=tuple(note for note in notes if note.heading_id not in known),
        bulbs=tuple(of(LIGHT_BULBS)),
        stones=tuple(of(assumptions, assumptions.row.part == "assumption")),
        tensions=tuple(
            replace(one, sides=sides.get(one.id, ())) for one in of(tensions, tensions.row.stance == "tension")
        ),
    )


def headings_of(db: Session, event_id: str, day: int) -> list[Heading]:
    """The headings of a day in their order, without what stands under them."""
    rows = db.execute(
        select(OvernightHeading.id, OvernightTitle, Staff.name)
        .join(OvernightTitle, OvernightTitle.heading_id == OvernightHeading.id)
        .outerjoin(Staff, Staff.id == OvernightTitle.by_id)
        .where(OvernightHeading.event_id == event_id, OvernightHeading.day == day)
        .order_by(OvernightHeading.position, OvernightHeading.id, OvernightTitle.number)
    )
    titles: dict[str, list[Title]] = {}
    for heading_id, title, name in rows:
        titles.setdefault(heading_id, []).append(Title(text=title.text, at=title.at, by=name or ""))
    return [Heading(id=heading_id, titles=tuple(some)) for heading_id, some in titles.items()]


def memos_of(db: Session, event_id: str, day: int, staff_id: str) -> list[Memo]:
    """The team's memos of a day, in the order in which they were written."""
    rows = db.execute(
        select(OvernightMemo, Staff.name)
        .outerjoin(Staff, Staff.id == OvernightMemo.by_id)
        .where(OvernightMemo.event_id == event_id, OvernightMemo.day == day)
        .order_by(OvernightMemo.at, OvernightMemo.id)
    )
    return [
        Memo(id=memo.id, text=memo.text, at=memo.at, by=name or "", is_mine=memo.by_id == staff_id)
        for memo, name in rows
    ]


def desk_memos_of(db: Session, reader: Reader, event_id: str, day: int) -> list[DeskMemo]:
    """What the team wrote at the desks of that day's sessions, as far as this reader may see it, by time."""
    found = [
        DeskMemo(text=one.text, at=one.at, by=one.by, is_shared=one.is_shared, session_id=session_id, session=title)
        for session_id, title in sessions_of_day(db, event_id, day).items()
        for one in memos_in(db, reader, session_id)
    ]
    return sorted(found, key=lambda one: one.at)


def opening_of(db: Session, event_id: str, day: int) -> Opening | None:
    """What opens the next day with this one's headings; None where nothing on the agenda does."""
    row = db.scalars(
        select(AgendaItem)
        .where(
            AgendaItem.event_id == event_id,
            AgendaItem.day == day + 1,
            AgendaItem.activity == YESTERDAY,
            AgendaItem.dropped_at.is_(None),
        )
        .order_by(AgendaItem.position)
    ).first()
    return None if row is None else Opening(item_id=row.id, title=row.title, session_id=row.session_id)


def _things(
    db: Session,
    making: Making,
    sessions: dict[str, str],
    seen: ColumnElement[bool],
    more: Sequence[ColumnElement[bool]],
) -> list[Thing]:
    row = making.row
    rows = db.execute(
        select(row.id, row.session_id, row.share, making.at, Words.texts)
        .join(Words, Words.id == row.words_id)
        .where(row.session_id.in_(sessions), seen, *more)
        .order_by(making.at, row.id)
    )
    return [
        Thing(
            id=one.id,
            text=_one_text(making, one.texts),
            session_id=one.session_id,
            session=sessions[one.session_id],
            at=one[3],
            is_for_everyone=one.share == EVERYONE,
        )
        for one in rows
    ]


def _one_text(making: Making, texts: dict[str, Any]) -> str:
    """Its words; those of a light bulb with what each of them is."""
    said = ((making.texts[name], texts.get(name)) for name in making.texts)
    return "\n".join(f"{label}: {words}" if label else str(words) for label, words in said if words)


def _sides(
    db: Session, making: Making, sessions: Collection[str], seen: ColumnElement[bool]
) -> dict[str, tuple[str, ...]]:
    """What was said on each tension that somebody named, as far as everyone could read it."""
    found: dict[str, tuple[str, ...]] = {}
    part = making.row
    rows = db.execute(
        select(part.tension_id, Words.texts)
        .join(Words, Words.id == part.words_id)
        .where(part.session_id.in_(sessions), part.stance == "side", part.share == EVERYONE, seen)
        .order_by(part.at, part.id)
    )
    for tension_id, texts in rows:
        found[tension_id or ""] = (*found.get(tension_id or "", ()), texts.get("text", ""))
    return found


def _making(noun: str) -> Making:
    """By its name: an interaction that opens a day with all this cannot be imported from here."""
    return next(one for one in makings() if one.noun == noun)


def _put(thing: Thing, row: OvernightThing | None) -> Thing:
    return thing if row is None else replace(thing, heading_id=row.heading_id, left_off=row.left_off)
