"""What previews count of what people wrote."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.consent.derived import Whose
from retreat.consent.retention.periods import TEXT
from retreat.consent.retention.ports import Stock, register_stock
from retreat.consent.withdrawal.ports import Touch, register_touch
from retreat.consent.withdrawal.scopes import ALL, NOTES
from retreat.log.makings import own_made
from retreat.log.models import Words
from retreat.programme.models import DialogueSession, Prompt


def _notes(db: Session, whose: Whose) -> int:
    return len(own_made(db, whose.participant_id))


register_touch(
    Touch(
        name="notes",
        one="note or other thing written",
        many="notes and other things written",
        scopes=frozenset((NOTES, ALL)),
        count=_notes,
    )
)


def _written(db: Session, event_id: str) -> int:
    """How many written things still have words. What was asked is the team's."""
    sessions = select(DialogueSession.id).where(DialogueSession.event_id == event_id)
    asked = select(func.count(Words.target_id.distinct())).where(
        Words.session_id.in_(sessions), Words.erased_at.is_(None), Words.target_id.not_in(select(Prompt.id))
    )
    return db.scalar(asked) or 0


register_stock(Stock(name="written", kind=TEXT, one="thing written", many="things written", count=_written))
