"""Decisions about light-bulbs. Pure."""

from __future__ import annotations

from datetime import datetime

from facilitation.deciding import audience_of
from facilitation.facts import Actor, Decision, Refused, Situation
from facilitation.interactions.lightbulb.facts import BulbSituation
from retreat.log.fields import Operation


def lightbulb_mark(op: Operation, actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    if now.target_taken:
        raise Refused("not_permitted", "That light-bulb is already there.")
    share = op.body.get("share") or "me"
    body = {"on": op.body.get("on"), "share": share, "version": 1}
    return Decision(body=body, channels=audience_of(share, actor), texts={"text": op.body.get("text") or ""})


def lightbulb_remove(_op: Operation, actor: Actor, now: BulbSituation, _written: str, _at: datetime) -> Decision:
    if now.bulb is None:
        raise Refused("gone")
    if now.bulb.author_id != actor.id:
        raise Refused("not_permitted", "Only the person who marked a light-bulb can take it back.")
    return Decision(body={}, channels=now.bulb.audience, version=2)
