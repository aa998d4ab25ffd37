"""Decisions about positions. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from facilitation.deciding import audience_of
from facilitation.facts import Actor, Decision, Refused, RoundFacts
from facilitation.interactions.position.facts import PositionSituation
from facilitation.interactions.position.options import card_ids
from retreat.log.fields import Operation
from retreat.programme.steps import seat_ids


def position_set(op: Operation, actor: Actor, now: PositionSituation, _written: str, _at: datetime) -> Decision:
    if now.round is None or now.round.state != "open":
        raise Refused("round_closed")
    if now.target_owner not in (None, actor.id):
        raise Refused("not_permitted")
    if not 0 <= op.body["value"] <= 100:
        raise Refused("not_permitted", "A position must be between 0 and 100.")
    body = {"scale_id": op.body["scale_id"], "value": op.body["value"]}
    if now.round.step.interaction == "position":
        body |= _in_its_round(op.body, now.round)
    elif op.body.get("seat") or op.body.get("moment"):
        raise Refused("not_permitted", "This round has neither seats nor moments.")
    return Decision(body=body, channels=audience_of("facilitators", actor), keep=body)


def position_remove(_op: Operation, actor: Actor, now: PositionSituation, _written: str, _at: datetime) -> Decision:
    if now.target_owner is None:
        raise Refused("gone")
    if now.target_owner != actor.id:
        raise Refused("not_permitted")
    return Decision(body={}, channels=audience_of("facilitators", actor))


def positions_show(_op: Operation, _actor: Actor, now: PositionSituation, _written: str, _at: datetime) -> Decision:
    if now.round is None or now.round.step.interaction != "position":
        raise Refused("gone", "There is no such round.")
    return Decision(body={"spread": list(now.spread)}, channels=("all",))


def _in_its_round(said: Mapping[str, Any], round_: RoundFacts) -> dict[str, Any]:
    options = round_.step.options
    if said["scale_id"] not in card_ids(options):
        raise Refused("not_permitted", "This round has no such card.")
    if said.get("seat") not in (None, *seat_ids(round_.step.speaking_as)):
        raise Refused("not_permitted", "This round has no such seat.")
    moments = options.get("moments") or [None]
    moment = said.get("moment") or moments[0]
    if moment not in moments:
        raise Refused("not_permitted", "This round does not ask for that moment.")
    return {"round_id": round_.id, "seat": said.get("seat"), "moment": moment}
