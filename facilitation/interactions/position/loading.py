"""What must be known to decide about positions."""

from __future__ import annotations

from sqlalchemy.orm import Session

from facilitation.facts import Actor
from facilitation.interactions.position.facts import PositionSituation
from facilitation.loading import is_taken, open_round
from retreat.log.fields import Operation
from retreat.log.models import Position


def of_position(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> PositionSituation:
    row = db.get(Position, op.target_id)
    owner = row.participant_id if row is not None and row.session_id == session_id else None
    if owner is None and is_taken(db, op.target_id):
        owner = "somebody else"
    return PositionSituation(session_state=state, round=open_round(db, session_id), target_owner=owner)
