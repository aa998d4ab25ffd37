"""Keeping light-bulbs in step with the log."""

from __future__ import annotations

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from retreat.log import listeners, store
from retreat.log.light_bulbs import LIGHT_BULBS
from retreat.log.makings import tell_kept
from retreat.log.models import Lightbulb
from retreat.log.projections import Kept


def lightbulb_mark(db: Session, kept: Kept) -> None:
    db.execute(
        insert(Lightbulb).values(
            id=kept.target_id,
            session_id=kept.session_id,
            participant_id=kept.participant_id,
            on_id=kept.body["on"],
            share=kept.body["share"],
            words_id=kept.words_id,
            at=kept.at,
        )
    )
    tell_kept(db, LIGHT_BULBS, kept.target_id, is_new=True)


def lightbulb_edit(db: Session, kept: Kept) -> None:
    db.execute(update(Lightbulb).where(Lightbulb.id == kept.target_id).values(words_id=kept.words_id))
    tell_kept(db, LIGHT_BULBS, kept.target_id)


def lightbulb_remove(db: Session, kept: Kept) -> None:
    store.erase_words(db, kept.session_id, [kept.target_id], at=kept.at, by=kept.participant_id)
    listeners.notes_erased(db, [kept.target_id])
