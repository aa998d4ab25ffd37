"""What must be known to decide about notes."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from facilitation.facts import Actor, RoundFacts
from facilitation.interactions.notes.facts import NoteFacts, NoteSituation
from facilitation.loading import (
    count,
    is_erased,
    is_taken,
    locked_at,
    round_facts,
    round_of,
    table_called,
    tables_of,
)
from retreat.clock import to_text
from retreat.consent.counts import is_large_enough
from retreat.consent.gate import may_be_shown
from retreat.log.care.held import not_held
from retreat.log.fields import Operation
from retreat.log.models import Note, Words
from retreat.log.written import NOTES
from retreat.programme.models import Prompt, Round

# A reveal carries every note's words in one frame; more are shown by the operations that follow it.
REVEAL_MAX_NOTES = 500
_prompt_table, _round_table = Prompt.__table__, Round.__table__
_ASKED = (
    select(_prompt_table.c.asked_at, *_round_table.c)
    .join(_round_table, _round_table.c.id == _prompt_table.c.round_id)
    .where(_prompt_table.c.id == bindparam("prompt"), _prompt_table.c.session_id == bindparam("session"))
)


def note_facts(row: Note) -> NoteFacts:
    """A note as decisions see it."""
    return NoteFacts(
        id=row.id,
        prompt_id=row.prompt_id,
        author_id=row.participant_id,
        share=row.share,
        audience=tuple(row.audience),
        note_kind=row.note_kind,
        seat=row.seat,
        table_id=row.table_id,
        version=row.version,
        words_id=row.words_id,
        cluster_id=row.cluster_id,
        rank=row.rank,
        written_at=to_text(row.written_at),
        at=to_text(row.at),
        set_aside=row.removed_at is not None,
        picture_id=row.picture_id,
    )


def note_of(db: Session, session_id: str, note_id: object) -> Note | None:
    """A note of this session that was not taken back."""
    row = db.get(Note, note_id)
    return row if row is not None and row.session_id == session_id and row.removed_at is None else None


def of_note_add(db: Session, session_id: str, state: str, op: Operation, actor: Actor) -> NoteSituation:
    """Most of what happens in a room is this: two prepared statements, where the others load what they need."""
    connection = db.connection()
    found = connection.execute(_ASKED, {"prompt": op.body["prompt_id"], "session": session_id}).first()
    round_ = round_facts(found) if found else None
    mine = 0
    if round_ is not None and round_.step.note_budget is not None:
        mine = count(
            db,
            Note.id,
            Note.round_id == round_.id,
            Note.participant_id == actor.id,
            Note.removed_at.is_(None),
        )
    return NoteSituation(
        session_state=state,
        round=round_,
        prompt_asked=found is not None and found.asked_at is not None,
        target_taken=is_taken(db, op.target_id),
        mine_in_round=mine,
    )


def of_note(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> NoteSituation:
    note = note_of(db, session_id, op.target_id)
    if note is None:
        return NoteSituation(session_state=state)
    round_ = round_of(db, session_id, note.round_id)
    return NoteSituation(
        session_state=state,
        note=note_facts(note),
        round=round_,
        locked_at=locked_at(db, session_id, note.round_id) if op.kind == "note.edit" else None,
        shares_offered=_shares_offered(db, session_id, round_) if op.kind == "note.share" else (),
    )


def of_note_bring(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> NoteSituation:
    """A note whose author wants nothing kept any more is not there for anybody to bring."""
    row = note_of(db, session_id, op.target_id)
    agreed = select(Note.id).where(Note.id == op.target_id, may_be_shown(NOTES.gated))
    if row is None or is_erased(db, row.words_id) or db.scalar(agreed) is None:
        return NoteSituation(session_state=state)
    return NoteSituation(
        session_state=state,
        note=note_facts(row),
        round=round_of(db, session_id, row.round_id),
        table_name=table_called(db, session_id, row.table_id),
    )


def of_note_remove(db: Session, session_id: str, state: str, op: Operation, actor: Actor) -> NoteSituation:
    """A note that was set aside is there for its author alone, until its words are erased."""
    note = db.get(Note, op.target_id)
    if note is None or note.session_id != session_id:
        return NoteSituation(session_state=state)
    if note.removed_at is not None and (note.participant_id != actor.id or is_erased(db, note.words_id)):
        return NoteSituation(session_state=state)
    return NoteSituation(session_state=state, note=note_facts(note))


def for_desk(db: Session, session_id: str, round_id: str) -> dict[str, Any]:
    """What people keep from the desk, in numbers.

    ``{"tables": [{"id", "name", "notes": {prompt id: notes}}], "alone": {prompt id: people}}``: of each table the
    notes that it keeps to itself. People who write only for themselves are counted once there are enough of them.
    """
    here = (Note.session_id == session_id, Note.round_id == round_id, Note.removed_at.is_(None))
    at_tables = select(Note.table_id, Note.prompt_id, func.count()).where(*here, Note.share == "table")
    by_table: dict[str, dict[str, int]] = defaultdict(dict)
    for table_id, prompt, notes in db.execute(at_tables.group_by(Note.table_id, Note.prompt_id)).tuples():
        by_table[table_id or ""][prompt] = notes
    writers = func.count(Note.participant_id.distinct())
    alone = select(Note.prompt_id, writers).where(*here, Note.share == "me").group_by(Note.prompt_id)
    return {
        "tables": [
            {"id": table.id, "name": table.name, "notes": by_table.get(table.id, {})}
            for table in tables_of(db, session_id)
        ],
        "alone": {prompt: people for prompt, people in db.execute(alone).tuples() if is_large_enough(people)},
    }


def _shares_offered(db: Session, session_id: str, own: RoundFacts | None) -> tuple[str, ...]:
    """A note written alone may be opened to more readers once a later round offers that."""
    still_open = db.scalars(select(Round).where(Round.session_id == session_id, Round.state == "open"))
    return tuple({share for row in still_open for share in row.step["shares"]} | set(own.step.shares if own else ()))


# Notes that everybody could read before they were set aside, and whose words are still kept.
_SET_ASIDE = and_(
    Note.share == "everyone",
    Note.removed_at.is_not(None),
    not_held(),
    exists().where(Words.id == Note.words_id, Words.erased_at.is_(None)).correlate(Note),
)


def set_aside_in(db: Session, session_id: str) -> list[dict[str, Any]]:
    """Notes that the desk can bring back, the latest first: ``[{"id", "prompt_id", "text"}]``."""
    found = (
        select(Note.id, Note.prompt_id, Words.texts)
        .join(Words, Words.id == Note.words_id)
        .where(Note.session_id == session_id, _SET_ASIDE, may_be_shown(NOTES.gated))
        .order_by(Note.removed_at.desc(), Note.id)
    )
    return [{"id": row.id, "prompt_id": row.prompt_id, "text": row.texts.get("text", "")} for row in db.execute(found)]


def of_reveal(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> NoteSituation:
    """Notes that were handed in and, if named, notes that everybody could read before they were set aside."""
    handed_in = and_(Note.share == "facilitators", Note.removed_at.is_(None))
    statement = select(Note).where(
        Note.session_id == session_id,
        or_(handed_in, _SET_ASIDE) if op.body.get("note_ids") else handed_in,
        may_be_shown(NOTES.gated),
    )
    if op.body.get("prompt_id"):
        statement = statement.where(Note.prompt_id == op.body["prompt_id"])
    if op.body.get("note_ids"):
        statement = statement.where(Note.id.in_(op.body["note_ids"]))
    rows = db.scalars(statement.order_by(Note.at, Note.id).limit(REVEAL_MAX_NOTES)).all()
    return NoteSituation(session_state=state, handed_in=tuple(map(note_facts, rows)))
