"""Stretches that a table left out after a backup: a restored copy leaves them out, too, in words and in sound."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.clock import from_text, to_text
from retreat.house import House
from retreat.keeping.gone import Kind, Lines, register
from retreat.people.models import Participant
from retreat.programme.models import DialogueSession, Round, TableGroup
from retreat.recordings.left_out.models import LeftOut, LeftOutPerson
from retreat.recordings.left_out.operations import add_stand_in, hold_back


def _collect(db: Session, _before: Lines) -> Lines:
    people: dict[str, list[tuple[str, str | None]]] = {}
    for one in db.scalars(select(LeftOutPerson).order_by(LeftOutPerson.participant_id)):
        people.setdefault(one.left_out_id, []).append((one.participant_id, _said(one.lifted_at)))
    return [
        (
            row.id,
            row.session_id,
            row.table_id,
            row.round_id,
            row.undo_hash,
            [_said(one) for one in (row.from_at, row.to_at, row.asked_at, row.undone_at, row.lifted_at)],
            people.get(row.id, []),
        )
        for row in db.scalars(select(LeftOut))
    ]


def _bury(db: Session, house: House, lines: Lines) -> int:
    changed = 0
    for left_out_id, session_id, table_id, round_id, undo_hash, times, people in lines:
        session = db.get(DialogueSession, session_id)
        if session is None or (table_id is not None and db.get(TableGroup, table_id) is None):
            continue
        from_at, to_at, asked_at, undone_at, lifted_at = map(_meant, times)
        row = db.get(LeftOut, left_out_id)
        before = None if row is None else (row.from_at, row.to_at, row.undone_at, row.lifted_at)
        if row is None:
            if db.get(Participant, left_out_id) is None:
                add_stand_in(db, left_out_id, session_id, session.event_id, now=house.clock(), ids=house.ids)
            known_round = round_id if round_id and _exists(db, Round.id, round_id) else None
            row = LeftOut(id=left_out_id, session_id=session_id, table_id=table_id, round_id=known_round)
            row.asked_at, row.undo_hash = asked_at or house.clock(), undo_hash
        assert from_at is not None and to_at is not None
        row.from_at, row.to_at, row.undone_at, row.lifted_at = from_at, to_at, undone_at, lifted_at
        db.add(row)
        db.flush()
        _keep_people(db, left_out_id, people)
        if before != (from_at, to_at, undone_at, lifted_at):
            changed += 1
            hold_back(db, session_id, table_id)
    return changed


def _keep_people(db: Session, left_out_id: str, people: Any) -> None:
    for person_id, lifted_at in people:
        if db.get(Participant, person_id) is not None:
            db.merge(LeftOutPerson(left_out_id=left_out_id, participant_id=person_id, lifted_at=_meant(lifted_at)))
    db.flush()


def _exists(db: Session, column: Any, wanted: str) -> bool:
    return db.scalar(select(column).where(column == wanted)) is not None


def _said(moment: datetime | None) -> str | None:
    return None if moment is None else to_text(moment)


def _meant(said: str | None) -> datetime | None:
    return None if said is None else from_text(said)


register(Kind(name="left_out", called="stretches of sound left out", collect=_collect, bury=_bury))
