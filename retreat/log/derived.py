"""What people wrote: every wording is in one table, and the log itself has none."""

from __future__ import annotations

from sqlalchemy.orm import Session

from retreat.consent.derived import Store, Theirs, holds_none, register
from retreat.log import listeners, makings, store


def _erase_written(db: Session, theirs: Theirs) -> bool:
    """Every wording of what they made, whoever wrote it, and their wordings of shared things, such as a heading."""
    whose = theirs.whose
    if "written" not in whose.parts:
        return False
    made = makings.made_of(db, whose)
    changed = [store.erase_words(db, session_id, ids, at=whose.at) for session_id, ids in made.items()]
    if whose.event_id is None:
        worded = store.erase_words_by(db, whose.participant_id, at=whose.at)
    else:
        worded = store.erase_words_in(db, whose.sessions, at=whose.at)
    listeners.notes_erased(db, [one for ids in made.values() for one in ids])
    return worded or any(changed)


register(
    Store(
        name="what people wrote",
        door="retreat.log.makings",
        columns=("words.texts",),
        erase=_erase_written,
    )
)
holds_none("log_operation.body", "note.audience", why="ids, kinds and positions; words are kept apart")
holds_none("channel_head.channel", "channel_operation.channel", why="who reads, by kind and id")
