"""What must be known to decide about a show of hands."""

from __future__ import annotations

from sqlalchemy.orm import Session

from facilitation.facts import Actor
from facilitation.interactions.hands.facts import HandsSituation
from facilitation.interactions.notes.loading import note_of
from facilitation.interactions.sort.loading import cluster_of
from facilitation.loading import round_of
from retreat.log.fields import Operation
from retreat.people.spoken_for.rule import scribe_of


def of_count(db: Session, session_id: str, state: str, op: Operation, actor: Actor) -> HandsSituation:
    shown = round_of(db, session_id, op.body["round_id"])
    note = note_of(db, session_id, op.target_id)
    audience: tuple[str, ...] = ()
    if note is not None:
        audience = tuple(note.audience) if shown and note.round_id == shown.id else ()
    elif cluster_of(db, session_id, op.target_id) is not None:
        audience = ("all",)
    scribe = scribe_of(db, actor.table_id) if actor.table_id else None
    return HandsSituation(session_state=state, round=shown, audience=audience, is_scribe=scribe == actor.id)
