"""Whether a table's talk may be recorded, as its phones and the desk say it: only where everybody there has said yes.

Where there are tables, nobody reads that they may be recorded until everybody in the session has one: whoever has
chosen none may sit anywhere. It counts whatever they answered, so that choosing a table tells nothing of an answer.

Phones that have read yes are told when it is no longer so, and when it is again; never who changed it. None commits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.queries import agreed_to_sound
from retreat.ids import system_ids
from retreat.log import store
from retreat.people.models import Participant, SeatRow
from retreat.people.ports import register_sitting
from retreat.programme.models import DialogueSession, Round, TableGroup
from retreat.programme.steps import step_of

_KIND = "sound.may"


def may_be_recorded(db: Session, session_id: str, table_id: str | None) -> bool:
    """Whether everybody at a table, or without one, has said yes to sound and to its text; no if nobody is there."""
    if _is_planned_without(db, session_id) or table_id in _quiet_tables(db, session_id):
        return False
    by_table = _agreed(db, session_id)
    if _has_tables(db, session_id) and None in by_table:
        return False
    agreed = by_table.get(table_id, ())
    return bool(agreed) and all(agreed) and not _is_off(db, session_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrecorded:
    """What must not be recorded now, for the facilitators; never who has not agreed.

    Attributes:
        table: Its name; None for the whole session.
        why: ``planned`` without sound, ``step`` without a recording, ``not_agreed``, or ``no_table``: some people have
            no table yet, ``people`` of them.
    """

    table: str | None
    why: str
    people: int = 0

    def to_json(self) -> dict[str, object]:
        return {"table": self.table, "why": self.why, "people": self.people}


def unrecorded(db: Session, session_id: str) -> Sequence[Unrecorded]:
    """What must not be recorded in a session at this moment; nothing where nobody is in it."""
    if _is_planned_without(db, session_id):
        return [Unrecorded(table=None, why="planned")]
    if _is_off(db, session_id):
        return [Unrecorded(table=None, why="step")]
    by_table, quiet = _agreed(db, session_id), _quiet_tables(db, session_id)
    if not _has_tables(db, session_id):
        refused = any(not all(agreed) for agreed in by_table.values())
        return [Unrecorded(table=None, why="not_agreed")] if refused else []
    tables = select(TableGroup.id, TableGroup.name).where(TableGroup.session_id == session_id)
    found = [
        Unrecorded(table=row.name, why="planned" if row.id in quiet else "not_agreed")
        for row in db.execute(tables.order_by(TableGroup.number))
        if row.id in quiet or not all(by_table.get(row.id, ()))
    ]
    loose = len(by_table.get(None, ()))
    return [*found, Unrecorded(table=None, why="no_table", people=loose)] if loose else found


def tell_of_sound(db: Session, session_id: str, now: datetime) -> None:
    """Tell the tables of a session whose phones may say something else now."""
    by_table = _agreed(db, session_id)
    # Where nothing is recorded, whoever sits there, phones have said so from the beginning.
    if _is_planned_without(db, session_id):
        return
    # Where nobody has said yes, no phone has ever said that anybody may be recorded.
    if not any(any(agreed) for agreed in by_table.values()) or not store.session_head(db, session_id):
        return
    told = {target: body["recorded"] for _kind, target, body, _at in store.happened(db, session_id, (_KIND,))}
    has_tables = _has_tables(db, session_id)
    is_off = _is_off(db, session_id) or (has_tables and None in by_table)
    quiet = _quiet_tables(db, session_id)
    for table_id, agreed in by_table.items():
        if table_id in quiet or (has_tables and table_id is None):
            continue  # people without a table have no channel of their own, and are asked for their table first
        target, may = table_id or session_id, all(agreed) and not is_off
        if may == told.get(target, True) or not any(agreed):
            continue
        store.lock(db, session_id)
        channel = f"table:{table_id}" if table_id else "all"
        store.append_own(db, session_id, _KIND, target, channel, now=now, ids=system_ids, body={"recorded": may})


def _is_planned_without(db: Session, session_id: str) -> bool:
    return bool(db.scalar(select(DialogueSession.without_sound).where(DialogueSession.id == session_id)))


def _quiet_tables(db: Session, session_id: str) -> frozenset[str]:
    asked = select(TableGroup.id).where(TableGroup.session_id == session_id, TableGroup.without_sound)
    return frozenset(db.scalars(asked))


def _has_tables(db: Session, session_id: str) -> bool:
    return bool(db.scalar(select(DialogueSession.tables_open).where(DialogueSession.id == session_id)))


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
    agreed = agreed_to_sound(db, [person for person, _table in seated])
    found: dict[str | None, list[bool]] = {}
    for person, table_id in seated:
        found.setdefault(table_id, []).append(person in agreed)
    return dict(found)


register_sitting(tell_of_sound)
