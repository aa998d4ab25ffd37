"""Leaving a stretch out, taking that back within a minute, and lifting it, each for themselves. None commits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from retreat.clock import to_text
from retreat.consent.operations import record_answers
from retreat.consent.purposes import NO, SOUND_PURPOSES
from retreat.errors import Conflict, InvalidInput, NotFound
from retreat.ids import Ids, new_token, token_hash
from retreat.log import store
from retreat.people.access import Seat
from retreat.people.models import Participant, SeatRow
from retreat.people.queries import taken_out
from retreat.programme.models import TableGroup
from retreat.programme.queries import session_view
from retreat.recordings.left_out.models import LeftOut, LeftOutPerson
from retreat.recordings.left_out.ports import tell_followers
from retreat.recordings.left_out.stretches import sounds_of_table
from retreat.recordings.models import PROCESSING, SEALED, AudioRecording

MINUTES: Final = (1, 5, 15)
UNDO_FOR = timedelta(minutes=1)
# The kind of participant that stands in for a stretch; it has no seat and no name, and its token opens nothing.
STAND_IN: Final = "left_out"

_MINUTES_WRONG = "Please choose 1, 5 or 15 minutes."
_NO_TABLE = "Please choose your table first."
_TOO_LATE = "It is more than a minute ago, so this cannot be undone here. Each person can still say that it may stay."
_OVER = "The event is over, so what was left out has been erased."


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A stretch that is left out from now on. ``undo_key``: the only copy; None if it had been asked before."""

    left_out_id: str
    undo_key: str | None


def leave_out(db: Session, seat: Seat, *, left_out_id: str, minutes: int, now: datetime, ids: Ids) -> Asked:
    """Leave out the last minutes of somebody's table; a form that was sent twice leaves out once.

    Raises:
        InvalidInput: Another number of minutes, or somebody without a table where there are tables.
        Conflict: The event is closed.
    """
    if minutes not in MINUTES:
        raise InvalidInput(_MINUTES_WRONG, code="no_minutes", fields={"minutes": "must be 1, 5 or 15"})
    if seat.table_id is None and session_view(db, seat.session_id).tables_open:
        raise InvalidInput(_NO_TABLE, code="no_table", fields={"table": "must be chosen first"})
    if store.lock(db, seat.session_id) == "closed":
        raise Conflict(_OVER, code="event_over")
    known = db.get(LeftOut, left_out_id)
    if known is not None:
        if (known.session_id, known.table_id) != (seat.session_id, seat.table_id):
            raise NotFound
        return Asked(left_out_id=left_out_id, undo_key=None)
    key = new_token()
    add_stand_in(db, left_out_id, seat.session_id, seat.event_id, now=now, ids=ids)
    one = LeftOut(
        id=left_out_id,
        session_id=seat.session_id,
        table_id=seat.table_id,
        from_at=now - timedelta(minutes=minutes),
        to_at=now,
        asked_at=now,
        undo_hash=token_hash(key),
    )
    db.add(one)
    db.flush()
    db.add_all(LeftOutPerson(left_out_id=left_out_id, participant_id=person) for person in _there(db, seat))
    _hold_back(db, one, now=now, ids=ids)
    return Asked(left_out_id=left_out_id, undo_key=key)


def undo(db: Session, seat: Seat, left_out_id: str, key: str, *, now: datetime, ids: Ids) -> None:
    """Take back what one has asked a moment ago; whoever holds the key has asked.

    Raises:
        Conflict: More than a minute has passed, or the event is closed.
    """
    is_closed = store.lock(db, seat.session_id) == "closed"
    one = _at_table(db, seat, left_out_id)
    if one.undo_hash != token_hash(key):
        raise NotFound
    if is_closed or now > one.asked_at + UNDO_FOR:
        raise Conflict(_TOO_LATE, code="too_late")
    if one.undone_at is None:
        one.undone_at = now
        _let_in(db, one, now=now, ids=ids)


