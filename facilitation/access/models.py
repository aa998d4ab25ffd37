"""The table of what people need. It says something about their health: it goes with the person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from retreat.consent.derived import Store, Theirs, register
from retreat.database import Base

WORDS_MAX_CHARS = 400


class AccessNeed(Base):
    """What one person needs at an event. One who took it back, or has left, keeps an empty row, for restored copies.

    Attributes:
        needs: Those that were ticked, by their keys.
        words: In their own words; empty where they wrote nothing.
        tells_name: Whether their name may stand beside it.
        met_at: Since when the team says that it is met.
    """

    __tablename__ = "access_need"

    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), primary_key=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("event.id"), index=True)
    needs: Mapped[list[str]] = mapped_column(JSON)
    words: Mapped[str] = mapped_column(String(WORDS_MAX_CHARS))
    tells_name: Mapped[bool]
    at: Mapped[datetime]
    met_at: Mapped[datetime | None]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is needed, or not any more."""
        return not (self.needs or self.words)


def _erase(db: Session, theirs: Theirs) -> bool:
    if "described" not in theirs.whose.parts:
        return False
    done = db.execute(delete(AccessNeed).where(theirs.whose.are(AccessNeed.participant_id)))
    return bool(done.rowcount)  # type: ignore[attr-defined]


register(
    Store(
        name="what people need so that they can take part",
        door="facilitation.access.queries",
        columns=("access_need.needs", "access_need.words"),
        erase=_erase,
    )
)
