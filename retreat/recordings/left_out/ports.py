"""What follows when a stretch is left out, or no longer: higher rooms register themselves. None commits."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

# Called with the session and the table, None for the whole session.
Follow = Callable[[Session, str, str | None], None]

_following: list[Follow] = []


def register_follow(fn: Follow) -> None:
    """Register once, when the upper room is imported."""
    if fn not in _following:
        _following.append(fn)


def tell_followers(db: Session, session_id: str, table_id: str | None) -> None:
    """Tell all rooms, in the transaction of the change."""
    for follow in _following:
        follow(db, session_id, table_id)
