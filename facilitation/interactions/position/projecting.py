"""Keeping positions in step with the log."""

from __future__ import annotations

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from facilitation.interactions.position.models import PositionRow
from retreat.log.models import Position
from retreat.log.projections import Kept


def position_set(db: Session, kept: Kept) -> None:
    row = db.get(Position, kept.target_id)
    if row is None:
        row = Position(id=kept.target_id, session_id=kept.session_id, participant_id=kept.participant_id)
        db.add(row)
    row.scale_id, row.value, row.at = kept.keep["scale_id"], kept.keep["value"], kept.at
    db.flush()
    db.execute(
        insert(PositionRow).values(
            position_id=kept.target_id,
            at=kept.at,
            session_id=kept.session_id,
            participant_id=kept.participant_id,
            **{name: kept.keep.get(name) for name in ("round_id", "scale_id", "seat", "moment", "value")},
        )
    )


def position_remove(db: Session, kept: Kept) -> None:
    db.execute(delete(PositionRow).where(PositionRow.position_id == kept.target_id))
    db.execute(delete(Position).where(Position.id == kept.target_id))
