"""Decisions about light-bulbs. Pure."""

from __future__ import annotations

from datetime import datetime

from facilitation.deciding import audience_of
from facilitation.facts import Actor, Decision, Refused, Situation, compare
from facilitation.interactions.lightbulb.facts import BulbFacts, BulbSituation
from retreat.log.fields import Operation
from retreat.log.nouns.lightbulb import BULB_TEXTS


def lightbulb_mark(op: Operation, actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    if now.target_taken:
        raise Refused("not_permitted", "That light-bulb is already there.")
    share = op.body.get("share") or "me"
    body = {"on": op.body.get("on"), "share": share, "version": 1}
    return Decision(body=body, channels=audience_of(share, actor), texts=_texts(op))


def lightbulb_edit(op: Operation, actor: Actor, now: BulbSituation, _written: str, _at: datetime) -> Decision:
    bulb = _own_bulb(actor, now)
    compare(op, bulb.version)
    version = bulb.version + 1
    return Decision(body={"version": version}, channels=bulb.audience, version=version, texts=_texts(op))


def lightbulb_remove(_op: Operation, actor: Actor, now: BulbSituation, _written: str, _at: datetime) -> Decision:
    bulb = _own_bulb(actor, now)
    return Decision(body={}, channels=bulb.audience, version=bulb.version + 1)


def _own_bulb(actor: Actor, now: BulbSituation) -> BulbFacts:
    if now.bulb is None:
        raise Refused("gone")
    if now.bulb.author_id != actor.id:
        raise Refused("not_permitted", "Only the person who marked a light-bulb can change it or take it back.")
    return now.bulb


def _texts(op: Operation) -> dict[str, str]:
    return {name: op.body.get(name) or "" for name in BULB_TEXTS}
