"""What must be known to decide about dots."""

from __future__ import annotations

from sqlalchemy.orm import Session

from facilitation.facts import Actor
from facilitation.interactions.dots.facts import DotSituation
from facilitation.interactions.notes.loading import note_of
from facilitation.interactions.sort.loading import cluster_of
from facilitation.loading import count, open_round, round_of
from retreat.log.fields import Operation
from retreat.log.models import Vote


def of_vote(db: Session, session_id: str, state: str, op: Operation, actor: Actor) -> DotSituation:
    note, cluster = note_of(db, session_id, op.target_id), cluster_of(db, session_id, op.target_id)
    if note is None and cluster is None:
        return DotSituation(session_state=state)
    round_ = round_of(db, session_id, note.round_id) if note else open_round(db, session_id)
    if round_ is None:
        return DotSituation(session_state=state, target_audience=("all",))
    mine = count(db, Vote.target_id, Vote.participant_id == actor.id, Vote.round_id == round_.id)
    return DotSituation(
        session_state=state,
        round=round_,
        target_audience=tuple(note.audience) if note else ("all",),
        has_voted=db.get(Vote, (session_id, actor.id, op.target_id)) is not None,
        mine_in_round=mine,
    )
