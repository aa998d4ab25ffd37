"""What a preview counts of what somebody wrote."""

from __future__ import annotations

from sqlalchemy.orm import Session

from retreat.consent.derived import Whose
from retreat.consent.withdrawal.ports import Touch, register_touch
from retreat.consent.withdrawal.scopes import ALL, NOTES
from retreat.log.makings import own_made


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
