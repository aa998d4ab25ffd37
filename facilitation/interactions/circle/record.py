"""Circles on the record's page: how many sat in one, and when the turn went round; never who spoke or passed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from facilitation.interactions.circle.loading import steps_of_circles
from retreat.log.panel import Section
from retreat.web.panels import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """One circle. ``laps`` is how often the turn went all the way round; 0 where it never did."""

    title: str
    people: int
    laps: int
    began: datetime | None
    ended: datetime | None


def circles_of(visit: Visit) -> list[Circle]:
    """The circles of a session, in the order in which they were opened."""
    return [
        Circle(
            title=one.title,
            people=one.people,
            laps=max((turn["lap"] - (turn["turn"] is not None) for _at, turn in one.turns), default=0),
            began=one.turns[0][0] if one.turns else None,
            ended=one.turns[-1][0] if one.turns else None,
        )
        for one in steps_of_circles(visit.db, visit.session_id)
    ]


def _gather(visit: Visit) -> Mapping[str, Any]:
    return {"circles": circles_of(visit)}


SECTION = Section(
    name="circle",
    has=lambda visit: bool(steps_of_circles(visit.db, visit.session_id)),
    gather=_gather,
)
