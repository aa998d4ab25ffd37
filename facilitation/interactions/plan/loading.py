"""What must be known to decide about plan cards."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from facilitation.facts import Actor
from facilitation.interactions.plan.facts import PlanSituation
from facilitation.interactions.plan.making import PARTS
from facilitation.loading import is_taken, round_of
from retreat.log.fields import Operation


def of_card(db: Session, session_id: str, state: str, op: Operation, actor: Actor) -> PlanSituation:
    """For a new card, perhaps the next cycle of another one."""
    origin = round_of(db, session_id, op.body["round_id"])
    return replace(
        of_write(db, session_id, state, op, actor), origin=origin, round=PARTS.open_now(db, session_id) or origin
    )


def of_write(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> PlanSituation:
    """For what is on a card."""
    card = PARTS.find(db, session_id, op.body.get("plan_id"))
    return PlanSituation(
        session_state=state,
        round=PARTS.open_now(db, session_id),  # for what its step lets people do; later they may go on
        on=card,
        is_reflected=card is not None and bool(PARTS.on(db, session_id, card.id, "reflect")),
        goes_on=card is not None and bool(PARTS.on(db, session_id, card.id, "card")),
        target_taken=is_taken(db, op.target_id),
    )
