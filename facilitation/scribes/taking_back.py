"""Taking back what somebody without a device made: one thing, or everything, as they could do on a phone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from facilitation.operations import perform_batch
from facilitation.seats.taking_out import Tell, take_out
from retreat.consent.operations import record_answers
from retreat.consent.purposes import SOUND_PURPOSES
from retreat.database import Database
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


def withdraw(
    database: Database, event_id: str, person_id: str, *, by: str, now: datetime, ids: Ids, tell: Tell
) -> set[str]:
    """Erase all words of somebody, set aside their dots and places, answer no for them, and take them out.

    A few things at a time, so that other people's notes do not wait. If interrupted, the same request continues it.

    Args:
        by: The member of staff who enters it.
        tell: Told of the person, when they are taken out.

    Returns:
        The sessions whose logs have grown.
    """
    refused = {"notes_kept": "no", **dict.fromkeys(SOUND_PURPOSES, "no")}

    def answer_no(db: Session) -> None:
        record_answers(db, participant_id=person_id, answers=refused, how="spoken", now=now, ids=ids, entered_by=by)

    database.write(answer_no)
    grown: set[str] = set()
    left = database.write(lambda db: _some(db, person_id, by=by, now=now, ids=ids))
    while left:
        grown |= left
        left = database.write(lambda db: _some(db, person_id, by=by, now=now, ids=ids))
    return grown | take_out(database, event_id, [person_id], now=now, ids=ids, tell=tell)


def _some(db: Session, person_id: str, *, by: str, now: datetime, ids: Ids) -> set[str]:
    """Erase the next few; the sessions in which that succeeded, so that it ends where nothing can be done."""
    made = own_made(db, person_id)[:AT_ONCE]
    return {one.session_id for one in _remove(db, person_id, made, by=by, now=now, ids=ids)}


def _remove(db: Session, person_id: str, made: Iterable[OwnMade], *, by: str, now: datetime, ids: Ids) -> list[OwnMade]:
    done: list[OwnMade] = []
    for one in made:
        seat = replace(seat_of_person(db, person_id, one.session_id), entered_by=by)
        op = Operation(op_id=ids(), kind=one.making.removal, target_id=one.id, body={})
        if perform_batch(db, seat, [op], now=now, ids=ids).accepted:
            done.append(one)
    return done
