"""Decisions of the facilitators: what kind of tension it is, and how it was left. Pure."""

from __future__ import annotations

from datetime import datetime

from facilitation.facts import Actor, Decision
from facilitation.interactions.tension.deciding import round_of_tensions, tension_of
from facilitation.interactions.tension.facts import TensionSituation
from retreat.log.fields import Operation


def tension_mark(op: Operation, actor: Actor, now: TensionSituation, _written: str, _at: datetime) -> Decision:
    return _marked(op, actor, now, {"about": op.body["about"], "applies": op.body["applies"]})


def tension_leave(op: Operation, actor: Actor, now: TensionSituation, _written: str, _at: datetime) -> Decision:
    return _marked(op, actor, now, {"left": op.body["left"]})


def _marked(op: Operation, actor: Actor, now: TensionSituation, said: dict[str, str]) -> Decision:
    round_ = round_of_tensions(now)
    place = {"round_id": round_.id, "tension_id": tension_of(op, actor, now, round_)}
    # A tension that not everybody was told of is marked for those who were.
    channels = now.named.audience if now.named else ("all",)
    return Decision(body=place | said, channels=channels)
