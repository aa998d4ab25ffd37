"""What a preview counts of what somebody said."""

from __future__ import annotations

from sqlalchemy.orm import Session

from retreat.consent.derived import Whose
from retreat.consent.withdrawal.ports import Touch, register_touch
from retreat.consent.withdrawal.scopes import ALL, SOUND, TURNS
from retreat.transcripts.withdrawn.masking import count_turns
from retreat.transcripts.withdrawn.speaking import sounds_with


def _sounds(db: Session, whose: Whose) -> int:
    return len(sounds_with(db, whose))


_SPOKEN = frozenset((TURNS, SOUND, ALL))
register_touch(Touch(name="turns", one="turn spoken", many="turns spoken", scopes=_SPOKEN, count=count_turns))
register_touch(
    Touch(
        name="sounds",
        one="audio recording of a table",
        many="audio recordings of tables",
        scopes=_SPOKEN,
        count=_sounds,
    )
)
