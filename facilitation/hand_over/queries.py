"""What the desk is told after a hand-over: how long the gap is, who is not back yet, what nobody can bring again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.keeping.standing import GoesOn, goes_on
from retreat.log.models import LogOperation
from retreat.people.arriving.coming_back import devices, last_heard
from retreat.programme.queries import session_view
from retreat.recordings.models import RECEIVING
from retreat.recordings.queries import recordings_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Somebody whose device was not heard again; ``table``: its name, if they sat at one."""

    name: str | None
    table: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """What is known of a session that goes on from a copy.

    Attributes:
        copied_at: Up to when everything is here.
        at: When this machine began to go on from it.
        stopped_at: The latest moment at which a device that is back heard the earlier machine; None if none says.
        back: How many devices are back, of those that were in the session when the copy was made.
        missing: Whose are not.
        brought: How many things phones have brought again.
        sound: Tables, or the room, whose sound was coming in when the copy was made.
    """

    copied_at: datetime
    at: datetime
    stopped_at: datetime | None
    back: int
    missing: tuple[Missing, ...]
    brought: int
    sound: tuple[str, ...]


def hand_over(db: Session, session_id: str) -> HandOver | None:
    """What is known of it; None where this machine does not go on from a copy, or the session began after that."""
    copy, meeting = goes_on(db), session_view(db, session_id)
    if copy is None or not _was_going_on(db, session_id, copy):
        return None
    tables = {table.id: table.name for table in meeting.tables}
    people = devices(db, session_id, since=copy.at)
    coming = [one for one in recordings_of(db, session_id) if one.state == RECEIVING and one.started_at < copy.at]
    return HandOver(
        copied_at=copy.copied,
        at=copy.at,
        stopped_at=last_heard(db, since=copy.at),
        back=sum(1 for one in people if one.is_back),
        missing=tuple(
            Missing(name=one.name, table=tables.get(one.table_id or "")) for one in people if not one.is_back
        ),
        brought=_brought(db, session_id, copy),
        sound=tuple(tables.get(one.table_id or "", "the room") for one in coming),
    )


def _was_going_on(db: Session, session_id: str, copy: GoesOn) -> bool:
    """Whether it was open when the copy was made: its log had begun, and had not ended."""
    log = (LogOperation.session_id == session_id, LogOperation.at < copy.at)
    began = select(LogOperation.kind).where(*log).limit(1)
    last = (
        select(LogOperation.kind)
        .where(*log, LogOperation.kind.in_(("session.open", "session.end", "session.reopen")))
        .order_by(LogOperation.seq.desc())
        .limit(1)
    )
    return db.scalar(began) is not None and db.scalar(last) != "session.end"


def _brought(db: Session, session_id: str, copy: GoesOn) -> int:
    """Done, as their phones say, between the copy and the hand-over, and kept here since."""
    asked = select(func.count()).where(
        LogOperation.session_id == session_id,
        LogOperation.at >= copy.at,
        LogOperation.client_at >= copy.copied,
        LogOperation.client_at < copy.at,
    )
    return db.scalar(asked) or 0
