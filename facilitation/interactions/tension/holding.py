"""Decisions about “I could sign this”, and how it is said that a statement is held: in words, never as a number. Pure.

Only the sender learns of each one. The statement's readers are told only when the first person holds a wording and
when nobody holds it any more, so that nobody can count.
"""

from __future__ import annotations

from datetime import datetime

from facilitation.deciding import audience_of
from facilitation.facts import ALREADY, Actor, Decision, Refused
from facilitation.interactions.tension.facts import TensionSituation
from retreat.consent.counts import is_large_enough
from retreat.log.fields import Operation

NOBODY, SOMEBODY, SEVERAL = "nobody", "somebody", "several"


def how_held(people: int) -> str:
    """What the desk is told about this number: from five on, “several”."""
    if is_large_enough(people):
        return SEVERAL
    return SOMEBODY if people else NOBODY


def tension_sign(op: Operation, actor: Actor, now: TensionSituation, _written: str, _at: datetime) -> Decision:
    side = now.part
    if side is None or side.stance != "side" or not side.is_read_by(actor):
        raise Refused("gone", "That statement is no longer there.")
    if op.body["version"] != side.version:
        raise Refused("stale", "The words have changed. Please read them again.")
    if now.is_held_by_sender:
        raise Refused("not_permitted", "You have already said so.", why=ALREADY)
    if now.target_taken:
        raise Refused("not_permitted")
    channels = _alone(actor) if now.is_held_by_others else side.audience
    return Decision(body={"side_id": side.id, "version": side.version}, channels=channels)


def tension_unsign(_op: Operation, actor: Actor, now: TensionSituation, _written: str, _at: datetime) -> Decision:
    hold, side = now.hold, now.part
    if hold is None:
        raise Refused("gone", why=ALREADY)
    if hold.holder_id != actor.id:
        raise Refused("gone")
    counted = side is not None and side.version == hold.version
    is_last = counted and not now.is_held_by_others
    channels = side.audience if side is not None and is_last else _alone(actor)
    return Decision(body={"side_id": hold.side_id, "held": now.is_held_by_others}, channels=channels)


def _alone(actor: Actor) -> tuple[str, ...]:
    return audience_of("me", actor)
