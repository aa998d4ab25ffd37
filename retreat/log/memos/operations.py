"""Writing, changing and erasing a memo. None commits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from retreat.database.erasing import ask_to_purge
from retreat.errors import Conflict, InvalidInput, NotFound
from retreat.log.memos.models import SessionMemo

MAX_CHARS = 4_000


def write_memo(
    db: Session, session_id: str, staff_id: str, text: str, *, memo_id: str, is_shared: bool, now: datetime
) -> None:
    """Keep a memo at this moment. The same id twice, as of a form that was sent twice, keeps one.

    Raises:
        InvalidInput: It is empty or too long.
        NotFound: The id is of somebody else's memo.
    """
    row = db.get(SessionMemo, memo_id)
    if row is not None:
        if row.staff_id != staff_id or row.session_id != session_id:
            raise NotFound
        return
    db.add(
        SessionMemo(
            id=memo_id,
            session_id=session_id,
            staff_id=staff_id,
            text=_checked(text),
            is_shared=is_shared,
            version=1,
            at=now,
            changed_at=now,
        )
    )
    db.flush()


def change_memo(
    db: Session, session_id: str, staff_id: str, memo_id: str, text: str, *, seen: int, is_shared: bool, now: datetime
) -> None:
    """Reword one's own memo, or share it, or stop sharing it; its moment stays.

    Raises:
        InvalidInput: It is empty or too long.
        NotFound: It is gone, or somebody else's.
        Conflict: It was changed in another window meanwhile.
    """
    row = _own(db, session_id, staff_id, memo_id)
    checked = _checked(text)
    if row.version != seen:
        raise Conflict("This memo was changed in another window. Please look again.", code="changed")
    if checked != row.text:
        ask_to_purge(db, now=now, tables={SessionMemo.__tablename__})
    row.text, row.is_shared, row.version, row.changed_at = checked, is_shared, row.version + 1, now
    db.flush()


def erase_memo(db: Session, session_id: str, staff_id: str, memo_id: str, *, now: datetime) -> None:
    """Erase one's own memo for good.

    Raises:
        NotFound: It is gone, or somebody else's.
    """
    db.delete(_own(db, session_id, staff_id, memo_id))
    db.flush()
    ask_to_purge(db, now=now, tables={SessionMemo.__tablename__})


def forget_staff(db: Session, staff_id: str) -> None:
    """An account is deleted: what it wrote for itself goes with it, and so does what it shared."""
    db.execute(delete(SessionMemo).where(SessionMemo.staff_id == staff_id))


def _own(db: Session, session_id: str, staff_id: str, memo_id: str) -> SessionMemo:
    row = db.get(SessionMemo, memo_id, with_for_update=True)
    if row is None or row.staff_id != staff_id or row.session_id != session_id:
        raise NotFound("This memo is no longer there.")
    return row


def _checked(text: str) -> str:
    checked = text.strip()
    if not checked:
        raise InvalidInput("Please write something first.", fields={"text": "is empty"})
    if len(checked) > MAX_CHARS:
        raise InvalidInput(f"A memo has at most {MAX_CHARS:,} characters.", fields={"text": "is too long"})
    return checked
