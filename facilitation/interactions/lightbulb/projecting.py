"""Keeping light-bulbs in step with the log."""

from __future__ import annotations

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from facilitation.loading import prompt_of
from retreat.log import listeners, store
from retreat.log.light_bulbs import text_of
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
    _tell_kept(db, kept, is_new=True)


def lightbulb_edit(db: Session, kept: Kept) -> None:
    db.execute(update(Lightbulb).where(Lightbulb.id == kept.target_id).values(words_id=kept.words_id))
    _tell_kept(db, kept)


def lightbulb_remove(db: Session, kept: Kept) -> None:
    store.erase_words(db, kept.session_id, [kept.target_id], at=kept.at, by=kept.participant_id)
    listeners.notes_erased(db, [kept.target_id])


def _tell_kept(db: Session, kept: Kept, *, is_new: bool = False) -> None:
    """Tell who derives something from what people write, unless it is its author's alone or has no words."""
    bulb, text = db.get(Lightbulb, kept.target_id), text_of(kept.texts)
    if bulb is None or bulb.share == "me":
        return
    if not text and not is_new:
        listeners.notes_erased(db, [bulb.id])
    if not text:
        return
    prompt = prompt_of(db, kept.session_id, bulb.on_id)
    tables = (channel.removeprefix("table:") for channel in kept.channels if channel.startswith("table:"))
    listeners.note_kept(
        db,
        listeners.KeptNote(
            session_id=kept.session_id,
            note_id=bulb.id,
            participant_id=bulb.participant_id,
            prompt_id=prompt.id if prompt else None,
            table_id=next(tables, None),
            text=text,
            at=bulb.at,
            is_new=is_new,
        ),
    )
