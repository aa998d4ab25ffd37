"""Words of a talk that somebody brings: by the same rule as its sound. Reads only.

Sound is held back, because it comes once and nobody else has it; a transcript is refused, because whoever brings it
keeps their file.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.queries import agreed_to_sound
from retreat.errors import Conflict
from retreat.people.stays import Stay, stays_in
from retreat.programme.models import DialogueSession, TableGroup
from retreat.recordings.held.holding import at_table
from retreat.recordings.held.refusing import refuse_unwanted
from retreat.recordings.models import READY, AudioRecording

_TABLE = "Not everybody who was at {name} has agreed to be recorded and to have it turned into text. "
_ROOM = "Not everybody who was in this session has agreed to be recorded and to have it turned into text. "
_KEPT = "Nothing was added; your file is still where it was. You can add it when everybody has agreed."


class NotAgreed(Conflict):
    """Somebody who was there has not agreed to sound and to the text that is made from it."""

    code = "not_agreed"


def refuse_words(db: Session, session_id: str, table_id: str | None, recording_id: str | None = None) -> None:
    """Refuse a transcript where sound would be refused or held back.

    Words of a sound that is accepted are accepted: its people agreed, or the machine's owner decided.

    Raises:
        WithoutSound: The session or the table was planned without sound.
        NotAgreed: Somebody who was there has not agreed.
    """
    row = db.get(AudioRecording, recording_id) if recording_id else None
    if row is not None and (row.by_owner or row.state == READY):
        return
    table_id = row.table_id if row is not None else table_id
    refuse_unwanted(db, session_id, table_id)
    is_held = row is not None and (row.held_since is not None or row.deleted_at is not None)
    if is_held or not _all_agreed(db, session_id, table_id):
        name = db.scalar(select(TableGroup.name).where(TableGroup.id == table_id))
        raise NotAgreed((_TABLE.format(name=name) if name else _ROOM) + _KEPT)


def not_agreed(db: Session, session_id: str) -> tuple[str, ...]:
    """Names of the tables at which somebody sat who has not agreed; never who."""
    stays, has_tables = stays_in(db, session_id), _has_tables(db, session_id)
    agreed = agreed_to_sound(db, {stay.participant_id for stay in stays})
    tables = select(TableGroup.id, TableGroup.name).where(TableGroup.session_id == session_id)
    return tuple(
        row.name
        for row in db.execute(tables.order_by(TableGroup.number))
        if has_tables and not _people(stays, row.id) <= agreed
    )


def all_agreed(db: Session, session_id: str) -> bool:
    """Whether everybody who was ever in a session has agreed."""
    return _all_agreed(db, session_id, None)


def _all_agreed(db: Session, session_id: str, table_id: str | None) -> bool:
    stays = stays_in(db, session_id)
    there = _people(stays, table_id if _has_tables(db, session_id) else None)
    return there <= agreed_to_sound(db, there)


def _people(stays: Sequence[Stay], table_id: str | None) -> frozenset[str]:
    return frozenset(stay.participant_id for stay in at_table(stays, table_id))


def _has_tables(db: Session, session_id: str) -> bool:
    return bool(db.scalar(select(DialogueSession.tables_open).where(DialogueSession.id == session_id)))
