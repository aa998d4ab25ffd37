"""Keeping who was asked by name in step with the log; the rest is that of all pieces."""

from __future__ import annotations

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from facilitation.interactions.undertaking.making import UNDERTAKINGS
from facilitation.interactions.undertaking.models import UndertakingAsked
from facilitation.parts.projecting import part_added
from retreat.log.projections import Kept

_add = part_added(UNDERTAKINGS)


def undertaking_propose(db: Session, kept: Kept) -> None:
    _add(db, kept)
    for one in kept.keep["asked"]:
        db.execute(insert(UndertakingAsked).values(part_id=kept.target_id, participant_id=one, declined_at=None))


def undertaking_decline(db: Session, kept: Kept) -> None:
    asked = UndertakingAsked
    theirs = (asked.part_id == kept.target_id, asked.participant_id == kept.participant_id)
    db.execute(update(asked).where(*theirs).values(declined_at=kept.at))
