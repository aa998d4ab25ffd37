"""Leaving an event: gives up whatever somebody still holds in its open sessions, as if they had done it themselves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from facilitation.access.operations import forget_needs
from facilitation.interactions import LEAVING
from facilitation.operations import perform_batch
from retreat.ids import Ids
from retreat.log.care.requests import take_back
from retreat.log.fields import Operation
from retreat.people.access import seat_in, seat_of_person
from retreat.people.operations import end_token
from retreat.programme.queries import EventView


def leave_event(
    db: Session, event: EventView, participant_id: str, token: str | None, *, now: datetime, ids: Ids
) -> list[str]:
    """End somebody's token, after they have left each session; ``token``: None if they ask the team to do it.

    Returns:
        The sessions in which something happened.
    """
    grown: list[str] = []
    for line in event.sessions:
        acts = [act for leaving in LEAVING if line.state == "open" for act in leaving(db, line.id, participant_id)]
        if acts:
            operations = [
                Operation(op_id=ids(), kind=kind, target_id=target_id, body=body) for kind, target_id, body in acts
            ]
            seat = seat_in(db, token, line.id) if token else seat_of_person(db, participant_id, line.id)
            perform_batch(db, seat, operations, now=now, ids=ids)
            grown.append(line.id)
    forget_needs(db, participant_id, now=now)
    asked_in = take_back(db, participant_id, now=now, ids=ids)  # nobody goes looking for somebody who has left
    end_token(db, participant_id, now=now)
    return list(dict.fromkeys([*grown, *asked_in]))
