"""A note that tells of harm leaves every screen but its author's and the desk's, until the team decides."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from facilitation.operations import perform_batch
from facilitation.seats.bringing_back import show_again
from retreat.errors import Conflict, NotFound
from retreat.ids import Ids
from retreat.log import store
from retreat.log.care.held import decide, hold, is_held, is_kept_away, may_come_back
from retreat.log.care.requests import tell_desks
from retreat.log.fields import Operation
from retreat.log.makings import tell_kept
from retreat.log.written import NOTES
from retreat.people.access import Seat
from retreat.people.deeds import write_down
from retreat.people.queries import staff_of_desk


def hold_note(db: Session, desk: Seat, note_id: str, *, now: datetime, ids: Ids) -> None:
    """Take a note off every board, and out of record and search, as if it were set aside; only the team reads it.

    Raises:
        NotFound: The note is gone, or was never readable at the desk.
    """
    remove = Operation(op_id=ids(), kind="note.remove", target_id=note_id, body={})
    result = perform_batch(db, desk, [remove], now=now, ids=ids)
    if result.refused:
        raise NotFound(result.refused[0]["message"])
    hold(db, desk.session_id, note_id, now=now)
    _written(db, "harm_held", desk, note_id, now=now)
    tell_desks(db, desk.session_id, now=now, ids=ids)


def decide_note(db: Session, desk: Seat, note_id: str, *, comes_back: bool, now: datetime, ids: Ids) -> None:
    """Bring it back to those who could read it, or keep it away; its author can erase it all the same.

    Raises:
        Conflict: Somebody else leading has decided already, or its author does not agree that it is read.
    """
    store.lock(db, desk.session_id)
    if not is_held(db, desk.session_id, note_id):
        raise Conflict("Somebody else leading has decided about this note already.", code="decided")
    if comes_back and not may_come_back(db, note_id):
        raise Conflict("Whoever wrote this note does not want it kept, so it cannot be shown.", code="not_agreed")
    decide(db, note_id, comes_back=comes_back, now=now)
    if comes_back:
        show_again(db, desk.session_id, note_id, now=now, ids=ids)
        tell_kept(db, NOTES, note_id)
    _written(db, "harm_decided", desk, note_id, now=now)
    tell_desks(db, desk.session_id, now=now, ids=ids)


def decide_again(db: Session, desk: Seat, note_id: str, *, now: datetime, ids: Ids) -> None:
    """Put a note that was kept away back among those that wait for a decision; nobody reads it who did not before.

    Raises:
        Conflict: It is not kept away.
    """
    store.lock(db, desk.session_id)
    if not is_kept_away(db, desk.session_id, note_id):
        raise Conflict("Somebody else leading has decided about this note already.", code="decided")
    hold(db, desk.session_id, note_id, now=now)
    _written(db, "harm_again", desk, note_id, now=now)
    tell_desks(db, desk.session_id, now=now, ids=ids)


def _written(db: Session, act: str, desk: Seat, note_id: str, *, now: datetime) -> None:
    by = staff_of_desk(db, desk.participant_id)
    write_down(db, act, now=now, staff_id=by, session_id=desk.session_id, thing=note_id)
