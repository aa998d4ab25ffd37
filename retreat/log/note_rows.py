"""Changing a note's row."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from retreat.log.models import Note


def change_note(db: Session, note_id: str, **values: Any) -> None:
    """Change some columns of a note, if it is there."""
    note = db.get(Note, note_id)
    if note is not None:
        for name, value in values.items():
            setattr(note, name, value)
        db.flush()
