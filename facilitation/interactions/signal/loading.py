"""What must be known to decide about signals. The log is all there is: a signal has no rows of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation.facts import Actor
from facilitation.interactions.signal.facts import SignalSituation
from facilitation.loading import is_taken, round_of
from retreat.log.fields import Operation
from retreat.log.folding import Board
from retreat.log.models import LogOperation
from retreat.log.nouns import signal, signal_hand
from retreat.programme.models import Round

_NOUNS = (signal.NOUN, signal_hand.NOUN)
_APPLY = {kind: apply for noun in _NOUNS for kind, apply in noun.apply.items()}
# Which part of the board a signal that is given stands in.
_PARTS = {"signal.done": "dones", "signal.raise": "hands", "signal.pause": "pauses"}


def of_new(db: Session, session_id: str, state: str, op: Operation, actor: Actor) -> SignalSituation:
    board, owners = _folded(db, session_id)
    here = board[_PARTS[op.kind]].values()
    return SignalSituation(
        session_state=state,
        round=round_of(db, session_id, op.body["round_id"]),
        target_taken=op.target_id in owners or is_taken(db, op.target_id),
        waits=any(
            _waits(one) and one["round_id"] == op.body["round_id"] and owners[one["id"]] == actor.id for one in here
        ),
    )


def of_given(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> SignalSituation:
    board, owners = _folded(db, session_id)
    for kind, part in _PARTS.items():
        found = board[part].get(op.target_id)
        if found is not None:
            return SignalSituation(
                session_state=state,
                round=round_of(db, session_id, found["round_id"]),
                owner=owners[op.target_id],
                what=kind.removeprefix("signal."),
                waits=_waits(found),
                called=bool(found.get("called_at")),
            )
    return SignalSituation(session_state=state)


def own_signals(db: Session, session_id: str, participant_id: str) -> list[str]:
    """The signals that somebody gave: the board shows them without a name, or by a name that others may share."""
    own = (LogOperation.session_id == session_id, LogOperation.participant_id == participant_id)
    return list(db.scalars(select(LogOperation.target_id).where(*own, LogOperation.kind.in_(_PARTS))))


def leaving(db: Session, session_id: str, participant_id: str) -> list[tuple[str, str, Mapping[str, Any]]]:
    """Leaving lowers one's hand, so that nobody calls somebody who has gone, and counts as done no more."""
    # A hand is no longer up in any round; how many were done in one that has closed stays as it was.
    open_rounds = set(db.scalars(select(Round.id).where(Round.session_id == session_id, Round.state == "open")))
    board, owners = _folded(db, session_id)
    undo = {"hands": "signal.lower", "dones": "signal.undone"}
    return [
        (kind, one["id"], {})
        for part, kind in undo.items()
        for one in board[part].values()
        if (part == "hands" or one["round_id"] in open_rounds) and owners[one["id"]] == participant_id
    ]


def _waits(one: Mapping[str, Any]) -> bool:
    """Whether it is still there to be answered; a request for a pause is not, once it was seen."""
    return one.get("seen_at") is None


def _folded(db: Session, session_id: str) -> tuple[Board, Mapping[str, str | None]]:
    """The signals of a session, and whose each is, by its id."""
    board: Board = {part: deepcopy(empty) for noun in _NOUNS for part, empty in noun.parts.items()}
    owners: dict[str, str | None] = {}
    for op in _operations(db, session_id):
        if op.kind in _PARTS:
            owners[op.target_id] = op.participant_id
        board |= _APPLY[op.kind](board, {"target_id": op.target_id, "actor": None, "at": op.at, "body": op.body})
    return board, owners


def _operations(db: Session, session_id: str) -> Iterable[LogOperation]:
    here = (LogOperation.session_id == session_id, LogOperation.kind.in_(_APPLY))
    return db.scalars(select(LogOperation).where(*here).order_by(LogOperation.seq))
