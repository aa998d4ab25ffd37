"""Decisions about objections. Pure.

As with “I could sign this”, the table is told only when the first comes and when the last has gone, so that nobody can
count them.
"""

from __future__ import annotations

from datetime import datetime

from facilitation.deciding import audience_of
from facilitation.facts import ALREADY, Actor, Decision, Refused
from facilitation.interactions.readback.deciding import running_line
from facilitation.interactions.readback.facts import ReadBackSituation
from retreat.log.fields import Operation


def readback_object(_op: Operation, actor: Actor, now: ReadBackSituation, _written: str, at: datetime) -> Decision:
    line = running_line(now, actor, at)
    if now.is_objected_by_sender:
        raise Refused("not_permitted", "You have already objected to this line.", why=ALREADY)
    if now.target_taken:
        raise Refused("not_permitted")
    channels = audience_of("me" if now.is_objected_by_others else "table", actor)
    return Decision(body={"line_id": line.id}, channels=channels, keep={"table_id": line.table_id})


def readback_unobject(_op: Operation, actor: Actor, now: ReadBackSituation, _written: str, _at: datetime) -> Decision:
    objection = now.objection
    if objection is None:
        raise Refused("gone", why=ALREADY)
    if objection.author_id != actor.id:
        raise Refused("gone")
    # Whoever has moved to another table tells those whose line it is, and is told themselves.
    told = () if now.is_objected_by_others else (f"table:{now.table_id}",)
    own = () if told and now.table_id == actor.table_id else audience_of("me", actor)
    return Decision(body={"line_id": objection.line_id, "objected": now.is_objected_by_others}, channels=(*told, *own))
