"""Steps that are planned without a recording: their talk is left out by the log's clock, whatever device brings it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.ids import Ids, new_token, token_hash
from retreat.programme.models import DialogueSession, Round
from retreat.programme.steps import step_of
from retreat.recordings.at_table import tell_of_sound
from retreat.recordings.left_out.models import LeftOut
from retreat.recordings.left_out.operations import add_stand_in, hold_back

# Until a step closes, everything from its opening on is left out.
_NO_END_YET = timedelta(days=2)


def follow_step(db: Session, round_id: str, *, now: datetime, ids: Ids) -> None:
    """After a step has opened or closed: begin to leave its talk out, or end that. Phones there are told."""
    db.flush()
    row = db.get_one(Round, round_id, populate_existing=True)
    running = db.scalars(select(LeftOut).where(LeftOut.round_id == round_id, LeftOut.to_at > now)).first()
    if row.state == "open" and running is None and step_of(row.step).audio != "on":
        left_out_id = ids()
        event_id = db.scalar(select(DialogueSession.event_id).where(DialogueSession.id == row.session_id)) or ""
        add_stand_in(db, left_out_id, row.session_id, event_id, now=now, ids=ids)
        db.add(
            LeftOut(
                id=left_out_id,
                session_id=row.session_id,
                table_id=None,
                from_at=now,
                to_at=now + _NO_END_YET,
                asked_at=now,
                undo_hash=token_hash(new_token()),
                round_id=round_id,
            )
        )
    elif row.state != "open" and running is not None:
        running.to_at = now
    else:
        return
    hold_back(db, row.session_id, None)
    tell_of_sound(db, row.session_id, now)
