"""Keeping dots in step with the log."""

from __future__ import annotations

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from retreat.log.models import Vote
from retreat.log.projections import Kept


def vote_cast(db: Session, kept: Kept) -> None:
    db.execute(
        insert(Vote).values(
            session_id=kept.session_id,
            participant_id=kept.participant_id,
            target_id=kept.target_id,
            round_id=kept.round_id,
        )
    )


def vote_retract(db: Session, kept: Kept) -> None:
    db.execute(
        delete(Vote).where(
            Vote.session_id == kept.session_id,
            Vote.participant_id == kept.participant_id,
            Vote.target_id == kept.target_id,
        )
    )
