"""Decisions about the headings of the day before. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from facilitation.facts import Actor, Decision, Refused
from facilitation.parts.deciding import added, known, open_round, removed, reworded, round_of_its_own, seen
from facilitation.parts.facts import PartSituation
from retreat.log.fields import Operation
from retreat.log.nouns.yesterday import HEAD_MAX_CHARS


def yesterday_head(op: Operation, actor: Actor, now: PartSituation, _written: str, _at: datetime) -> Decision:
    """Also while its step is just being opened."""
    round_ = round_of_its_own(now, "yesterday")
    overnight_id = op.body.get("overnight_id")
    told = {"overnight_id": overnight_id}
    return added(op, actor, now, round_, "head", {"text": op.body["text"]}, told, place=overnight_id)


def yesterday_write(op: Operation, actor: Actor, now: PartSituation, _written: str, at: datetime) -> Decision:
    round_ = open_round(now, "yesterday", at)
    head_id, stance = op.body.get("head_id"), op.body["stance"]
    if head_id is not None:
        seen(now.on, actor, "head")
    elif stance == "name":
        raise Refused("not_permitted", "Please choose the heading that this is a name for.")
    told = {"head_id": head_id, "stance": stance}
    return added(op, actor, now, round_, stance, {"text": op.body["text"]}, told, on_id=head_id)


def yesterday_reword(op: Operation, actor: Actor, now: PartSituation, _written: str, _at: datetime) -> Decision:
    """A heading is nobody's own: anybody who leads can give it another name."""
    part, text = known(now), op.body["text"]
    if part.stance == "head":
        if actor.role == "facilitator":
            now = replace(now, part=replace(part, author_id=actor.id))
        if len(text) > HEAD_MAX_CHARS:
            raise Refused("too_long", f"At most {HEAD_MAX_CHARS} characters fit here. Nothing was cut.")
    return reworded(op, actor, now, {"text": text})


def yesterday_remove(_op: Operation, actor: Actor, now: PartSituation, _written: str, _at: datetime) -> Decision:
    return removed(actor, now)
