"""What becomes of words when their thing leaves every board: its author took it back, or the desk set it aside."""

from __future__ import annotations

from sqlalchemy.orm import Session

from retreat.export.releases.derived import recall_with
from retreat.log import listeners, store
from retreat.log.projections import Kept
from retreat.people.deeds import write_down
from retreat.people.queries import staff_of_desk


def take_words_away(db: Session, kept: Kept) -> None:
    """Erase the words of a thing that was taken back; withhold those of one set aside, and note who did it."""
    if kept.keep["erase"]:
        store.erase_words(db, kept.session_id, [kept.target_id], at=kept.at, by=kept.participant_id)
        listeners.notes_erased(db, [kept.target_id])
        return
    store.withhold_words(db, kept.session_id, kept.target_id)
    recall_with(db, [kept.target_id], why="set_aside", now=kept.at)
    if kept.participant_id is not None:  # the server's own are part of a deed that names who did it
        by = staff_of_desk(db, kept.participant_id)
        write_down(db, "set_aside", now=kept.at, staff_id=by, session_id=kept.session_id, thing=kept.target_id)
