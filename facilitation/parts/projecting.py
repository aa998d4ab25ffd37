"""Keeping rows of pieces in step with the log."""

from __future__ import annotations

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from facilitation.taking_away import take_words_away
from retreat.log.makings import Making, tell_kept
from retreat.log.projections import Kept, Projector

_COLUMNS = ("stance", "on_id", "place", "due", "table_id")


def part_added(making: Making) -> Projector:
    """A new piece gets its row."""

    def project(db: Session, kept: Kept) -> None:
        db.execute(
            insert(making.row).values(
                id=kept.target_id,
                session_id=kept.session_id,
                round_id=kept.body["round_id"],
                participant_id=kept.participant_id,
                share=kept.body["share"],
                version=1,
                words_id=kept.words_id,
                at=kept.at,
                removed_at=None,
                **{name: kept.keep[name] for name in _COLUMNS},
            )
        )
        tell_kept(db, making, kept.target_id, is_new=True)

    return project


def part_reworded(making: Making) -> Projector:
    """Its latest wording is another."""

    def project(db: Session, kept: Kept) -> None:
        moved = {"due": kept.body["due"]} if "due" in kept.body else {}
        _change(db, making, kept.target_id, version=kept.version, words_id=kept.words_id, **moved)
        tell_kept(db, making, kept.target_id)

    return project


def part_removed(making: Making) -> Projector:
    """It leaves every board; its words are erased where its author took it back."""

    def project(db: Session, kept: Kept) -> None:
        row = db.get(making.row, kept.target_id)
        removed_at = (row.removed_at if row else None) or kept.at
        _change(db, making, kept.target_id, removed_at=removed_at, version=kept.version)
        take_words_away(db, kept)

    return project


def _change(db: Session, making: Making, part_id: str, **values: object) -> None:
    db.execute(update(making.row).where(making.row.id == part_id).values(**values))
    row = db.get(making.row, part_id)
    if row is not None:
        db.refresh(row)  # what listeners are told of is read from it
