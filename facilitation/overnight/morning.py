"""What the room sees of the day before: what everyone could read, without names, as each author agrees now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from facilitation.overnight.models import OvernightHeading, OvernightThing
from facilitation.overnight.queries import EVERYONE, Heading, Thing, Written, gathered, sessions_of_day
from retreat.clock import to_text
from retreat.consent.gate import may_be_shown
from retreat.log.makings import Making
from retreat.programme.agenda.models import AgendaItem
from retreat.programme.models import DialogueSession, Round
from retreat.programme.steps import step_of
from retreat.transcripts.quality.doubtful import Doubtful, doubtful_talk


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """What the next day opens with. ``doubtful``: where the machine was unsure of the talk; never its words."""

    written: Written
    doubtful: tuple[Doubtful, ...]


def morning_of(db: Session, event_id: str, day: int) -> Morning:
    """What the morning after this day opens with.

    Raises:
        NotFound: The event has no such day.
    """
    sessions = sessions_of_day(db, event_id, day)
    unseen = _off_the_wall(db, list(sessions))

    def seen(making: Making) -> ColumnElement[bool]:
        row = making.row
        off = row.round_id.not_in(unseen) if unseen and hasattr(row, "round_id") else row.id.is_not(None)
        return and_(row.share == EVERYONE, off, ~making.gone, may_be_shown(making.gated))

    written = gathered(db, event_id, day, seen)
    on = {"bulbs": _on(written.bulbs), "stones": _on(written.stones), "tensions": _on(written.tensions)}
    headings = tuple(
        Heading(id=one.id, titles=one.titles, things=_on(one.things)) for one in written.headings
    )  # fmt: skip
    kept = Written(day=day, date=written.date, headings=headings, loose=_on(written.loose), **on)
    return Morning(written=kept, doubtful=tuple(doubtful_talk(db, sessions)))


def day_before(db: Session, session_id: str) -> tuple[str, int] | None:
    """The event of a session, and the day that its morning looks back on.

    On the agenda it is the day before; nothing comes before the first day. A session that is not on it looks back on
    the last day that the team worked on.
    """
    row = db.execute(
        select(DialogueSession.event_id, AgendaItem.day)
        .outerjoin(AgendaItem, AgendaItem.session_id == DialogueSession.id)
        .where(DialogueSession.id == session_id)
    ).first()
    if row is None:
        return None
    if row.day is not None:
        return (row.event_id, row.day - 1) if row.day > 1 else None
    worked = [
        db.scalar(select(func.max(table.day)).where(table.event_id == row.event_id))
        for table in (OvernightHeading, OvernightThing)
    ]
    last = max((day for day in worked if day is not None), default=None)
    return None if last is None else (row.event_id, last)


def for_session(db: Session, session_id: str) -> dict[str, Any]:
    """The same as JSON, for phones, the wall and the desk: ``headings`` by id, each with its first title and notes."""
    found = day_before(db, session_id)
    if found is None:
        return {"day": None, "headings": {}, "bulbs": [], "stones": [], "tensions": [], "doubtful": []}
    morning = morning_of(db, *found)
    written = morning.written
    return {
        "day": to_text(datetime.combine(written.date, datetime.min.time()).astimezone()),
        "headings": {
            one.id: {"title": one.title, "notes": [_told(thing) for thing in one.things]} for one in written.headings
        },
        "bulbs": [_told(one) for one in written.bulbs],
        "stones": [_told(one) for one in written.stones],
        "tensions": [_told(one) for one in written.tensions],
        "doubtful": [
            {"session": one.session, "table": one.table, "at": to_text(one.at), "seconds": one.seconds}
            for one in morning.doubtful
        ],
    }


def _told(thing: Thing) -> dict[str, Any]:
    return {"id": thing.id, "text": thing.text, "session": thing.session, "sides": list(thing.sides)}


def _on(things: tuple[Thing, ...]) -> tuple[Thing, ...]:
    return tuple(one for one in things if not one.left_off)


def _off_the_wall(db: Session, session_ids: list[str]) -> list[str]:
    """Rounds whose answers were kept off the wall: they stay off it."""
    rows = db.execute(select(Round.id, Round.step).where(Round.session_id.in_(session_ids)))
    return [round_id for round_id, step in rows if step_of(step).who.get("screens") == "nothing"]
