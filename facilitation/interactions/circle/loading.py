"""What must be known to decide about circles. The log is all there is: a circle has no rows of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation.facts import Actor
from facilitation.interactions.circle.facts import CircleSituation
from facilitation.loading import is_taken, round_of
from retreat.log.fields import Operation
from retreat.log.folding import Board
from retreat.log.models import LogOperation
from retreat.log.nouns.circle import NOUN
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


def leaving(db: Session, session_id: str, participant_id: str) -> list[tuple[str, str, Mapping[str, Any]]]:
    """Leaving gives up one's place, so that nobody waits for that person to speak."""
    open_rounds = set(db.scalars(select(Round.id).where(Round.session_id == session_id, Round.state == "open")))
    return [
        ("circle.leave", place_id, {"round_id": round_id})
        for round_id, circle in _folded(_operations(db, session_id)).items()
        if round_id in open_rounds
        for place_id, seat in circle["places"].items()
        if seat["actor"] == participant_id
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleStep:
    """A circle as the log has it: how many took a place, and each turn with its time, in order."""

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
    circle = _folded(ops).get(round_id, {"places": {}, "turn": None, "lap": 0, "had": []})
    seats = circle["places"]
    return CircleSituation(
        session_state=state,
        round=round_of(db, session_id, round_id),
        target_taken=taken or any(op.kind == "circle.join" and op.target_id == place_id for op in ops),
        places={seat["place"]: seat["actor"] for seat in seats.values()},
        turn=circle["turn"],
        lap=circle["lap"],
        had=frozenset(seat["place"] for key, seat in seats.items() if key in circle["had"]),
        target_place=seats[place_id]["place"] if place_id in seats else None,
    )


def _folded(ops: Iterable[LogOperation]) -> Mapping[str, Any]:
    """The circles of a session, each seat with the id of who has it where readers are told a name."""
    board: Board = deepcopy(dict(NOUN.parts))
    for op in ops:
        told = {"target_id": op.target_id, "actor": op.participant_id, "at": op.at, "body": op.body}
        board |= NOUN.apply[op.kind](board, told)
    circles: Mapping[str, Any] = board["circles"]
    return circles


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
