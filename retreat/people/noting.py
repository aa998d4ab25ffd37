"""Noting deeds when requests are answered. A change is written in its own transaction.

What only reads waits in memory for seconds and is written many at a time, and the same page opened again within minutes
is one deed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, Response, current_app, request
from sqlalchemy.orm import Session

from retreat.house import House
from retreat.people import deeds
from retreat.people.deeds import Done, row_of
from retreat.people.guard import current_staff
from retreat.web.house import house
from retreat.web.origins import address

View = TypeVar("View", bound=Callable[..., Any])
AGAIN = timedelta(minutes=10)
WAITING_MAX = 10_000
FLUSH_S = 2.0
_BUFFER, _MARK = "retreat.deeds", "retreat_noted_as"
# Every page of a record is below this path; pages for planning and leading are not.
_RECORD = "/sessions/"
_OK = 200
_NO_TIME = datetime.min.replace(tzinfo=UTC)


def write_down(db: Session, act: str, *, now: datetime, **about: str | None) -> None:
    """As ``deeds.write_down``, with where the present request came from."""
    deeds.write_down(db, act, now=now, address=address(), **about)


@dataclass(slots=True)
class Buffer:
    """Deeds of one process that wait to be written."""

    _waiting: list[Done] = field(default_factory=list)
    _last: dict[Done, datetime] = field(default_factory=dict)

    def add(self, done: Done) -> None:
        """Keep it for the next write, unless the same was done minutes ago."""
        same = replace(done, at=_NO_TIME)
        last = self._last.get(same)
        if (last is not None and done.at - last < AGAIN) or len(self._waiting) >= WAITING_MAX:
            return
        if len(self._last) >= WAITING_MAX:
            self._last = {one: at for one, at in self._last.items() if done.at - at < AGAIN}
        self._last[same] = done.at
        self._waiting.append(done)

    def flush(self, house: House) -> None:
        """Write what waits, in one transaction.

        Raises:
            Unavailable: The database could not be written; the deeds keep waiting.
        """
        if not self._waiting:
            return
        taken, self._waiting = self._waiting, []
        try:
            if house.settings.audit_days:
                house.database.write(lambda db: db.add_all(map(row_of, taken)))
        except BaseException:
            self._waiting = taken + self._waiting
            raise


def buffer(app: Flask | None = None) -> Buffer:
    """The deeds of an application that wait; without one, of that which serves the present request."""
    found: Buffer = (app or current_app).extensions.setdefault(_BUFFER, Buffer())
    return found


def noted_as(act: str, *, thing: str = "") -> Callable[[View], View]:
    """Note a deed whenever a view has answered; a refusal is not noted.

    Args:
        act: One of ``ACTS``.
        thing: The part of the address that says with what.
    """

    def marked(view: View) -> View:
        @wraps(view)
        def doing(*args: Any, **named: Any) -> Any:
            answer = view(*args, **named)
            _note(act, named.get("session_id"), named.get(thing))
            return answer

        setattr(doing, _MARK, act)
        return cast(View, doing)

    return marked


def note_reading(response: Response) -> Response:
    """After each request: if it was answered with the words of a record, that record was read."""
    named = request.view_args or {}
    is_record = request.path.startswith(_RECORD) and "session_id" in named
    view = current_app.view_functions.get(request.endpoint or "")
    if is_record and request.method == "GET" and response.status_code == _OK and not hasattr(view, _MARK):
        _note("read", named["session_id"], None)
    return response


def _note(act: str, session_id: str | None, thing: object) -> None:
    staff = current_staff()
    buffer().add(
        Done(
            act=act,
            at=house().clock(),
            staff_id=staff.staff_id if staff else None,
            session_id=session_id,
            thing=str(thing)[:64] if thing else None,
            address=address(),
        )
    )
