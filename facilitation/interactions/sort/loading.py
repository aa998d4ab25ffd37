"""What must be known to decide about headings and what lies under them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from facilitation.facts import Actor
from facilitation.interactions.notes.loading import note_facts, note_of
from facilitation.interactions.sort.facts import SortSituation
from facilitation.loading import is_taken, prompt_of
from retreat.log.fields import Operation
from retreat.log.models import Cluster


def cluster_of(db: Session, session_id: str, cluster_id: object) -> Cluster | None:
    """A cluster of this session that was not merged into another."""
    row = db.get(Cluster, cluster_id) if cluster_id else None
    return row if row is not None and row.session_id == session_id and row.merged_into is None else None


def of_cluster(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> SortSituation:
    prompt_id = op.body.get("prompt_id")
    taken = is_taken(db, op.target_id)
    cluster = cluster_of(db, session_id, op.target_id)
    return SortSituation(
        session_state=state,
        target_taken=taken or (prompt_id is not None and prompt_of(db, session_id, prompt_id) is None),
        target_there=cluster is not None,
        target_version=cluster.version if cluster else 0,
        into_there=cluster_of(db, session_id, op.body.get("into")) is not None,
    )


def of_move(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> SortSituation:
    note = note_of(db, session_id, op.target_id)
    if note is None:
        return SortSituation(session_state=state)
    there = cluster_of(db, session_id, op.body.get("cluster_id")) is not None
    return SortSituation(session_state=state, note=note_facts(note), cluster_there=there)
