"""What must be known to decide about figures and accounts."""

from __future__ import annotations

from sqlalchemy.orm import Session

from facilitation.facts import Actor
from facilitation.interactions.figure.facts import FigureSituation, PairFacts
from facilitation.interactions.figure.models import FigurePair
from facilitation.interactions.notes.loading import note_facts, note_of
from facilitation.loading import is_erased, is_taken, round_of
from retreat.log import store
from retreat.log.fields import Operation


def of_new(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> FigureSituation:
    named = op.body.get("note_id")
    note = note_of(db, session_id, named) if named else None
    return FigureSituation(
        session_state=state,
        round=round_of(db, session_id, op.body["round_id"]),
        target_taken=is_taken(db, op.target_id),
        note=note_facts(note) if note else None,
    )


def of_pair(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> FigureSituation:
    pair = _pair(db, session_id, op.target_id)
    return FigureSituation(session_state=state, pair=pair if pair and not pair.set_aside else None)


def of_removal(db: Session, session_id: str, state: str, op: Operation, actor: Actor) -> FigureSituation:
    """What was set aside is there for its author alone."""
    pair = _pair(db, session_id, op.target_id)
    is_theirs = pair is None or not pair.set_aside or pair.author_id == actor.id
    return FigureSituation(session_state=state, pair=pair if is_theirs else None)


def _pair(db: Session, session_id: str, pair_id: str) -> PairFacts | None:
    row = db.get(FigurePair, pair_id)
    if row is None or row.session_id != session_id or is_erased(db, row.words_id):
        return None
    return PairFacts(
        author_id=row.participant_id,
        audience=store.channels_of(db, session_id, row.id, "figure.pair"),
        version=row.version,
        has_note=row.note_id is not None,
        set_aside=row.removed_at is not None,
    )
