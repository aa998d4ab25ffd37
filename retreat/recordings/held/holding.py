"""Holds a sound back, whole, until everybody who was at its table has agreed; then releases it. None commits.

It is looked at again whenever somebody sits down, moves or answers, and whenever more of it arrives. Sound that was
transcribed once with everybody's agreement is no longer held back here: a later “no” withholds that person's words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.queries import agreed_to_sound
from retreat.people.ports import register_sitting
from retreat.people.stays import Stay, stays_in
from retreat.programme.models import DialogueSession
from retreat.recordings.left_out.operations import take_from_workers
from retreat.recordings.left_out.stretches import OF_A_DEVICE
from retreat.recordings.models import FROM_PIECES, READY, AudioRecording


def is_held(db: Session, recording_id: str) -> bool:
    """Whether nobody may hear a sound at the moment, or ever again."""
    row = db.get(AudioRecording, recording_id, populate_existing=True)
    return row is not None and (row.held_since is not None or row.deleted_at is not None)


def settle(db: Session, session_id: str, now: datetime) -> None:
    """Hold back what somebody who was there has not agreed to, and release what they all agree to."""
    db.flush()
    rows = db.scalars(
        select(AudioRecording)
        .where(
            AudioRecording.session_id == session_id,
            AudioRecording.state != READY,
            AudioRecording.deleted_at.is_(None),
            ~AudioRecording.by_owner,
        )
        .execution_options(populate_existing=True)
    ).all()
    if not rows:
        return
    stays = stays_in(db, session_id)
    agreed = agreed_to_sound(db, {stay.participant_id for stay in stays})
    has_tables = bool(db.scalar(select(DialogueSession.tables_open).where(DialogueSession.id == session_id)))
    for row in rows:
        there = people_on(row, stays, has_tables=has_tables)
        if there <= agreed:
            row.held_since = None
        elif row.held_since is None:
            row.held_since = now
            db.flush()
            take_from_workers(db, [row.id])
    db.flush()


def people_on(row: AudioRecording, stays: Sequence[Stay], *, has_tables: bool) -> frozenset[str]:
    """Everybody who may be heard on a sound, also those who have moved or left since.

    A device's pieces are placed by the server's clock. When a recorder's file was made is only what somebody says of
    it, so everybody counts who ever sat at its table. Sound of the room may hold every table; where people sit at no
    tables, any sound may hold everybody.
    """
    here = at_table(stays, row.table_id if has_tables else None)
    if row.origin == FROM_PIECES:
        here = [stay for stay in here if _overlaps(row, stay)]
    return frozenset(stay.participant_id for stay in here)


def at_table(stays: Sequence[Stay], table_id: str | None) -> list[Stay]:
    """The stays of those who may be heard at a table; all of them for the whole room.

    Whoever has chosen no table yet sits at one all the same: at the next one that they choose, perhaps at this one if
    they never choose.
    """
    if table_id is None:
        return list(stays)
    chose = {stay.participant_id for stay in stays if stay.table_id is not None}
    sat: dict[str, list[Stay]] = {}
    for stay in stays:
        sat.setdefault(stay.participant_id, []).append(stay)
    return [
        stay
        for stay in stays
        if stay.table_id == table_id
        or (stay.table_id is None and (stay.participant_id not in chose or _next_table(stay, sat) == table_id))
    ]


def _next_table(stay: Stay, sat: Mapping[str, Sequence[Stay]]) -> str | None:
    later = (one for one in sat[stay.participant_id] if one.table_id and one.from_at >= stay.from_at)
    return next((one.table_id for one in later), None)


def _overlaps(row: AudioRecording, stay: Stay) -> bool:
    # Somebody may have corrected the start: both moments count.
    begins = min(row.started_at, row.created_at) - OF_A_DEVICE
    if stay.to_at is not None and stay.to_at < begins:
        return False
    if row.chunks is None:  # it may still be going on
        return True
    length = timedelta(seconds=row.duration_s or 0.0)
    return stay.from_at <= max(row.started_at, row.created_at) + length + OF_A_DEVICE


register_sitting(settle)
