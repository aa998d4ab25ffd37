"""Keeping positions in step with the log."""

from __future__ import annotations

from sqlalchemy.orm import Session

from retreat.log.models import Position
from retreat.log.projections import Kept


def position_set(db: Session, kept: Kept) -> None:
    row = db.get(Position, kept.target_id)
    if row is None:
        row = Position(id=kept.target_id, session_id=kept.session_id, participant_id=kept.participant_id)
        db.add(row)
    row.scale_id, row.value, row.at = kept.keep["scale_id"], kept.keep["value"], kept.at
    db.flush()
