"""Where a stretch that is left out is in a sound, and which sounds it is in. Reads only.

A device that records here is placed by the server's clock; a recorder's file by what somebody says of it, so that
more is left out around the stretch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from retreat.programme.models import DialogueSession, Event
from retreat.recordings.left_out.models import LeftOut, LeftOutDone
from retreat.recordings.models import FROM_PIECES, READY, AudioChunk, AudioRecording

# How far a clock may be from the server's, either way.
OF_A_DEVICE = timedelta(seconds=2)
OF_A_FILE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A stretch in one sound, in milliseconds from its start; the end may be beyond the sound's own."""

    left_out_id: str
    from_ms: int
    to_ms: int


def stays_out() -> ColumnElement[bool]:
    """Neither undone nor lifted by everybody; for the WHERE of a query over stretches."""
    return LeftOut.undone_at.is_(None) & LeftOut.lifted_at.is_(None)


def is_final() -> ColumnElement[bool]:
    """The event is closed, so that nobody can lift it any more."""
    closed = select(DialogueSession.id).join(Event, Event.id == DialogueSession.event_id)
    return LeftOut.session_id.in_(closed.where(Event.closed_at.is_not(None)))


def stretches_of(db: Session, session_id: str, table_id: str | None) -> Sequence[LeftOut]:
    """The stretches that stay out of what is said at a table; sound of the room holds every table's."""
    of_table = or_(LeftOut.table_id.is_(None), LeftOut.table_id == table_id)
    wanted = select(LeftOut).where(LeftOut.session_id == session_id, stays_out())
    return db.scalars((wanted if table_id is None else wanted.where(of_table)).order_by(LeftOut.from_at)).all()


def place_of(one: LeftOut, started_at: datetime, slack: timedelta) -> Place:
    """Where a stretch is in something that began at this moment."""
    begins, ends = one.from_at - slack - started_at, one.to_at + slack - started_at
    millisecond = timedelta(milliseconds=1)
    return Place(left_out_id=one.id, from_ms=max(begins // millisecond, 0), to_ms=max(-(-ends // millisecond), 0))


def places_in(db: Session, row: AudioRecording) -> list[Place]:
    """Where the stretches that stay out are in one sound, whether they were erased there or not."""
    slack = OF_A_DEVICE if row.origin == FROM_PIECES else OF_A_FILE
    found = [place_of(one, row.started_at, slack) for one in stretches_of(db, row.session_id, row.table_id)]
    # What a file says of its length is no proof until it has been decoded; pieces are counted.
    is_known = row.duration_s is not None and (row.origin == FROM_PIECES or row.state == READY)
    end_ms = (row.duration_s or 0.0) * 1000 if is_known else None
    return [one for one in found if one.to_ms > 0 and (end_ms is None or one.from_ms < end_ms)]


def undone_places(db: Session, row: AudioRecording) -> list[Place]:
    """Those of them that were not erased from this sound as it is now."""
    places = places_in(db, row)
    if not places:
        return []
    pieces = pieces_of(db, row.id) if row.origin == FROM_PIECES else 0
    done = {
        (one.left_out_id, one.from_ms, one.to_ms)
        for one in db.scalars(select(LeftOutDone).where(LeftOutDone.recording_id == row.id))
        if one.pieces == pieces
    }
    return [one for one in places if (one.left_out_id, one.from_ms, one.to_ms) not in done]


def pieces_of(db: Session, recording_id: str) -> int:
    """How many pieces have arrived."""
    counted = select(func.count()).select_from(AudioChunk).where(AudioChunk.recording_id == recording_id)
    return int(db.scalar(counted) or 0)


def holds_left_out(db: Session, recording_id: str) -> bool:
    """Whether a sound still holds anything that is to be left out: then nobody hears any of it."""
    row = db.get(AudioRecording, recording_id, populate_existing=True)
    return row is not None and bool(undone_places(db, row))


def sounds_of_table(db: Session, session_id: str, table_id: str | None) -> Sequence[AudioRecording]:
    """The sounds in which a stretch of this table may be; the room's hold every table's."""
    sounds = select(AudioRecording).where(AudioRecording.session_id == session_id)
    if table_id is not None:
        sounds = sounds.where(or_(AudioRecording.table_id.is_(None), AudioRecording.table_id == table_id))
    return db.scalars(sounds.execution_options(populate_existing=True)).all()


def to_erase(db: Session) -> list[tuple[str, list[Place]]]:
    """Sounds from which something is to be erased now, with where it is."""
    final = db.scalars(select(LeftOut).where(stays_out(), is_final())).all()
    ids = {one.id for one in final}
    found: dict[str, list[Place]] = {}
    for session_id, table_id in dict.fromkeys((one.session_id, one.table_id) for one in final):
        for row in sounds_of_table(db, session_id, table_id):
            places = [one for one in undone_places(db, row) if one.left_out_id in ids]
            if places:
                found[row.id] = places
    return list(found.items())
