"""What must be known to decide about exchanges. Who sits where is in the log alone."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation.facts import Actor
from facilitation.interactions.exchange.facts import ExchangeSituation
from facilitation.interactions.exchange.making import PARTS
from facilitation.interactions.exchange.options import columns_of
from facilitation.loading import is_taken, round_of
from retreat.log.fields import Operation
from retreat.log.models import LogOperation


def of_seat(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> ExchangeSituation:
    """For taking a seat."""
    origin = round_of(db, session_id, op.body["round_id"])
    return ExchangeSituation(
        session_state=state, round=origin, origin=origin, target_taken=_is_taken(db, session_id, op.target_id)
    )


def of_new(db: Session, session_id: str, state: str, op: Operation, actor: Actor) -> ExchangeSituation:
    """For what is written."""
    origin, matter_id = round_of(db, session_id, op.body["round_id"]), op.body.get("matter_id")
    agreed = PARTS.on(db, session_id, matter_id, "outcome") if op.kind == "exchange.agree" else ()
    return ExchangeSituation(
        session_state=state,
        round=PARTS.open_now(db, session_id) or origin,
        origin=origin,
        on=PARTS.find(db, session_id, matter_id),
        column=_column_of(db, session_id, actor.id) if op.kind == "exchange.say" else None,
        is_agreed=any(one.round_id == op.body["round_id"] and one.table_id == actor.table_id for one in agreed),
        target_taken=_is_taken(db, session_id, op.target_id),
    )


def _column_of(db: Session, session_id: str, participant_id: str) -> str | None:
    """The name of the column of the seat that somebody took last; it holds in later steps with that column."""
    theirs = (LogOperation.session_id == session_id, LogOperation.participant_id == participant_id)
    found = select(LogOperation.body).where(*theirs, LogOperation.kind == "exchange.sit")
    body: dict[str, Any] | None = db.scalar(found.order_by(LogOperation.seq.desc()).limit(1))
    round_ = round_of(db, session_id, body["round_id"]) if body else None
    return columns_of(round_.step.options).get(body["column"]) if body and round_ else None


def _is_taken(db: Session, session_id: str, target_id: str) -> bool:
    """Also by a seat, which has no row of its own."""
    sat = (LogOperation.session_id == session_id, LogOperation.target_id == target_id)
    return is_taken(db, target_id) or db.scalar(select(LogOperation.seq).where(*sat).limit(1)) is not None
