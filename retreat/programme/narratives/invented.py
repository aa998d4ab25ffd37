"""An account that nobody lived, for rehearsals and load tests: it needs no second person, and no page leads here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from retreat.ids import Ids
from retreat.programme.narratives.operations import Written, add_narrative, narrative_row


def add_invented(db: Session, programme_id: str, written: Written, *, now: datetime, ids: Ids) -> tuple[str, str]:
    """Keep an invented account that can be read at once. Returns its id, and that of its wording."""
    narrative_id = add_narrative(db, programme_id, written, by=None, now=now, ids=ids)
    _row, latest = narrative_row(db, programme_id, narrative_id)
    latest.is_anonymous, latest.cleared_at = True, now
    db.flush()
    return narrative_id, latest.id
