"""Decisions about positions. Pure."""

from __future__ import annotations

from datetime import datetime

from facilitation.deciding import audience_of
from facilitation.facts import Actor, Decision, Refused
from facilitation.interactions.position.facts import PositionSituation
from retreat.log.fields import Operation


def position_set(op: Operation, actor: Actor, now: PositionSituation, _written: str, _at: datetime) -> Decision:
    if now.round is None or now.round.state != "open":
        raise Refused("round_closed")
    if now.target_owner not in (None, actor.id):
        raise Refused("not_permitted")
    if not 0 <= op.body["value"] <= 100:
        raise Refused("not_permitted", "A position lies between 0 and 100.")
    body = {"scale_id": op.body["scale_id"], "value": op.body["value"]}
    return Decision(body=body, channels=audience_of("facilitators", actor), keep=body)
