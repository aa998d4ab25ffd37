"""The plan cards of a session as they may be read, cycle after cycle, with every earlier wording."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from facilitation.interactions.plan.making import PLANS
from facilitation.interactions.plan.options import projects_of
from facilitation.parts.reading import ReadPart, parts_of, places_of, rounds_of
from retreat.consent.gate import Reader
from retreat.log.nouns.plan import STAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPlan:
    """One card.

    Attributes:
        project: The local project of the step; None where it is of none.
        cycle: 1 for the first, and one more for each that goes on from another.
        starts_from: What was reflected on the card before; None for a first cycle.
        stages: The wordings of each part, the latest last; also of parts that nobody has written.
    """

    card: ReadPart
    project: str | None
    cycle: int
    starts_from: ReadPart | None
    stages: Mapping[str, Sequence[ReadPart]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlansOfStep:
    """The cards of one round."""

    title: str
    plans: tuple[ReadPlan, ...]


def plans_of(db: Session, reader: Reader, session_id: str) -> list[PlansOfStep]:
    """The rounds in which somebody planned something, in the order in which they were opened."""
    parts = parts_of(db, reader, session_id, PLANS)
    cards = {one.id: one for one in parts if one.stance == "card"}
    cards |= places_of([one for one in parts if one.stance != "card"], cards)
    found = []
    for round_ in rounds_of(db, session_id, "plan"):
        projects = projects_of(round_.step.options)
        here = [one for one in cards.values() if one.round_id == round_.id]
        plans = tuple(_told(one, cards, parts, projects.get(one.place or "")) for one in here)
        if plans:
            found.append(PlansOfStep(title=round_.step.title, plans=plans))
    return found


def _told(card: ReadPart, cards: Mapping[str, ReadPart], parts: Sequence[ReadPart], project: str | None) -> ReadPlan:
    before = [one for one in parts if one.on_id == card.on_id and one.stance == "reflect"] if card.on_id else []
    cycle, earlier = 1, card.on_id
    while earlier is not None:
        cycle, earlier = cycle + 1, cards[earlier].on_id if earlier in cards else None
    return ReadPlan(
        card=card,
        project=project,
        cycle=cycle,
        starts_from=before[-1] if before else None,
        stages={stage: [one for one in parts if one.on_id == card.id and one.stance == stage] for stage in STAGES},
    )
