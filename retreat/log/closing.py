"""Closing an event: what is still open ends, and what people kept to themselves is erased.

A few things at a time, so that other rooms can write in between. Until all of it is done the event is overdue: if
a process is interrupted, the worker continues.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.database import Database
from retreat.house import House
from retreat.ids import Ids
from retreat.jobs.registry import offer_small_work
from retreat.keeping.gone import settle
from retreat.log import store
from retreat.log.care.requests import forget_requests
from retreat.log.makings import kept_alone
from retreat.log.models import SessionHead
from retreat.log.projections import Kept, project
from retreat.people.arrivals import forget_addresses
from retreat.people.arriving.openings import forget_openings
from retreat.programme.events import event_row, overdue
from retreat.programme.models import DialogueSession, Round

# Each takes some milliseconds, and other writers wait for the whole transaction.
ERASED_AT_ONCE = 8
# Between two: in the web process all writes share one queue. Another process that waits for SQLite checks only now and
# then whether it is free, and at night nobody waits for the end.
_BREATH_S = 0.005
_WORKERS_BREATH_S = 0.06


def close_event(database: Database, event_id: str, *, now: datetime, ids: Ids) -> set[str]:
    """Close an event. Its letters let nobody in any more; people go on reading and taking back what is theirs.

    Returns:
        The sessions whose logs have grown.

    Raises:
        NotFound: There is no such event.
    """
    database.write(lambda db: _let_nobody_in(db, event_id, now=now))
    return _close_what_is_over(database, event_id, now=now, ids=ids, breath_s=_BREATH_S)


def close_overdue(house: House, _speech: object, _worker_id: str) -> bool:
    """Close one event whose last day is over; whether there was one."""
    now = house.clock()
    with house.database.read() as db:
        event_id = overdue(db, now=now)
    if event_id is None:
        return False
    _close_what_is_over(house.database, event_id, now=now, ids=house.ids, breath_s=_WORKERS_BREATH_S)
    return True


offer_small_work(close_overdue)


def _close_restored(house: House, _open_speech: object) -> None:
    """Events that were closed since a backup, or whose last day is over, are closed before anybody can read them."""
    while close_overdue(house, None, ""):
        pass


settle(_close_restored, "end")


def _let_nobody_in(db: Session, event_id: str, *, now: datetime) -> None:
    event = event_row(db, event_id, locked=True)
    event.closes_at = min(event.closes_at, now)


def _close_what_is_over(database: Database, event_id: str, *, now: datetime, ids: Ids, breath_s: float) -> set[str]:
    grown: set[str] = set()
    while some := database.write(lambda db: _close_some(db, event_id, now=now, ids=ids)):
        grown |= some
        time.sleep(breath_s)
    return grown


def _close_some(db: Session, event_id: str, *, now: datetime, ids: Ids) -> set[str]:
    """The sessions in which something was left to do; none once the event is closed, or is open again."""
    event = event_row(db, event_id, locked=True)
    if event.closed_at is not None or event.closes_at > now:
        return set()
    with_log = (
        select(DialogueSession.id)
        .join(SessionHead, SessionHead.session_id == DialogueSession.id)
        .where(DialogueSession.event_id == event_id)
        .order_by(DialogueSession.id)
    )
    servers = [_Server(db=db, session_id=session_id, now=now, ids=ids) for session_id in db.scalars(with_log)]
    # Lock all of them first: a note that was on its way is there now, or will find the event closed.
    still_open = [server for server in servers if store.lock(db, server.session_id) == "open"]
    for server in still_open:
        _end(server)
    if still_open:
        return {server.session_id for server in still_open}
    for server in servers:
        if _erase_only_me(server):
            return {server.session_id}
    forget_addresses(db, event_id)
    forget_openings(db, event_id)
    forget_requests(db, event_id)
    event.closed_at = now
    return set()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Server:
    """What the server itself does in one session, as an operation of nobody's."""

    db: Session
    session_id: str
    now: datetime
    ids: Ids

    def does(
        self, kind: str, target_id: str, channel: str, *, body: Mapping[str, Any] | None = None, version: int = 1
    ) -> None:
        appended = store.append_own(
            self.db, self.session_id, kind, target_id, channel, now=self.now, ids=self.ids, body=body, version=version
        )
        project(
            self.db,
            Kept(
                session_id=self.session_id,
                kind=kind,
                target_id=target_id,
                participant_id=None,
                body=body or {},
                keep={"erase": True},
                channels=(channel,),
                version=version,
                texts={},
                words_id=None,
                at=appended.at,
                written_at=self.now,
                round_id=None,
            ),
        )


def _end(server: _Server) -> None:
    still_open = select(Round.id, Round.version).where(Round.session_id == server.session_id, Round.state == "open")
    for row in server.db.execute(still_open).all():
        server.does("round.close", row.id, "all", body={"version": row.version + 1}, version=row.version + 1)
    server.does("session.end", server.session_id, "all")


def _erase_only_me(server: _Server) -> bool:
    """Erase some things that nobody else ever read, on each author's own channel. Returns whether there were any."""
    some = list(kept_alone(server.db, server.session_id, most=ERASED_AT_ONCE))
    for one in some:
        server.does(one.removal, one.id, f"person:{one.participant_id}", version=one.version + 1)
    return bool(some)
