"""What must be known to decide about calls. The log is all there is: a call has no rows of its own."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from facilitation.facts import Actor
from facilitation.interactions.gather.facts import GatherSituation
from facilitation.loading import is_taken, round_of
from retreat.clock import to_text
from retreat.log import store
from retreat.log.board import fold_all
from retreat.log.fields import Operation
from retreat.log.nouns.gather import NOUN

_KINDS = tuple(kind.name for kind in NOUN.kinds)


def of_call(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> GatherSituation:
    round_id = op.body.get("round_id")
    return GatherSituation(
        session_state=state,
        round=round_of(db, session_id, round_id) if round_id else None,
        target_taken=is_taken(db, op.target_id),
    )


def of_undo(db: Session, session_id: str, state: str, _op: Operation, _actor: Actor) -> GatherSituation:
    return GatherSituation(session_state=state, holds=_holds(db, session_id))


def _holds(db: Session, session_id: str) -> str | None:
    """The call that holds; a round that opens lets go of the one before it."""
    last = "round.open"
    happened = store.happened(db, session_id, (*_KINDS, last))
    after = max((place for place, one in enumerate(happened) if one[0] == last), default=-1)
    told: list[dict[str, Any]] = [
        {"kind": kind, "target_id": target_id, "actor": None, "at": to_text(at), "body": body}
        for kind, target_id, body, at in happened[after + 1 :]
    ]
    gathered = fold_all(told)["gathered"]
    return None if gathered is None else gathered["id"]
