"""Decisions about a show of hands. Pure."""

from __future__ import annotations

from datetime import datetime

from facilitation.facts import Actor, Decision, Refused, RoundFacts
from facilitation.interactions.hands.facts import HandsSituation
from facilitation.interactions.position.options import card_ids
from retreat.log.fields import Operation

NOT_THE_SCRIBE = "Only the facilitators, or the scribe of a table, can enter a show of hands."


def hands_count(op: Operation, actor: Actor, now: HandsSituation, _written: str, _at: datetime) -> Decision:
    """The room is counted by the desk and told to all; a table by its scribe, and told to that table and the desk."""
    if actor.role != "facilitator" and not now.is_scribe:
        raise Refused("not_permitted", NOT_THE_SCRIBE)
    if now.round is None or now.round.state == "planned":
        raise Refused("gone", "This step has not been opened.")
    side = op.body.get("side")
    _check_target(op.target_id, side, now.round, now)
    table_id = None if actor.role == "facilitator" else actor.table_id
    body = {"round_id": now.round.id, "side": side, "count": op.body.get("count"), "table_id": table_id}
    return Decision(body=body, channels=("all",) if table_id is None else (f"table:{table_id}", "facilitators"))


def _check_target(target_id: str, side: object, round_: RoundFacts, now: HandsSituation) -> None:
    if round_.step.interaction == "position":
        if target_id not in card_ids(round_.step.options):
            raise Refused("gone", "This step has no such card.")
        if side is None:
            raise Refused("not_permitted", "Please say where on the line the hands were for.")
        return
    if not round_.step.vote_budget:
        raise Refused("not_permitted", "This step has neither dots nor a line.")
    if "all" not in now.audience:
        raise Refused("gone")
    if side is not None:
        raise Refused("not_permitted", "This step has no line.")
