"""What must be known to decide about a read-back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation.facts import Actor
from facilitation.interactions.readback.facts import LineFacts, ObjectionFacts, ReadBackSituation, TextFacts
from facilitation.interactions.readback.gathering import lines_of
from facilitation.loading import is_erased, is_taken
from retreat.log import store
from retreat.log.fields import Operation
from retreat.log.models import ReadBack, ReadBackLine, ReadBackObjection, ReadBackText
from retreat.log.read_backs import rows_read_back
from retreat.people.seating import host_of
from retreat.programme.models import TableGroup


def of_opening(db: Session, session_id: str, state: str, op: Operation, actor: Actor) -> ReadBackSituation:
    table_id = _table(db, session_id, op, actor)
    latest = _latest(db, session_id, table_id)
    return ReadBackSituation(
        session_state=state,
        table_id=table_id,
        host_id=host_of(db, table_id),
        latest=(latest.id, latest.ends_at) if latest else None,
        target_taken=_is_taken(db, op.target_id),
        lines=tuple(lines_of(db, session_id, table_id)) if table_id else (),
    )


def of_line(db: Session, session_id: str, state: str, op: Operation, actor: Actor) -> ReadBackSituation:
    return ReadBackSituation(session_state=state, line=_line(db, session_id, actor.table_id, op.target_id))


def of_objection(db: Session, session_id: str, state: str, op: Operation, actor: Actor) -> ReadBackSituation:
    line = _line(db, session_id, actor.table_id, op.body["line_id"])
    by = _objectors(db, actor.table_id, op.body["line_id"])
    return ReadBackSituation(
        session_state=state,
        line=line,
        target_taken=_is_taken(db, op.target_id),
        is_objected_by_sender=actor.id in by,
        is_objected_by_others=bool(by - {actor.id}),
    )


def of_unobjection(db: Session, session_id: str, state: str, op: Operation, actor: Actor) -> ReadBackSituation:
    row = db.get(ReadBackObjection, op.target_id)
    if row is None or row.session_id != session_id or row.withdrawn_at is not None:
        return ReadBackSituation(session_state=state)
    return ReadBackSituation(
        session_state=state,
        table_id=row.table_id,
        objection=ObjectionFacts(author_id=row.participant_id, line_id=row.line_id),
        is_objected_by_others=bool(_objectors(db, row.table_id, row.line_id) - {actor.id}),
    )


def of_writing(db: Session, session_id: str, state: str, op: Operation, actor: Actor) -> ReadBackSituation:
    latest = _latest(db, session_id, actor.table_id)
    return ReadBackSituation(
        session_state=state,
        latest=(latest.id, latest.ends_at) if latest else None,
        target_taken=_is_taken(db, op.target_id),
        line=_line(db, session_id, actor.table_id, op.body.get("line_id")),
    )


def of_text(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> ReadBackSituation:
    row = db.get(ReadBackText, op.target_id)
    if row is None or row.session_id != session_id or is_erased(db, row.words_id):
        return ReadBackSituation(session_state=state)
    audience = store.channels_of(db, session_id, row.id, "readback.write")
    text = TextFacts(author_id=row.participant_id, audience=audience, version=row.version)
    return ReadBackSituation(session_state=state, text=text)


def own_objections(db: Session, session_id: str, participant_id: str) -> list[str]:
    """What somebody objected to: the board tells of it unsigned."""
    own = (ReadBackObjection.session_id == session_id, ReadBackObjection.participant_id == participant_id)
    return list(db.scalars(select(ReadBackObjection.id).where(*own, ReadBackObjection.withdrawn_at.is_(None))))


def _table(db: Session, session_id: str, op: Operation, actor: Actor) -> str | None:
    """The desk names a table; whoever sits at one reads back there and nowhere else."""
    asked = op.body.get("table_id") or actor.table_id
    if actor.role != "facilitator" and asked != actor.table_id:
        return None
    here = select(TableGroup.id).where(TableGroup.id == asked, TableGroup.session_id == session_id)
    return db.scalar(here)


def _latest(db: Session, session_id: str, table_id: str | None) -> ReadBack | None:
    here = (ReadBack.session_id == session_id, ReadBack.table_id == table_id)
    return db.scalars(select(ReadBack).where(*here).order_by(ReadBack.opened_at.desc()).limit(1)).first()


def _line(db: Session, session_id: str, table_id: str | None, line_id: object) -> LineFacts | None:
    """A line of a table as it was read back last, with the words that it has now."""
    found = db.execute(
        select(ReadBackLine.read_back_id, ReadBack.ends_at)
        .join(ReadBack, ReadBack.id == ReadBackLine.read_back_id)
        .where(ReadBack.session_id == session_id, ReadBack.table_id == table_id, ReadBackLine.target_id == line_id)
        .order_by(ReadBack.opened_at.desc())
        .limit(1)
    ).first()
    thing = _thing(db, session_id, line_id) if found else None
    if found is None or thing is None or table_id is None or is_erased(db, thing.words_id):
        return None
    return LineFacts(
        id=thing.id,
        readback_id=found.read_back_id,
        table_id=table_id,
        ends_at=found.ends_at,
        version=thing.version,
        words_id=thing.words_id,
    )


def _thing(db: Session, session_id: str, thing_id: object) -> Any:
    found = (row for row in (db.get(kind, thing_id) for kind in rows_read_back()) if row is not None)
    thing = next(found, None)
    gone = thing is None or thing.session_id != session_id or getattr(thing, "removed_at", None) is not None
    return None if gone else thing


def _objectors(db: Session, table_id: str | None, line_id: object) -> set[str]:
    """Each table objects to its own line: a heading may be over the notes of several."""
    here = (ReadBackObjection.table_id == table_id, ReadBackObjection.line_id == line_id)
    still = select(ReadBackObjection.participant_id).where(*here, ReadBackObjection.withdrawn_at.is_(None))
    return set(db.scalars(still))


def _is_taken(db: Session, target_id: str) -> bool:
    """Read-backs and objections bear no words, so that nothing else knows their ids."""
    rows: tuple[Any, ...] = (ReadBack, ReadBackObjection)
    return is_taken(db, target_id) or any(db.get(row, target_id) is not None for row in rows)
