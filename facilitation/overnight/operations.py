"""What the team writes and sorts between two days."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from facilitation.overnight.models import (
    MEMO_MAX_CHARS,
    TITLE_MAX_CHARS,
    OvernightHeading,
    OvernightMemo,
    OvernightThing,
    OvernightTitle,
)
from facilitation.overnight.queries import headings_of
from retreat.errors import InvalidInput, NotFound, NotPermitted
from retreat.ids import Ids

HEADINGS_MAX = 40


def add_heading(db: Session, event_id: str, day: int, title: str, *, by: str | None, now: datetime, ids: Ids) -> str:
    """A new heading below the others, or the one that has this title already. Returns its id.

    Raises:
        InvalidInput: It has no title, or a day has as many as fit.
    """
    text = _title(title)
    if same := _called(db, event_id, day, text):
        return same
    here = (OvernightHeading.event_id == event_id, OvernightHeading.day == day)
    if (db.scalar(select(func.count()).where(*here)) or 0) >= HEADINGS_MAX:
        raise InvalidInput(f"A day can have {HEADINGS_MAX} headings.", code="too_many_headings")
    last = db.scalar(select(func.max(OvernightHeading.position)).where(*here))
    row = OvernightHeading(id=ids(), event_id=event_id, day=day, position=(last or 0) + 1)
    db.add(row)
    db.flush()
    db.add(OvernightTitle(id=ids(), heading_id=row.id, number=1, text=text, at=now, by_id=by))
    db.flush()
    return row.id


def rename_heading(
    db: Session, event_id: str, day: int, heading_id: str, title: str, *, by: str | None, now: datetime, ids: Ids
) -> None:
    """Another title; the earlier ones stay. The same one again changes nothing.

    Raises:
        NotFound: There is no such heading.
        InvalidInput: It has no title, or another heading has it.
    """
    text = _title(title)
    _heading(db, event_id, day, heading_id)
    if _called(db, event_id, day, text) not in (None, heading_id):
        says = f"Another heading is called “{text}”. Put the notes under that one, or choose another name."
        raise InvalidInput(says, fields={f"rename_{heading_id}": says})
    titles = select(OvernightTitle).where(OvernightTitle.heading_id == heading_id)
    last = db.scalars(titles.order_by(OvernightTitle.number.desc())).first()
    if last is not None and last.text == text:
        return
    number = last.number + 1 if last else 1
    db.add(OvernightTitle(id=ids(), heading_id=heading_id, number=number, text=text, at=now, by_id=by))
    db.flush()


def remove_heading(db: Session, event_id: str, day: int, heading_id: str) -> None:
    """It goes with all its titles; what stood under it stands under none.

    Raises:
        NotFound: There is no such heading.
    """
    _heading(db, event_id, day, heading_id)
    under = update(OvernightThing).where(OvernightThing.heading_id == heading_id)
    db.execute(under.values(heading_id=None))
    db.execute(delete(OvernightTitle).where(OvernightTitle.heading_id == heading_id))
    db.execute(delete(OvernightHeading).where(OvernightHeading.id == heading_id))


def put_under(db: Session, event_id: str, day: int, things: Collection[str], heading_id: str | None) -> None:
    """Put things under a heading; None takes them out of theirs.

    Raises:
        NotFound: There is no such heading.
    """
    if heading_id is not None:
        _heading(db, event_id, day, heading_id)
    for thing_id in things:
        _row(db, event_id, day, thing_id).heading_id = heading_id
    db.flush()


def leave_off(db: Session, event_id: str, day: int, shown: Collection[str], kept: Collection[str]) -> None:
    """Of the things that were ``shown`` in a form, only those that are ``kept`` come on the next morning's page."""
    for thing_id in shown:
        _row(db, event_id, day, thing_id).left_off = thing_id not in kept
    db.flush()


def add_memo(db: Session, event_id: str, day: int, text: str, *, by: str | None, now: datetime, ids: Ids) -> None:
    """Keep a memo.

    Raises:
        InvalidInput: It is empty or too long.
    """
    words = text.strip()
    if not words or len(words) > MEMO_MAX_CHARS:
        says = f"Please write something, at most {MEMO_MAX_CHARS:,} characters."
        raise InvalidInput(says, fields={"memo": says})
    db.add(OvernightMemo(id=ids(), event_id=event_id, day=day, text=words, at=now, by_id=by))
    db.flush()


def remove_memo(db: Session, event_id: str, day: int, memo_id: str, *, by: str) -> None:
    """Whoever wrote a memo removes it.

    Raises:
        NotFound: There is no such memo.
        NotPermitted: Somebody else wrote it.
    """
    row = db.get(OvernightMemo, memo_id)
    if row is None or (row.event_id, row.day) != (event_id, day):
        raise NotFound("This memo is no longer there.")
    if row.by_id != by:
        raise NotPermitted("Only the person who wrote a memo can remove it.")
    db.delete(row)
    db.flush()


def _called(db: Session, event_id: str, day: int, title: str) -> str | None:
    """The heading that has this title now, whatever its capitals."""
    found = headings_of(db, event_id, day)
    return next((one.id for one in found if one.title.casefold() == title.casefold()), None)


def _heading(db: Session, event_id: str, day: int, heading_id: str) -> OvernightHeading:
    row = db.get(OvernightHeading, heading_id)
    if row is None or (row.event_id, row.day) != (event_id, day):
        raise NotFound("This heading is no longer there.")
    return row


def _row(db: Session, event_id: str, day: int, thing_id: str) -> OvernightThing:
    row = db.get(OvernightThing, (event_id, day, thing_id))
    if row is None:
        row = OvernightThing(event_id=event_id, day=day, thing_id=thing_id, heading_id=None, left_off=False)
        db.add(row)
    return row


def _title(title: str) -> str:
    text = " ".join(title.split())
    if not text or len(text) > TITLE_MAX_CHARS:
        says = f"Please give the heading a title of at most {TITLE_MAX_CHARS} characters."
        raise InvalidInput(says, fields={"title": says})
    return text