def lift(db: Session, seat: Seat, left_out_id: str, *, may_stay: bool, now: datetime, ids: Ids) -> None:
    """Say for oneself that a stretch may stay after all, or change one's mind again.

    Raises:
        NotFound: One was not there, or it was undone.
        Conflict: The event is closed.
    """
    if store.lock(db, seat.session_id) == "closed":
        raise Conflict(_OVER, code="event_over")
    one = db.get(LeftOut, left_out_id, populate_existing=True)
    mine = db.get(LeftOutPerson, (left_out_id, seat.id))
    if one is None or mine is None or one.session_id != seat.session_id or one.undone_at is not None:
        raise NotFound
    mine.lifted_at = (mine.lifted_at or now) if may_stay else None
    db.flush()
    left = select(LeftOutPerson.participant_id).where(
        LeftOutPerson.left_out_id == left_out_id, LeftOutPerson.lifted_at.is_(None)
    )
    is_lifted = db.scalar(left.limit(1)) is None
    if is_lifted and one.lifted_at is None:
        one.lifted_at = now
        _let_in(db, one, now=now, ids=ids)
    elif not is_lifted and one.lifted_at is not None:
        one.lifted_at = None
        _hold_back(db, one, now=now, ids=ids)


def take_from_workers(db: Session, recording_ids: list[str]) -> None:
    """Whoever works on these sounds is late from now on, and begins again with what may be heard."""
    ids = AudioRecording.id.in_(recording_ids)
    db.execute(update(AudioRecording).where(ids).values(partial=None))
    db.execute(
        update(AudioRecording)
        .where(ids, AudioRecording.state == PROCESSING)
        .values(state=SEALED, lease_owner=None, lease_until=None)
    )


def hold_back(db: Session, session_id: str, table_id: str | None) -> None:
    """From now on nobody reads, hears or works on what is left out there."""
    db.flush()
    take_from_workers(db, [row.id for row in sounds_of_table(db, session_id, table_id)])
    tell_followers(db, session_id, table_id)


def _hold_back(db: Session, one: LeftOut, *, now: datetime, ids: Ids) -> None:
    hold_back(db, one.session_id, one.table_id)
    name = db.scalar(select(TableGroup.name).where(TableGroup.id == one.table_id))
    body = {"table_id": one.table_id, "table": name, "from": to_text(one.from_at), "to": to_text(one.to_at)}
    _tell(db, one, "sound.leave_out", body, now=now, ids=ids)


def _let_in(db: Session, one: LeftOut, *, now: datetime, ids: Ids) -> None:
    db.flush()
    tell_followers(db, one.session_id, one.table_id)
    _tell(db, one, "sound.let_in", {}, now=now, ids=ids)


def _tell(db: Session, one: LeftOut, kind: str, body: Mapping[str, object], *, now: datetime, ids: Ids) -> None:
    """As the server's own act: no channel, number or answer says who asked."""
    channels = ("all",) if one.table_id is None else (f"table:{one.table_id}", "facilitators")
    fact = store.Fact(
        op_id=ids(),
        kind=kind,
        target_id=one.id,
        participant_id=None,
        body=body,
        channels=channels,
        answer_channel=channels[0],
    )
    store.append(db, one.session_id, fact, now=now, words_id=ids())


def add_stand_in(db: Session, left_out_id: str, session_id: str, event_id: str, *, now: datetime, ids: Ids) -> None:
    """Nobody, to whom the words of the stretch belong while they are withheld: they have said no, for good."""
    db.add(
        Participant(
            id=left_out_id,
            event_id=event_id,
            session_id=session_id,
            kind=STAND_IN,
            name_choice="none",
            token_hash=token_hash(new_token()),
            joined_at=now,
            revoked_at=now,
        )
    )
    db.flush()
    answers = dict.fromkeys(SOUND_PURPOSES, NO)
    record_answers(db, participant_id=left_out_id, answers=answers, how="api", now=now, ids=ids)


def _there(db: Session, seat: Seat) -> list[str]:
    """Everybody at the table, including those who have left and may be heard all the same."""
    at_table = SeatRow.table_id.is_(None) if seat.table_id is None else SeatRow.table_id == seat.table_id
    asked = select(SeatRow.participant_id).where(
        SeatRow.session_id == seat.session_id, at_table, SeatRow.participant_id.not_in(taken_out())
    )
    return sorted(db.scalars(asked))


def _at_table(db: Session, seat: Seat, left_out_id: str) -> LeftOut:
    one = db.get(LeftOut, left_out_id, populate_existing=True)
    if one is None or one.session_id != seat.session_id:
        raise NotFound
    return one
