"""Keeping figures and accounts in step with the log."""

from __future__ import annotations

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from facilitation.interactions.figure.making import PAIRS
from facilitation.interactions.figure.models import FigurePair
from facilitation.taking_away import take_words_away
from retreat.log.makings import tell_kept
from retreat.log.projections import Kept


def figure_pair(db: Session, kept: Kept) -> None:
    told = {name: kept.body[name] for name in ("round_id", "figure_id", "note_id", "relation", "share")}
    db.execute(
        insert(FigurePair).values(
            id=kept.target_id,
            session_id=kept.session_id,
            participant_id=kept.participant_id,
            table_id=kept.keep["table_id"],
            version=1,
            words_id=kept.words_id,
            at=kept.at,
            removed_at=None,
            **told,
        )
    )
    tell_kept(db, PAIRS, kept.target_id, is_new=True)


def figure_reword(db: Session, kept: Kept) -> None:
    _change(db, kept.target_id, version=kept.version, words_id=kept.words_id)
    tell_kept(db, PAIRS, kept.target_id)


def figure_remove(db: Session, kept: Kept) -> None:
    pair = db.get(FigurePair, kept.target_id)
    removed_at = (pair.removed_at if pair else None) or kept.at
    _change(db, kept.target_id, removed_at=removed_at, version=kept.version)
    take_words_away(db, kept)


def _change(db: Session, pair_id: str, **values: object) -> None:
    db.execute(update(FigurePair).where(FigurePair.id == pair_id).values(**values))
    row = db.get(FigurePair, pair_id)
    if row is not None:
        db.refresh(row)  # what listeners are told of is read from it
