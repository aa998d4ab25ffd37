"""What must be known to decide about what somebody says of a heading."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from facilitation.facts import Actor
from facilitation.interactions.yesterday.making import PARTS
from facilitation.parts.facts import PartSituation
from retreat.log.fields import Operation


def of_write(db: Session, session_id: str, state: str, op: Operation, actor: Actor) -> PartSituation:
    """With the heading that it is said of, if it names one."""
    now = PARTS.of_new(db, session_id, state, op, actor)
    return replace(now, on=PARTS.find(db, session_id, op.body.get("head_id")))
