"""Keeping tensions in step with the log."""

from __future__ import annotations

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from facilitation.interactions.tension.making import TENSIONS
from facilitation.interactions.tension.models import TensionHold, TensionPart
from facilitation.taking_away import take_words_away
from retreat.log.makings import tell_kept
from retreat.log.projections import Kept


def part_added(db: Session, kept: Kept) -> None:
    db.execute(
        insert(TensionPart).values(
            id=kept.target_id,
            session_id=kept.session_id,
            round_id=kept.body["round_id"],
            stance=kept.keep["stance"],
            tension_id=kept.body.get("tension_id"),
            participant_id=kept.participant_id,
            table_id=kept.keep["table_id"],
            share=kept.body["share"],
            version=1,
            words_id=kept.words_id,
            at=kept.at,
            removed_at=None,
        )
    )
    tell_kept(db, TENSIONS, kept.target_id, is_new=True)


def tension_reword(db: Session, kept: Kept) -> None:
    _change(db, kept.target_id, version=kept.version, words_id=kept.words_id)
    tell_kept(db, TENSIONS, kept.target_id)


def tension_remove(db: Session, kept: Kept) -> None:
    part = db.get(TensionPart, kept.target_id)
    removed_at = (part.removed_at if part else None) or kept.at
    _change(db, kept.target_id, removed_at=removed_at, version=kept.version)
    take_words_away(db, kept)


def tension_sign(db: Session, kept: Kept) -> None:
    db.execute(
        insert(TensionHold).values(
            id=kept.target_id,
            session_id=kept.session_id,
            side_id=kept.body["side_id"],
            version=kept.body["version"],
            participant_id=kept.participant_id,
            at=kept.at,
            withdrawn_at=None,
        )
    )


def tension_unsign(db: Session, kept: Kept) -> None:
    db.execute(update(TensionHold).where(TensionHold.id == kept.target_id).values(withdrawn_at=kept.at))


def _change(db: Session, part_id: str, **values: object) -> None:
    db.execute(update(TensionPart).where(TensionPart.id == part_id).values(**values))
    row = db.get(TensionPart, part_id)
    if row is not None:
        db.refresh(row)  # what listeners are told of is read from it
