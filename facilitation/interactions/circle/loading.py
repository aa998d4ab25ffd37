"""What must be known to decide about circles. The log is all there is: a circle has no rows of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation.facts import Actor
from facilitation.interactions.circle.facts import CircleSituation
from facilitation.loading import is_taken, round_of
from retreat.log.fields import Operation
from retreat.log.models import LogOperation
from retreat.programme.models import Round
from retreat.programme.steps import step_of

_TURNS = ("circle.begin", "circle.next")


def of_join(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> CircleSituation:
    return _circle(db, session_id, state, op.body["round_id"], taken=is_taken(db, op.target_id), place_id=op.target_id)


def of_turn(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> CircleSituation:
    return _circle(db, session_id, state, op.target_id)


def own_places(db: Session, session_id: str, participant_id: str) -> list[str]:
    """The places that somebody has taken: the board tells them by number alone."""
    own = (LogOperation.session_id == session_id, LogOperation.participant_id == participant_id)
    return list(db.scalars(select(LogOperation.target_id).where(*own, LogOperation.kind == "circle.join")))


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleStep:
    """A circle as the log tells of it: its places, and each turn with its moment, in order."""

    title: str
    places: tuple[int, ...]
    turns: tuple[tuple[datetime, Mapping[str, Any]], ...]


def steps_of_circles(db: Session, session_id: str) -> list[CircleStep]:
    """The circles of a session in which somebody took a place."""
    here = (LogOperation.session_id == session_id, LogOperation.kind.in_(("circle.join", *_TURNS)))
    ops = list(db.scalars(select(LogOperation).where(*here).order_by(LogOperation.seq)))
    rounds = db.scalars(select(Round).where(Round.session_id == session_id).order_by(Round.opened_at, Round.id))
    found = [
        CircleStep(
            title=step_of(one.step).title,
            places=tuple(op.body["place"] for op in ops if op.body.get("round_id") == one.id),
            turns=tuple((op.at, op.body) for op in ops if op.target_id == one.id),
        )
        for one in rounds
    ]
    return [one for one in found if one.places]


def _circle(
    db: Session, session_id: str, state: str, round_id: str, *, taken: bool = False, place_id: str = ""
) -> CircleSituation:
    here = select(LogOperation).where(LogOperation.session_id == session_id).order_by(LogOperation.seq)
    joined = list(db.scalars(here.where(LogOperation.kind == "circle.join")))
    turns = here.where(LogOperation.kind.in_(_TURNS), LogOperation.target_id == round_id)
    latest = db.scalars(turns.order_by(None).order_by(LogOperation.seq.desc()).limit(1)).first()
    return CircleSituation(
        session_state=state,
        round=round_of(db, session_id, round_id),
        target_taken=taken or any(one.target_id == place_id for one in joined),
        places={one.body["place"]: one.participant_id for one in joined if one.body["round_id"] == round_id},
        turn=latest.body["turn"] if latest else None,
        lap=latest.body["lap"] if latest else 0,
    )
