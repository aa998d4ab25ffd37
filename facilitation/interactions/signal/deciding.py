"""Decisions about signals. Pure."""

from __future__ import annotations

from datetime import datetime

from facilitation.deciding import round_is_open
from facilitation.facts import ALREADY, Actor, Decision, Refused, RoundFacts
from facilitation.interactions.signal.facts import SignalSituation
from facilitation.interactions.signal.options import offers
from retreat.log.fields import Operation


def signal_done(_op: Operation, actor: Actor, now: SignalSituation, _written: str, at: datetime) -> Decision:
    round_ = _offered(now, "done", at)
    return Decision(body={"round_id": round_.id}, channels=_counted(actor))


def signal_undone(_op: Operation, actor: Actor, now: SignalSituation, _written: str, _at: datetime) -> Decision:
    return Decision(body={"round_id": _given(now, "done", actor).id}, channels=_counted(actor))


def signal_raise(_op: Operation, _actor: Actor, now: SignalSituation, _written: str, at: datetime) -> Decision:
    return Decision(body={"round_id": _offered(now, "hand", at).id}, channels=("all",))


def signal_lower(_op: Operation, actor: Actor, now: SignalSituation, _written: str, _at: datetime) -> Decision:
    return Decision(body={"round_id": _given(now, "raise", actor).id}, channels=("all",))


def signal_call(_op: Operation, actor: Actor, now: SignalSituation, _written: str, _at: datetime) -> Decision:
    round_ = _given(now, "raise", actor)
    if now.called:
        raise Refused("stale", "This person has already been called.")
    if round_.state != "open":
        raise Refused("round_closed", "This round is closed.")
    return Decision(body={"round_id": round_.id}, channels=("all",))


def signal_pause(_op: Operation, actor: Actor, now: SignalSituation, _written: str, at: datetime) -> Decision:
    round_ = _offered(now, "pause", at)
    return Decision(body={"round_id": round_.id}, channels=(f"person:{actor.id}", "facilitators"))


def signal_seen(_op: Operation, actor: Actor, now: SignalSituation, _written: str, _at: datetime) -> Decision:
    _given(now, "pause", actor)
    if not now.waits:
        raise Refused("stale", "Somebody at the desk has already seen this.")
    return Decision(body={}, channels=(f"person:{now.owner}", "facilitators"))


def _counted(actor: Actor) -> tuple[str, ...]:
    """Counted at the desk and on the wall; other phones are not sent it, so they cannot tell who was when."""
    return (f"person:{actor.id}", "facilitators", "screen")


def _offered(now: SignalSituation, what: str, written_at: datetime) -> RoundFacts:
    round_ = round_is_open(now, written_at)
    if what not in offers(round_.step.options):
        raise Refused("not_permitted", "This step does not offer that.")
    if now.waits:
        raise Refused("not_permitted", "You have already done that.", why=ALREADY)
    if now.target_taken:
        raise Refused("not_permitted")
    return round_


def _given(now: SignalSituation, what: str, actor: Actor) -> RoundFacts:
    if now.round is None or now.owner is None or now.what != what:
        raise Refused("gone")
    if actor.role != "facilitator" and now.owner != actor.id:
        raise Refused("not_permitted", "This is somebody else’s.")
    return now.round
