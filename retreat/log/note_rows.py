"""Changing a note's row, and telling the rooms above of its words."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from retreat.log import listeners
from retreat.log.models import Note, Words


def change_note(db: Session, note_id: str, **values: Any) -> None:
    """Change some columns of a note, if it is there."""
    note = db.get(Note, note_id)
    if note is not None:
        for name, value in values.items():
            setattr(note, name, value)
        db.flush()


def tell_kept(db: Session, note_id: str) -> None:
    """Tell who derives something from notes, unless it is its author's alone or erased."""
    note = db.get(Note, note_id)
    if note is None or note.share == "me":
        return
    words = db.get(Words, note.words_id)
    if words is None or words.erased_at is not None:
        return
    listeners.note_kept(
        db,
        listeners.KeptNote(
            session_id=note.session_id,
            note_id=note.id,
            participant_id=note.participant_id,
            prompt_id=note.prompt_id,
            table_id=note.table_id,
            text=words.texts.get("text", ""),
            at=note.written_at,
        ),
    )
