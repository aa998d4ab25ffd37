"""Decisions about how deep an assumption lies, and how that is told: as a spread, never as a mean. Pure.

Its sender alone is told of each placing, so that nobody can count. A spread is told of five people and more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from facilitation.deciding import audience_of
from facilitation.facts import Actor, Decision, Refused
from facilitation.interactions.assumption.deciding import assumption_of, round_of_assumptions
from facilitation.interactions.assumption.facts import AssumptionSituation
from retreat.consent.counts import is_large_enough, part_told
from retreat.log.fields import Operation
from retreat.log.nouns.assumption_depth import DEPTHS


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """One that somebody made, in the order in which they were made."""

    person: str
    depth: str


def assumption_place(op: Operation, actor: Actor, now: AssumptionSituation, _written: str, _at: datetime) -> Decision:
    round_ = round_of_assumptions(now)
    if now.round is None or now.round.state != "open":
        raise Refused("round_closed")
    if now.target_taken:
        raise Refused("not_permitted", "That is already there.")
    body = {"round_id": round_.id, "assumption_id": assumption_of(op, actor, now, round_), "depth": op.body["depth"]}
    return Decision(body=body, channels=audience_of("me", actor))


def assumption_spread(op: Operation, actor: Actor, now: AssumptionSituation, _written: str, _at: datetime) -> Decision:
    round_ = round_of_assumptions(now)
    assumption_id = assumption_of(op, actor, now, round_)
    if now.spread is None:
        raise Refused("not_permitted", "Fewer than five people have placed it, so it is not shown how.")
    channels = now.named.audience if now.named else ("all",)
    return Decision(
        body={"round_id": round_.id, "assumption_id": assumption_id, "spread": dict(now.spread)}, channels=channels
    )


def spread(placings: Iterable[Placing], *, for_everyone: bool) -> Mapping[str, Any] | None:
    """How many people saw it lie how deep: ``{"people", "now", "first", "moved"}``, None where that told too much.

    ``now`` counts each person's latest placing. ``first`` counts the first placing of those who placed it twice, and
    ``moved`` says how many of how many of them now see it lie elsewhere; both are None where too few did.
    """
    by_person: dict[str, list[str]] = {}
    for one in placings:
        by_person.setdefault(one.person, []).append(one.depth)
    if not by_person or (for_everyone and not is_large_enough(len(by_person))):
        return None
    twice = [depths for depths in by_person.values() if len(depths) > 1]
    moved_by = sum(depths[0] != depths[-1] for depths in twice)
    moved = part_told(moved_by, len(twice)) if for_everyone else (moved_by, len(twice))
    return {
        "people": len(by_person),
        "now": _counted(depths[-1] for depths in by_person.values()),
        "first": _counted(depths[0] for depths in twice) if twice and moved else None,
        "moved": list(moved) if twice and moved else None,
    }


def _counted(depths: Iterable[str]) -> dict[str, int]:
    found = Counter(depths)
    return {depth: found[depth] for depth in DEPTHS}
