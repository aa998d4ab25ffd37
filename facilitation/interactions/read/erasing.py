"""What was made from a narrative goes with it: its words in every log, and what people wrote and marked on it.

A reading may repeat what its line said, and without the line it is about nothing; so it is erased as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from facilitation.interactions.read.models import NarrativeLaid, ReadingMark, ReadingPart
from retreat.ids import Ids
from retreat.log import listeners, store


def erase_what_was_made(db: Session, text_ids: Sequence[str], now: datetime, ids: Ids) -> list[str]:
    """Erase it in every session that read one of these wordings; the sessions whose logs have grown.

    Whoever has such a board open is told, each on the channel on which they read it.
    """
    laid = select(NarrativeLaid.session_id).where(NarrativeLaid.text_id.in_(text_ids)).distinct()
    sessions = sorted(db.scalars(laid))
    for session_id in sessions:
        store.lock(db, session_id)
        gone = dict.fromkeys(text_ids, "read.lay")
        here = (ReadingPart.session_id == session_id, ReadingPart.text_id.in_(text_ids))
        written = list(db.scalars(select(ReadingPart.id).where(*here).order_by(ReadingPart.id)))
        gone |= dict.fromkeys(written, "read.write")
        tell_gone(db, session_id, gone, now=now, ids=ids)
        store.erase_words(db, session_id, list(gone), at=now)
        listeners.notes_erased(db, written)
        db.execute(delete(ReadingMark).where(ReadingMark.session_id == session_id, ReadingMark.text_id.in_(text_ids)))
    return sessions


def tell_gone(db: Session, session_id: str, gone: dict[str, str], *, now: datetime, ids: Ids) -> None:
    """Open boards drop these things, each told on the channels on which it was said. ``gone``: kinds by id."""
    on: dict[str, list[str]] = defaultdict(list)
    for target_id, kind in gone.items():
        for channel in store.channels_of(db, session_id, target_id, kind):
            if target_id not in on[channel]:
                on[channel].append(target_id)
    for channel, targets in sorted(on.items()):
        store.append_own(
            db, session_id, "words.erased", targets[0], channel, now=now, ids=ids, body={"targets": targets}
        )
