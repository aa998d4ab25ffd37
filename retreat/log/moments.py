"""Which step and question something belongs to, by the clock.

Computed and never stored, so that it follows when somebody corrects the start of an audio recording.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.log import store
from retreat.programme.models import Prompt, Round

# For rounds opened and closed once; others are looked up in the log.
_ONCE = 3
_KINDS = ("round.open", "round.close", "prompt.ask")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A step was opened or closed, or a question of it was asked."""

    at: datetime
    what: Literal["open", "close", "ask"]
    step_id: str
    prompt_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in a session something belongs."""

    step_id: str | None = None
    prompt_id: str | None = None


NOWHERE = Place()


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """From this moment on, a session is at this place."""

    starts: Sequence[datetime] = field(default_factory=tuple)
    places: Sequence[Place] = field(default_factory=tuple)

    def at(self, moment: datetime | None) -> Place:
        """Where a session is at a moment: the open step that was opened last, and the question of it asked last."""
        before = 0 if moment is None else bisect_right(self.starts, moment)
        return self.places[before - 1] if before else NOWHERE

    def of_prompt(self, prompt_id: str) -> list[tuple[datetime, datetime | None]]:
        """The stretches of time during which a question is the current one; the last may have no end."""
        ends = [*self.starts[1:], None]
        return [
            (begins, end)
            for begins, end, place in zip(self.starts, ends, self.places, strict=False)  # nothing may have begun
            if place.prompt_id == prompt_id
        ]


def moments_of(db: Session, session_id: str) -> Moments:
    """The steps and questions of a session by the clock of the log."""
    rounds = db.execute(
        select(Round.id, Round.opened_at, Round.closed_at, Round.version).where(Round.session_id == session_id)
    ).all()
    if any(row.version > _ONCE for row in rounds):
        return laid_out(
            _event(kind, target_id, body, at) for kind, target_id, body, at in store.happened(db, session_id, _KINDS)
        )
    asked = db.execute(select(Prompt.id, Prompt.round_id, Prompt.asked_at).where(Prompt.session_id == session_id))
    events = [Event(at=row.opened_at, what="open", step_id=row.id) for row in rounds if row.opened_at]
    events += [Event(at=row.closed_at, what="close", step_id=row.id) for row in rounds if row.closed_at]
    events += [
        Event(at=row.asked_at, what="ask", step_id=row.round_id, prompt_id=row.id) for row in asked if row.asked_at
    ]
    return laid_out(events)


def laid_out(events: Iterable[Event]) -> Moments:
    """Where a session is between any two events. Pure."""
    open_steps: list[str] = []
    asked: dict[str, str] = {}
    starts: list[datetime] = []
    places: list[Place] = []
    for event in sorted(events, key=lambda one: one.at):
        if event.what != "ask" and event.step_id in open_steps:
            open_steps.remove(event.step_id)
        if event.what == "open":
            open_steps.append(event.step_id)
        elif event.what == "ask" and event.prompt_id is not None:
            asked[event.step_id] = event.prompt_id
        step_id = open_steps[-1] if open_steps else None
        place = Place(step_id=step_id, prompt_id=asked.get(step_id or ""))
        if not places or places[-1] != place:
            starts.append(event.at)
            places.append(place)
    return Moments(starts=tuple(starts), places=tuple(places))


def _event(kind: str, target_id: str, body: dict[str, object], at: datetime) -> Event:
    if kind == "prompt.ask":
        return Event(at=at, what="ask", step_id=str(body["round_id"]), prompt_id=target_id)
    return Event(at=at, what="open" if kind == "round.open" else "close", step_id=target_id)
