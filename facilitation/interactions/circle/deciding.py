"""Decisions about circles. Pure."""

from __future__ import annotations

from datetime import datetime

from facilitation.facts import Actor, Decision, Refused, RoundFacts
from facilitation.interactions.circle.facts import CircleSituation
from facilitation.interactions.circle.options import laps
from retreat.log.fields import Operation
from retreat.log.nouns.circle import PLACES_MAX


def circle_join(op: Operation, actor: Actor, now: CircleSituation, _written: str, _at: datetime) -> Decision:
    round_ = _open_circle(now)
    if now.target_taken:
        raise Refused("not_permitted")
    if actor.id in now.places.values():
        raise Refused("not_permitted", "You already have a place.")
    free = next((place for place in range(1, PLACES_MAX + 1) if place not in now.places), None)
    place = op.body.get("place") or free
    if place is None or place in now.places:
        raise Refused("not_permitted", "That place is already taken.")
    return Decision(body={"round_id": round_.id, "place": place}, channels=("all",))


def circle_leave(_op: Operation, actor: Actor, now: CircleSituation, _written: str, _at: datetime) -> Decision:
    round_ = _open_circle(now)
    if now.target_place is None:
        raise Refused("gone", "You do not have this place any more.")
    if now.places[now.target_place] != actor.id:
        raise Refused("not_permitted", "This is somebody else’s place.")
    turn = _after(now, round_) if now.turn == now.target_place else {"turn": now.turn, "lap": now.lap}
    return Decision(body={"round_id": round_.id, **turn}, channels=("all",))


def circle_begin(_op: Operation, _actor: Actor, now: CircleSituation, _written: str, _at: datetime) -> Decision:
    _open_circle(now)
    if not now.places:
        raise Refused("not_permitted", "Nobody has taken a place yet.")
    return Decision(body={"turn": min(now.places), "lap": 1}, channels=("all",))


def circle_next(op: Operation, actor: Actor, now: CircleSituation, _written: str, _at: datetime) -> Decision:
    round_ = _open_circle(now)
    if now.turn is None or now.turn != op.body["turn"]:
        raise Refused("stale", "The turn has already moved on.")
    if actor.role != "facilitator" and now.places.get(now.turn) != actor.id:
        raise Refused("not_permitted", "It is somebody else’s turn.")
    return Decision(body=_after(now, round_), channels=("all",))


def _after(now: CircleSituation, round_: RoundFacts) -> dict[str, int | None]:
    """Where the turn goes from whoever has it, who may be giving up their place."""
    others = [place for place in now.places if place != now.target_place]
    waiting = [place for place in others if place not in now.had]
    after = [place for place in waiting if place > (now.turn or 0)]
    # People who sit down late, where the turn has already passed, get theirs at the end.
    lap, most = now.lap if waiting else now.lap + 1, laps(round_.step.options)
    return {"turn": min(after or waiting or others, default=None) if lap <= most else None, "lap": min(lap, most)}


def _open_circle(now: CircleSituation) -> RoundFacts:
    if now.round is None or now.round.step.interaction != "circle":
        raise Refused("gone", "There is no such circle.")
    if now.round.state != "open":
        raise Refused("round_closed", "This round is closed.")
    return now.round
