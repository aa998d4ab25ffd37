"""What must be known to decide about light-bulbs."""

from __future__ import annotations

from sqlalchemy.orm import Session

from facilitation.facts import Actor, Situation
from facilitation.interactions.lightbulb.facts import BulbFacts, BulbSituation
from facilitation.loading import is_taken
from retreat.log import store
from retreat.log.fields import Operation
from retreat.log.models import Lightbulb, Words


def of_mark(db: Session, _session_id: str, state: str, op: Operation, _actor: Actor) -> Situation:
    return Situation(session_state=state, target_taken=is_taken(db, op.target_id))


def of_own(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> BulbSituation:
    row = db.get(Lightbulb, op.target_id)
    words = None if row is None or row.session_id != session_id else db.get(Words, row.words_id)
    if row is None or words is None or words.erased_at is not None:
        return BulbSituation(session_state=state)
    audience = store.channels_of(db, session_id, row.id, "lightbulb.mark")
    bulb = BulbFacts(author_id=row.participant_id, audience=audience, version=words.version)
    return BulbSituation(session_state=state, bulb=bulb)
