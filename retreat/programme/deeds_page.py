"""“What was done”: who of staff did what, when and in which session. For owners; also as a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import Response, make_response, request
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from retreat.errors import InvalidInput
from retreat.people.deeds import ACTS
from retreat.people.guard import this_staff
from retreat.people.models import Deed, Staff
from retreat.people.noting import buffer, write_down
from retreat.programme.models import DialogueSession, Programme
from retreat.web.asked import number
from retreat.web.house import house
from retreat.web.pages import page, unkept

PAGE = 100
EXPORT_MAX = 100_000
GONE = "somebody who has left"
_COLUMNS = ("at", "act", "who", "whose_account", "programme", "session", "with", "address")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedView:
    """One deed as it is shown: with today's names, and no name for people who are gone."""

    at: datetime
    act: str
    says: str
    who: str | None
    subject: str | None
    programme: str | None
    session_id: str | None
    session: str | None
    thing: str | None
    address: str | None


def deeds() -> Response:
    """A page of them, the latest first, narrowed as the form says."""
    here, asked = house(), request.args
    buffer().flush(here)
    at = max(number(asked.get("page")) or 1, 1)
    try:
        query = _narrowed(asked)
    except InvalidInput:
        query = _narrowed({name: value for name, value in asked.items() if name not in ("since", "until")})
    with here.database.read() as db:
        rows = db.scalars(query.limit(PAGE + 1).offset((at - 1) * PAGE)).all()
        found = _views(db, rows[:PAGE])
        people = db.execute(select(Staff.id, Staff.name).order_by(Staff.name, Staff.id)).tuples().all()
    return page(
        "programme/deeds.html",
        deeds=found,
        acts=tuple(ACTS.items()),
        people=people,
        asked={name: asked.get(name, "") for name in ("act", "who", "since", "until")},
        at=at,
        has_more=len(rows) > PAGE,
        days=here.settings.audit_days,
    )


def deeds_table() -> Response:
    """The same as a table, all pages at once."""
    here, asked, now = house(), request.args, house().clock()
    buffer().flush(here)
    query, by = _narrowed(asked).limit(EXPORT_MAX), this_staff().staff_id

    def gather() -> str:
        with here.database.read() as db:
            return _as_csv(_views(db, db.scalars(query).all()))

    text = here.offload(gather)
    here.database.write(lambda db: write_down(db, "log_exported", now=now, staff_id=by))
    response = make_response(text)
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="what-was-done.csv"'
    return unkept(response)


def _narrowed(asked: Mapping[str, str]) -> Select[Deed]:
    query = select(Deed).order_by(Deed.at.desc(), Deed.id.desc())
    if asked.get("act"):
        query = query.where(Deed.act == asked["act"])
    if asked.get("who"):
        query = query.where((Deed.staff_id == asked["who"]) | (Deed.subject_id == asked["who"]))
    if asked.get("since"):
        query = query.where(Deed.at >= _day(asked["since"]))
    if asked.get("until"):
        query = query.where(Deed.at < _day(asked["until"], later=timedelta(days=1)))
    return query


def _day(text: str, *, later: timedelta = timedelta()) -> datetime:
    """The beginning of a day, or a moment so much later, by the clock of this machine."""
    try:
        return datetime.combine(date.fromisoformat(text), time()).astimezone() + later
    except (ValueError, OverflowError) as error:
        raise InvalidInput("That is not a date.", fields={"since": "a date"}) from error


def _views(db: Session, rows: Iterable[Deed]) -> tuple[DeedView, ...]:
    rows = list(rows)
    people = _names(
        db, select(Staff.id, Staff.name), Staff.id.in_({x for row in rows for x in (row.staff_id, row.subject_id)})
    )
    sessions = _names(
        db, select(DialogueSession.id, DialogueSession.title), DialogueSession.id.in_({row.session_id for row in rows})
    )
    programmes = _names(db, select(Programme.id, Programme.title), Programme.id.in_({row.programme_id for row in rows}))
    return tuple(
        DeedView(
            at=row.at,
            act=row.act,
            says=ACTS.get(row.act, row.act),
            who=people.get(row.staff_id, GONE) if row.staff_id else None,
            subject=people.get(row.subject_id, GONE) if row.subject_id and row.subject_id != row.staff_id else None,
            programme=programmes.get(row.programme_id or ""),
            session_id=row.session_id if row.session_id in sessions else None,
            session=sessions.get(row.session_id or ""),
            thing=row.thing,
            address=row.address,
        )
        for row in rows
    )


def _names(db: Session, query: Select[str, str], which: object) -> dict[str, str]:
    return dict(db.execute(query.where(which)).tuples().all())  # type: ignore[arg-type]


def _as_csv(found: Iterable[DeedView]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    for one in found:
        at = one.at.astimezone().isoformat(timespec="seconds")
        row = (at, one.act, one.who, one.subject, one.programme, one.session, one.thing, one.address)
        writer.writerow([_safe(cell) for cell in row])
    return "\ufeff" + text.getvalue()


def _safe(cell: str | None) -> str | None:
    """A spreadsheet would run what begins like a formula, such as a name."""
    return f"'{cell}" if cell and cell.startswith(_FORMULA) else cell
