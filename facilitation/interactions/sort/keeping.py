"""Keeping piles, and what lies on them, in step with the log."""

from __future__ import annotations

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from facilitation.interactions.sort.making import PILES
from facilitation.interactions.sort.models import SortPile, SortPlacing
from facilitation.taking_away import take_words_away
from retreat.log.makings import tell_kept
from retreat.log.projections import Kept


def sort_pile(db: Session, kept: Kept) -> None:
    db.execute(
        insert(SortPile).values(
            id=kept.target_id,
            session_id=kept.session_id,
            round_id=kept.body["round_id"],
            participant_id=kept.participant_id,
            table_id=kept.keep["table_id"],
            share=kept.body["share"],
            version=1,
            words_id=kept.words_id,
            at=kept.at,
            removed_at=None,
        )
    )
    tell_kept(db, PILES, kept.target_id, is_new=True)


def sort_name(db: Session, kept: Kept) -> None:
    _change(db, kept.target_id, version=kept.version, words_id=kept.words_id)
    tell_kept(db, PILES, kept.target_id)


def sort_put(db: Session, kept: Kept) -> None:
    note_id, from_id = kept.body["note_id"], kept.body["from_id"]
    if from_id == kept.target_id:
        return
    if from_id is not None:
        _leave(db, kept, from_id, note_id)
    placing = {"pile_id": kept.target_id, "note_id": note_id, "at": kept.at}
    whose = {"session_id": kept.session_id, "participant_id": kept.participant_id}
    db.execute(insert(SortPlacing).values(**placing, **whose, left_at=None))


def sort_take(db: Session, kept: Kept) -> None:
    _leave(db, kept, kept.target_id, kept.body["note_id"])


def sort_remove(db: Session, kept: Kept) -> None:
    pile = db.get(SortPile, kept.target_id)
    removed_at = (pile.removed_at if pile else None) or kept.at
    _change(db, kept.target_id, removed_at=removed_at, version=kept.version)
    take_words_away(db, kept)


def _leave(db: Session, kept: Kept, pile_id: str, note_id: str) -> None:
    lying = (SortPlacing.pile_id == pile_id, SortPlacing.note_id == note_id, SortPlacing.left_at.is_(None))
    db.execute(update(SortPlacing).where(*lying).values(left_at=kept.at))


def _change(db: Session, pile_id: str, **values: object) -> None:
    db.execute(update(SortPile).where(SortPile.id == pile_id).values(**values))
    row = db.get(SortPile, pile_id)
    if row is not None:
        db.refresh(row)  # what listeners are told of is read from it
