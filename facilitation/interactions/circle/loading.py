"""What must be known to decide about circles. The log is all there is: a circle has no rows of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
_KINDS = ("circle.join", "circle.leave", *_TURNS)


def of_place(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> CircleSituation:
    return _circle(db, session_id, state, op.body["round_id"], taken=is_taken(db, op.target_id), place_id=op.target_id)


def of_turn(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> CircleSituation:
    return _circle(db, session_id, state, op.target_id)


def own_places(db: Session, session_id: str, participant_id: str) -> list[str]:
    """The places that somebody has taken: the board tells them by number alone."""
    own = (LogOperation.session_id == session_id, LogOperation.participant_id == participant_id)
    return list(db.scalars(select(LogOperation.target_id).where(*own, LogOperation.kind == "circle.join")))


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleStep:
    """A circle as the log tells of it: how many took a place, and each turn with its moment, in order."""

    title: str
    people: int
    turns: tuple[tuple[datetime, Mapping[str, Any]], ...]


def steps_of_circles(db: Session, session_id: str) -> list[CircleStep]:
    """The circles of a session in which somebody took a place."""
    ops = _operations(db, session_id)
    rounds = db.scalars(select(Round).where(Round.session_id == session_id).order_by(Round.opened_at, Round.id))
    found = [
        CircleStep(
            title=step_of(one.step).title,
            people=len(
                {
                    op.participant_id or op.target_id
                    for op in ops
                    if op.kind == "circle.join" and _round_of(op) == one.id
                }
            ),
            turns=tuple((op.at, op.body) for op in _turns(ops, one.id)),
        )
        for one in rounds
    ]
    return [one for one in found if one.people]


def _circle(
    db: Session, session_id: str, state: str, round_id: str, *, taken: bool = False, place_id: str = ""
) -> CircleSituation:
    ops = _operations(db, session_id)
    here = [op for op in ops if _round_of(op) == round_id]
    left = {op.target_id for op in here if op.kind == "circle.leave"}
    seated = {op.target_id: op for op in here if op.kind == "circle.join" and op.target_id not in left}
    latest = next(reversed(_turns(ops, round_id)), None)
    return CircleSituation(
        session_state=state,
        round=round_of(db, session_id, round_id),
        target_taken=taken or any(op.kind == "circle.join" and op.target_id == place_id for op in ops),
        places={op.body["place"]: op.participant_id for op in seated.values()},
        turn=latest.body["turn"] if latest else None,
        lap=latest.body["lap"] if latest else 0,
        target_place=seated[place_id].body["place"] if place_id in seated else None,
    )


def _operations(db: Session, session_id: str) -> list[LogOperation]:
    here = (LogOperation.session_id == session_id, LogOperation.kind.in_(_KINDS))
    return list(db.scalars(select(LogOperation).where(*here).order_by(LogOperation.seq)))


def _round_of(op: LogOperation) -> str | None:
    found: str | None = op.target_id if op.kind in _TURNS else op.body.get("round_id")
    return found


def _turns(ops: Iterable[LogOperation], round_id: str) -> list[LogOperation]:
    """The operations by which the turn of a round went on; giving up a place is one where it was that place's turn."""
    found: list[LogOperation] = []
    for op in (each for each in ops if _round_of(each) == round_id):
        if op.kind in _TURNS or (op.kind == "circle.leave" and found and op.body["turn"] != found[-1].body["turn"]):
            found.append(op)
    return found
