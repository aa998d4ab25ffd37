"""What must be known to decide what the desk does with the session, its rounds and its prompts."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation.facts import Actor, Situation
from facilitation.frame.facts import Reopening
from facilitation.loading import is_taken, locked_at, prompt_of, round_of
from retreat.log.fields import Operation
from retreat.programme.models import DialogueSession, Prompt


def of_round(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> Situation:
    return Situation(
        session_state=state,
        round=round_of(db, session_id, op.target_id),
        locked_at=locked_at(db, session_id, op.target_id),
    )


def of_round_add(db: Session, _session_id: str, state: str, op: Operation, _actor: Actor) -> Situation:
    return Situation(session_state=state, target_taken=is_taken(db, op.target_id))


def of_reopening(db: Session, session_id: str, state: str, _op: Operation, _actor: Actor) -> Reopening:
    meeting = db.get_one(DialogueSession, session_id)
    others = select(DialogueSession.id).where(
        DialogueSession.event_id == meeting.event_id, DialogueSession.state == "open", DialogueSession.id != session_id
    )
    return Reopening(
        session_state=state, ended_at=meeting.ended_at, another_is_open=db.scalars(others.limit(1)).first() is not None
    )


def of_prompt_ask(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> Situation:
    row = db.get(Prompt, op.target_id)
    if row is None:
        taken = is_taken(db, op.target_id)
    else:
        taken = row.asked_at is not None or row.session_id != session_id or row.round_id != op.body["round_id"]
    return Situation(session_state=state, round=round_of(db, session_id, op.body["round_id"]), target_taken=taken)


def of_prompt_reword(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> Situation:
    row = prompt_of(db, session_id, op.target_id)
    if row is None or row.asked_at is None:
        return Situation(session_state=state)
    return Situation(session_state=state, target_there=True, target_version=row.version)
