"""Decisions about calls. Pure."""

from __future__ import annotations

from datetime import datetime

from facilitation.facts import Actor, Decision, Refused
from facilitation.interactions.gather.facts import GatherSituation
from retreat.log.fields import Operation


def gather_call(op: Operation, _actor: Actor, now: GatherSituation, _written: str, _at: datetime) -> Decision:
    if now.target_taken:
        raise Refused("not_permitted")
    to = op.body["to"]
    if to == "step" and (now.round is None or now.round.state != "open"):
        raise Refused("round_closed", "This step is not open, so nobody can be sent there.")
    round_id = op.body.get("round_id") if to == "step" else None
    minutes = op.body.get("minutes") if to == "break" else None
    return Decision(body={"to": to, "round_id": round_id, "minutes": minutes}, channels=("all",))


def gather_undo(op: Operation, _actor: Actor, now: GatherSituation, _written: str, _at: datetime) -> Decision:
    if now.holds != op.target_id:
        raise Refused("stale", "Somebody else leading has sent people elsewhere since.")
    return Decision(body={}, channels=("all",))


def gather_end(op: Operation, _actor: Actor, now: GatherSituation, _written: str, _at: datetime) -> Decision:
    if now.holds != op.target_id:
        raise Refused("stale", "Somebody else leading has sent people elsewhere since.")
    return Decision(body={}, channels=("all",))
