"""Taking back what somebody without a device made: one thing, or everything, as they could do on a phone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from facilitation.operations import perform_batch
from retreat.errors import NotFound
from retreat.ids import Ids
from retreat.log.fields import Operation
from retreat.log.makings import OwnMade, own_made
from retreat.people.access import seat_of_person

AT_ONCE = 20


def take_back(db: Session, person_id: str, thing_id: str, *, by: str, now: datetime, ids: Ids) -> str:
    """Erase one thing that somebody made. Returns the session whose log has grown.

    Raises:
        NotFound: They made no such thing, or it is gone.
    """
    for one in own_made(db, person_id):
        if one.id == thing_id:
            _remove(db, person_id, [one], by=by, now=now, ids=ids)
            return one.session_id
    raise NotFound


def _remove(db: Session, person_id: str, made: Iterable[OwnMade], *, by: str, now: datetime, ids: Ids) -> list[OwnMade]:
    done: list[OwnMade] = []
    for one in made:
        seat = replace(seat_of_person(db, person_id, one.session_id), entered_by=by)
        op = Operation(op_id=ids(), kind=one.making.removal, target_id=one.id, body={})
        if perform_batch(db, seat, [op], now=now, ids=ids).accepted:
            done.append(one)
    return done
