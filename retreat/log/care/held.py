"""Notes that disclose harm: which are held back until the team decides. They are read here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import Session

from retreat.consent.gate import may_be_shown
from retreat.log.care.models import HeldNote
from retreat.log.models import Note, Words
from retreat.log.written import NOTES
from retreat.programme.models import TableGroup

HELD, KEPT_AWAY = "held", "kept_away"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A held note as the facilitators read it: never with a name, as nothing that was handed in has one."""

    note_id: str
    text: str
    at: datetime
    table: str | None


def hold(db: Session, session_id: str, note_id: str, *, now: datetime) -> None:
    """Note that it is held; the caller takes it off every board."""
    row = db.get(HeldNote, note_id)
    if row is None:
        row = HeldNote(note_id=note_id, session_id=session_id)
        db.add(row)
    row.state, row.at = HELD, now
    db.flush()


def decide(db: Session, note_id: str, *, comes_back: bool, now: datetime) -> None:
    """The team has decided: it comes back, or is kept away until they decide again."""
    row = db.get(HeldNote, note_id)
    if row is None:
        return
    if comes_back:
        db.delete(row)
    else:
        row.state, row.at = KEPT_AWAY, now
    db.flush()


def is_held(db: Session, session_id: str, note_id: str) -> bool:
    """Whether it waits for a decision."""
    row = db.get(HeldNote, note_id)
    return row is not None and row.session_id == session_id and row.state == HELD


def is_kept_away(db: Session, session_id: str, note_id: str) -> bool:
    """Whether the team decided that it does not come back."""
    row = db.get(HeldNote, note_id)
    return row is not None and row.session_id == session_id and row.state == KEPT_AWAY


def may_come_back(db: Session, note_id: str) -> bool:
    """Whether its author agrees, at this moment, that others read it, and its words are there."""
    mine = select(Note.id).join(Words, Words.id == Note.words_id).where(Note.id == note_id)
    return db.scalar(mine.where(Words.erased_at.is_(None), may_be_shown(NOTES.gated))) is not None


def not_held() -> ColumnElement[bool]:
    """The condition that a note was never held, or came back."""
    return ~exists().where(HeldNote.note_id == Note.id).correlate(Note)


def is_held_now() -> ColumnElement[bool]:
    """Whether a note waits for a decision, as a column of a query over notes."""
    return exists().where(HeldNote.note_id == Note.id, HeldNote.state == HELD).correlate(Note)


def held_in(db: Session, session_id: str) -> list[Held]:
    """What waits for a decision, the latest first; what its author has erased since is not there."""
    return _in_state(db, session_id, HELD)


def kept_away_in(db: Session, session_id: str) -> list[Held]:
    """What the team keeps away, the latest first, so that they can decide again."""
    return _in_state(db, session_id, KEPT_AWAY)


def texts_away(db: Session, sessions: Select[str]) -> list[str]:
    """The texts of all notes that are held or kept away in these sessions, so that nothing repeats them meanwhile."""
    rows = db.scalars(
        select(Words.texts)
        .join(Note, Note.words_id == Words.id)
        .join(HeldNote, HeldNote.note_id == Note.id)
        .where(HeldNote.session_id.in_(sessions), Words.erased_at.is_(None))
    )
    return [text for texts in rows for text in texts.values()]


def _in_state(db: Session, session_id: str, state: str) -> list[Held]:
    rows = db.execute(
        select(HeldNote.note_id, HeldNote.at, Words.texts, TableGroup.name)
        .join(Note, Note.id == HeldNote.note_id)
        .join(Words, Words.id == Note.words_id)
        .outerjoin(TableGroup, TableGroup.id == Note.at_table_id)
        .where(
            HeldNote.session_id == session_id,
            HeldNote.state == state,
            Words.erased_at.is_(None),
            may_be_shown(NOTES.gated),
        )
        .order_by(HeldNote.at.desc(), HeldNote.note_id)
    )
    return [Held(note_id=row.note_id, text=row.texts.get("text", ""), at=row.at, table=row.name) for row in rows]
