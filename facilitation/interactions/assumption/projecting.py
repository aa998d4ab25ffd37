"""Keeping assumptions in step with the log."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from facilitation.interactions.assumption.making import ASSUMPTIONS
from facilitation.interactions.assumption.models import AssumptionDepth, AssumptionPart
from facilitation.taking_away import take_words_away
from retreat.log.makings import tell_kept
from retreat.log.projections import Kept


def part_added(db: Session, kept: Kept) -> None:
    db.execute(
        insert(AssumptionPart).values(
            id=kept.target_id,
            session_id=kept.session_id,
            round_id=kept.body["round_id"],
            assumption_id=kept.body.get("assumption_id"),
            outcome=kept.body.get("outcome"),
            participant_id=kept.participant_id,
            share=kept.body["share"],
            version=1,
            words_id=kept.words_id,
            at=kept.at,
            removed_at=None,
            **kept.keep,
        )
    )
    tell_kept(db, ASSUMPTIONS, kept.target_id, is_new=True)


def assumption_reword(db: Session, kept: Kept) -> None:
    _change(db, kept.target_id, version=kept.version, words_id=kept.words_id)
    tell_kept(db, ASSUMPTIONS, kept.target_id)


def assumption_share(db: Session, kept: Kept) -> None:
    _change(db, kept.target_id, version=kept.version, nameless=kept.keep["share"] == "facilitators", **kept.keep)
    tell_kept(db, ASSUMPTIONS, kept.target_id)


def assumption_bring(db: Session, kept: Kept) -> None:
    """From now on it is the table's, or what was handed in: nobody is told who wrote it."""
    _change(db, kept.target_id, version=kept.version, nameless=True, **kept.keep)
    tell_kept(db, ASSUMPTIONS, kept.target_id)


def assumption_remove(db: Session, kept: Kept) -> None:
    part = db.get(AssumptionPart, kept.target_id)
    removed_at = (part.removed_at if part else None) or kept.at
    _change(db, kept.target_id, removed_at=removed_at, version=kept.version)
    take_words_away(db, kept)


def assumption_place(db: Session, kept: Kept) -> None:
    db.execute(
        insert(AssumptionDepth).values(
            id=kept.target_id,
            session_id=kept.session_id,
            round_id=kept.body["round_id"],
            assumption_id=kept.body["assumption_id"],
            depth=kept.body["depth"],
            participant_id=kept.participant_id,
            at=kept.at,
        )
    )


def _change(db: Session, part_id: str, **values: Any) -> None:
    row = db.get(AssumptionPart, part_id)
    if row is not None:
        for name, value in values.items():
            setattr(row, name, value)
        db.flush()
