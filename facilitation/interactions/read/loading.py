"""What must be known to decide about close reading."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from facilitation.facts import Actor
from facilitation.interactions.read.facts import MarkFacts, NarrativeFacts, ReadSituation, WrittenFacts
from facilitation.interactions.read.heat import spread_for_all
from facilitation.interactions.read.models import NarrativeLaid, ReadingMark, ReadingPart
from facilitation.loading import count, is_erased, is_taken, round_of
from retreat.log import store
from retreat.log.fields import Operation
from retreat.programme.models import TableGroup
from retreat.programme.narratives.models import NarrativeText
from retreat.programme.narratives.queries import text_row
from retreat.programme.queries import programme_of_session


def of_lay(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> ReadSituation:
    table_id = op.body.get("table_id")
    table = db.get(TableGroup, table_id) if table_id else None
    found = text_row(db, op.target_id)
    narrative = None
    if found is not None and found[0].cleared_at and found[1] == programme_of_session(db, session_id):
        narrative = _facts(db, session_id, found[0], found[2])
    return ReadSituation(
        session_state=state,
        round=round_of(db, session_id, op.body["round_id"]),
        narrative=narrative,
        table_there=table is not None and table.session_id == session_id,
        target_taken=found is not None or _is_taken(db, op.target_id),
    )


def of_mark(db: Session, session_id: str, state: str, op: Operation, actor: Actor) -> ReadSituation:
    return ReadSituation(
        session_state=state,
        round=round_of(db, session_id, op.body["round_id"]),
        narrative=_readable(db, session_id, actor, op.body["place"]["on"]),
        target_taken=_is_taken(db, op.target_id),
    )


def of_unmark(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> ReadSituation:
    row = db.get(ReadingMark, op.target_id)
    if row is None or row.session_id != session_id or row.removed_at is not None:
        return ReadSituation(session_state=state)
    audience = store.channels_of(db, session_id, row.id, "read.mark")
    return ReadSituation(session_state=state, mark=MarkFacts(author_id=row.participant_id, audience=audience))


def of_show(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> ReadSituation:
    laid = db.scalars(
        select(NarrativeLaid.table_id).where(
            NarrativeLaid.session_id == session_id, NarrativeLaid.text_id == op.target_id
        )
    ).all()
    tables = sorted({f"table:{table}" for table in laid if table})
    return ReadSituation(
        session_state=state,
        round=round_of(db, session_id, op.body["round_id"]),
        audience=("all",) if None in laid else (*tables, "facilitators") if tables else (),
        spread=spread_for_all(db, session_id, op.target_id),
    )


def of_write(db: Session, session_id: str, state: str, op: Operation, actor: Actor) -> ReadSituation:
    first = _written(db, session_id, op.body.get("reading_id"))
    place: dict[str, Any] = op.body.get("place") or {}
    text_id = first.narrative_id if first else place.get("on") or _current(db, session_id, actor)
    return ReadSituation(
        session_state=state,
        round=round_of(db, session_id, op.body["round_id"]),
        narrative=_readable(db, session_id, actor, text_id),
        written=first,
        later=_later(db, first.id) if first else 0,
        target_taken=_is_taken(db, op.target_id),
    )


def of_removal(db: Session, session_id: str, state: str, op: Operation, actor: Actor) -> ReadSituation:
    """What was set aside is there for its author alone."""
    written = _written(db, session_id, op.target_id, aside=True)
    is_theirs = written is None or not written.set_aside or written.author_id == actor.id
    return ReadSituation(session_state=state, written=written if is_theirs else None)


def own_marks(db: Session, session_id: str, participant_id: str) -> list[str]:
    """The marks of somebody: the board tells of them unsigned."""
    own = (ReadingMark.session_id == session_id, ReadingMark.participant_id == participant_id)
    return list(db.scalars(select(ReadingMark.id).where(*own, ReadingMark.removed_at.is_(None))))


def _current(db: Session, session_id: str, actor: Actor) -> str | None:
    """What somebody reads now: what was laid last for everyone, or for their table."""
    here = select(NarrativeLaid.text_id).where(NarrativeLaid.session_id == session_id, _theirs(actor))
    return db.scalars(here.order_by(NarrativeLaid.at.desc()).limit(1)).first()


def _readable(db: Session, session_id: str, actor: Actor, text_id: object) -> NarrativeFacts | None:
    if not text_id:
        return None
    here = (NarrativeLaid.session_id == session_id, NarrativeLaid.text_id == text_id)
    if db.scalars(select(NarrativeLaid.id).where(*here, _theirs(actor)).limit(1)).first() is None:
        return None
    found = text_row(db, str(text_id))
    return _facts(db, session_id, found[0], found[2]) if found is not None else None


def _theirs(actor: Actor) -> Any:
    if actor.role != "participant":
        return NarrativeLaid.id.is_not(None)
    for_all = NarrativeLaid.table_id.is_(None)
    return or_(for_all, NarrativeLaid.table_id == actor.table_id) if actor.table_id else for_all


def _facts(db: Session, session_id: str, row: NarrativeText, until: datetime | None) -> NarrativeFacts:
    """A copy whose session had ended is gone: whoever lays the text out again makes a new one."""
    here = (NarrativeLaid.session_id == session_id, NarrativeLaid.text_id == row.id)
    copies = db.scalars(select(NarrativeLaid.words_id).where(*here).distinct())
    words_id = next((one for one in copies if not is_erased(db, one)), None)
    return NarrativeFacts(id=row.id, title=row.title, text=row.text, lines=row.lines, words_id=words_id, until=until)


def _written(db: Session, session_id: str, part_id: object, *, aside: bool = False) -> WrittenFacts | None:
    row = db.get(ReadingPart, part_id) if part_id else None
    if row is None or row.session_id != session_id or is_erased(db, row.words_id):
        return None
    if row.removed_at is not None and not aside:
        return None
    place = None if row.begins is None else {"on": row.text_id, "from": row.begins, "to": row.ends}
    return WrittenFacts(
        id=row.id,
        form=row.form,
        narrative_id=row.text_id,
        place=place,
        first_id=row.first_id,
        author_id=row.participant_id,
        audience=store.channels_of(db, session_id, row.id, "read.write"),
        version=row.version,
        set_aside=row.removed_at is not None,
    )


def _later(db: Session, first_id: str) -> int:
    return count(db, ReadingPart.id, ReadingPart.first_id == first_id, ReadingPart.removed_at.is_(None))


def _is_taken(db: Session, target_id: str) -> bool:
    return is_taken(db, target_id) or db.get(ReadingMark, target_id) is not None
