"""Keeping notes in step with the log."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from facilitation.taking_away import take_words_away
from retreat.database import table_of
from retreat.log import listeners, store
from retreat.log.makings import tell_kept
from retreat.log.models import Note, Vote
from retreat.log.note_rows import change_note
from retreat.log.projections import Kept
from retreat.log.written import HANDED_IN, NOTES

_note = table_of(Note)


def note_add(db: Session, kept: Kept) -> None:
    """A new note; one that was typed from a picture of paper tells nobody who typed it."""
    picture_id = kept.body.get("picture_id")
    db.connection().execute(
        insert(_note),
        {
            "id": kept.target_id,
            "session_id": kept.session_id,
            "prompt_id": kept.body["prompt_id"],
            "round_id": kept.keep["round_id"],
            "participant_id": kept.participant_id,
            "table_id": kept.body.get("table"),
            "at_table_id": kept.keep["at_table"],
            "note_kind": kept.keep["note_kind"],
            "chosen": kept.keep.get("chosen"),
            "seat": kept.body.get("seat"),
            "share": kept.keep["share"],
            "nameless": kept.keep["share"] == HANDED_IN or picture_id is not None,
            "picture_id": picture_id,
            "audience": list(kept.channels),
            "version": 1,
            "words_id": kept.words_id,
            "cluster_id": None,
            "rank": None,
            "written_at": kept.written_at,
            "at": kept.at,
            "removed_at": None,
        },
    )
    if kept.keep["share"] != "me" and kept.participant_id is not None:
        listeners.note_kept(
            db,
            listeners.KeptNote(
                session_id=kept.session_id,
                note_id=kept.target_id,
                participant_id=kept.participant_id,
                prompt_id=kept.body["prompt_id"],
                table_id=kept.body.get("table"),
                text=kept.texts["text"],
                at=kept.written_at,
                is_new=True,
            ),
        )


def note_edit(db: Session, kept: Kept) -> None:
    change_note(db, kept.target_id, version=kept.version, words_id=kept.words_id, chosen=None)
    tell_kept(db, NOTES, kept.target_id)


def note_share(db: Session, kept: Kept) -> None:
    values: dict[str, Any] = {
        "version": kept.version,
        "share": kept.keep["share"],
        "nameless": kept.keep["share"] == HANDED_IN or "picture_id" in kept.body,
        "audience": kept.keep["audience"],
    }
    if "table" in kept.body:
        values["table_id"] = kept.body["table"]
    change_note(db, kept.target_id, **values)
    tell_kept(db, NOTES, kept.target_id)


def note_bring(db: Session, kept: Kept) -> None:
    """From now on it is the table's: nobody is told who wrote it."""
    values = {"version": kept.version, "share": kept.keep["share"], "audience": kept.keep["audience"]}
    change_note(db, kept.target_id, nameless=True, **values)
    tell_kept(db, NOTES, kept.target_id)


def note_remove(db: Session, kept: Kept) -> None:
    note = db.get(Note, kept.target_id)
    removed_at = (note.removed_at if note else None) or kept.at
    change_note(db, kept.target_id, removed_at=removed_at, version=kept.version)
    db.execute(delete(Vote).where(Vote.session_id == kept.session_id, Vote.target_id == kept.target_id))
    take_words_away(db, kept)


def notes_reveal(db: Session, kept: Kept) -> None:
    for shown in kept.body["notes"]:
        note = db.get(Note, shown["id"])
        if note is not None and note.removed_at is not None:
            store.give_words_back(db, kept.session_id, shown["id"])
        change_note(db, shown["id"], share="everyone", audience=["all"], version=shown["version"], removed_at=None)
        tell_kept(db, NOTES, shown["id"])
