"""Whether a table's talk may be recorded, as its phones say it: only where everybody who sits there has said yes.

Phones that have read yes are told when it is no longer so, and when it is again; never who changed it. None commits.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.purposes import SOUND_PURPOSES, YES
from retreat.consent.queries import answers
from retreat.ids import system_ids
from retreat.log import store
from retreat.people.models import Participant, SeatRow
from retreat.people.ports import register_sitting
from retreat.programme.models import Round
from retreat.programme.steps import step_of

_KIND = "sound.may"


def may_be_recorded(db: Session, session_id: str, table_id: str | None) -> bool:
    """Whether everybody at a table, or without one, has said yes to sound and to its text; no if nobody is there."""
    agreed = _agreed(db, session_id).get(table_id, ())
    return bool(agreed) and all(agreed) and not _is_off(db, session_id)


def tell_of_sound(db: Session, session_id: str, now: datetime) -> None:
    """Tell the tables of a session whose phones may say something else now."""
    by_table = _agreed(db, session_id)
    # Where nobody has said yes, no phone has ever said that anybody may be recorded.
    if not any(any(agreed) for agreed in by_table.values()) or not store.session_head(db, session_id):
        return
    told = {target: body["recorded"] for _kind, target, body, _at in store.happened(db, session_id, (_KIND,))}
    is_off, has_tables = _is_off(db, session_id), set(by_table) != {None}
    for table_id, agreed in by_table.items():
        if has_tables and table_id is None:
            continue  # they have no channel of their own, and are asked for their table first
        target, may = table_id or session_id, all(agreed) and not is_off
        if may == told.get(target, True) or not any(agreed):
            continue
        store.lock(db, session_id)
        channel = f"table:{table_id}" if table_id else "all"
        store.append_own(db, session_id, _KIND, target, channel, now=now, ids=system_ids, body={"recorded": may})


def _is_off(db: Session, session_id: str) -> bool:
    """Whether a step is open that is planned without a recording."""
    still_open = select(Round.step).where(Round.session_id == session_id, Round.state == "open")
    return any(step_of(step).audio != "on" for step in db.scalars(still_open))


def _agreed(db: Session, session_id: str) -> dict[str | None, Sequence[bool]]:
    """By table, for everybody who sits there now, whether they said yes to all of it."""
    seated = (
        db.execute(
            select(SeatRow.participant_id, SeatRow.table_id)
            .join(Participant, Participant.id == SeatRow.participant_id)
            .where(SeatRow.session_id == session_id, Participant.revoked_at.is_(None))
        )
        .tuples()
        .all()
    )
    given = [answers(db, [person for person, _table in seated], purpose) for purpose in SOUND_PURPOSES]
    found: dict[str | None, list[bool]] = {}
    for person, table_id in seated:
        found.setdefault(table_id, []).append(all(said[person] == YES for said in given))
    return dict(found)


register_sitting(tell_of_sound)
