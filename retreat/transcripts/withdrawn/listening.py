"""What somebody who listened to a held sound says: it is quiet, it is not yet, or it is to be deleted. None commits."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy.orm import Session

from retreat.consent.withdrawal.operations import carry_out_again
from retreat.errors import Conflict, InvalidInput, NotFound
from retreat.recordings.withdrawn.models import WithdrawnSound
from retreat.transcripts.listeners import words_changed
from retreat.transcripts.withdrawn.masking import mark_words
from retreat.transcripts.withdrawn.speaking import merged

_TIME = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d\d)", re.ASCII)
_MILLISECONDS = 1000


def say_quiet(db: Session, withdrawal_id: str, recording_id: str, *, by: str, now: datetime) -> None:
    """Nothing of theirs can be heard in it: others may hear it again.

    Raises:
        NotFound: There is no such sound.
        Conflict: It is not silenced yet, or was deleted.
    """
    one = _sound(db, withdrawal_id, recording_id)
    if one.masked_at is None:
        raise Conflict("This sound is still being silenced. Please wait a moment, then listen.", code="not_silenced")
    one.listened_at, one.listened_by = one.listened_at or now, one.listened_by or by
    db.flush()
    carry_out_again(db, withdrawal_id)


def mark(db: Session, withdrawal_id: str, recording_id: str, first: str, last: str) -> None:
    """They can be heard from here to there: it is silenced, and the words there go.

    Args:
        first: As minutes and seconds, “12:05”, or with hours before.
    Raises:
        InvalidInput: These are no two times, or the second is not after the first.
    """
    one = _sound(db, withdrawal_id, recording_id)
    start, end = _milliseconds(first, "first"), _milliseconds(last, "last")
    if end <= start:
        raise InvalidInput(
            "The second time must be after the first.", code="no_span", fields={"last": "is not after the first"}
        )
    one.by_hand = [list(span) for span in merged([*((a, b) for a, b in one.by_hand), (start, end)])]
    one.listened_at = one.listened_by = None
    db.flush()
    for transcript_id in mark_words(db, one):
        words_changed(db, transcript_id)
    carry_out_again(db, withdrawal_id)


def delete_sound(db: Session, withdrawal_id: str, recording_id: str) -> None:
    """Delete the sound of the whole table; the text of the others stays."""
    one = _sound(db, withdrawal_id, recording_id)
    one.is_deleted = True
    db.flush()
    carry_out_again(db, withdrawal_id)


def _sound(db: Session, withdrawal_id: str, recording_id: str) -> WithdrawnSound:
    one = db.get(WithdrawnSound, (withdrawal_id, recording_id), with_for_update=True, populate_existing=True)
    if one is None:
        raise NotFound
    if one.is_deleted:
        raise Conflict("This sound was deleted in the meantime.", code="deleted")
    return one


def _milliseconds(typed: str, field: str) -> int:
    found = _TIME.fullmatch(typed.strip())
    if found is None or int(found[3]) > 59:
        raise InvalidInput(
            "Please write minutes and seconds, such as 12:05.", code="no_time", fields={field: "minutes and seconds"}
        )
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * _MILLISECONDS
