"""Decisions about dots. Pure."""

from __future__ import annotations

from datetime import datetime

from facilitation.deciding import round_is_open
from facilitation.facts import ALREADY, Actor, Decision, Refused, RoundFacts
from facilitation.interactions.dots.facts import DotSituation
from retreat.log.fields import Operation


def vote_cast(_op: Operation, _actor: Actor, now: DotSituation, _written: str, at: datetime) -> Decision:
    round_ = _votable(now, at)
    if now.has_voted:
        raise Refused("not_permitted", "You already have a dot on this.", why=ALREADY)
    if now.mine_in_round >= (round_.step.vote_budget or 0):
        raise Refused("budget_spent", "You have placed all your dots. Take one back to move it.")
    return Decision(body={}, channels=("all",))


def vote_retract(_op: Operation, _actor: Actor, now: DotSituation, _written: str, at: datetime) -> Decision:
    _votable(now, at)
    if not now.has_voted:
        raise Refused("gone", "You have no dot on this.", why=ALREADY)
    return Decision(body={}, channels=("all",))


def _votable(now: DotSituation, at: datetime) -> RoundFacts:
    if "all" not in now.target_audience:
        raise Refused("gone")
    round_ = round_is_open(now, at)
    if not round_.step.vote_budget:
        raise Refused("not_permitted", "This round has no dots to place.")
    return round_
