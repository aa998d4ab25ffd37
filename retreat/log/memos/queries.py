"""Reading memos: one's own, and those that others of the team share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader, StaffReader
from retreat.log.memos.models import SessionMemo
from retreat.people.members import programmes_of
from retreat.people.models import Staff
from retreat.programme.queries import sessions_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Memo:
    """A memo as one reader sees it. ``by``: its author's name, None if it is the reader's own."""

    id: str
    text: str
    at: datetime
    by: str | None
    is_shared: bool
    version: int


def memos_in(db: Session, reader: Reader, session_id: str) -> list[Memo]:
    """The memos of a session that somebody may read, in the order of their moments.

    Only staff read any: their own, and shared ones of a programme in which they correct records or lead.
    """
    if not isinstance(reader, StaffReader):
        return []
    theirs = SessionMemo.session_id.in_(sessions_in(programmes_of(reader.staff_id, "works")))
    rows = db.execute(
        select(SessionMemo, Staff.name)
        .join(Staff, Staff.id == SessionMemo.staff_id)
        .where(
            SessionMemo.session_id == session_id,
            theirs,
            or_(SessionMemo.staff_id == reader.staff_id, SessionMemo.is_shared.is_(True)),
        )
        .order_by(SessionMemo.at, SessionMemo.id)
    )
    return [
        Memo(
            id=row.id,
            text=row.text,
            at=row.at,
            by=None if row.staff_id == reader.staff_id else name,
            is_shared=row.is_shared,
            version=row.version,
        )
        for row, name in rows
    ]
