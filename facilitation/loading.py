"""What loaders of several interactions ask of the projections."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, String, bindparam, func, select, union_all
from sqlalchemy.orm import Session

from facilitation.facts import RoundFacts
from retreat.log.models import Position, Words
from retreat.programme.models import Prompt, Round, TableGroup
from retreat.programme.steps import step_of

_ID = bindparam("id", type_=String)
# Everything with words has a row there, erased or not; anything else is looked up in its own table.
_TAKEN = union_all(
    select(Words.target_id).where(Words.target_id == _ID),
    select(Prompt.id).where(Prompt.id == _ID),
    select(Round.id).where(Round.id == _ID),
    select(Position.id).where(Position.id == _ID),
).limit(1)


def round_facts(row: Round | Row[Any]) -> RoundFacts:
    """A round as decisions see it."""
    return RoundFacts(
        id=row.id,
        step=step_of(row.step),
        state=row.state,
        version=row.version,
        closed_at=row.closed_at,
        ends_at=row.ends_at,
        paused_at=row.paused_at,
    )


def round_of(db: Session, session_id: str, round_id: object) -> RoundFacts | None:
    """A round of this session, as decisions see it."""
    row = db.get(Round, round_id)
    return round_facts(row) if row is not None and row.session_id == session_id else None


def locks_earlier(step: Mapping[str, Any]) -> bool:
    """Whether a step, as it is kept, locks what was written in the steps before it as soon as it opens."""
    return "earlier" in (step.get("options") or {}).get("locks", ())


def locked_at(db: Session, session_id: str, round_id: object) -> datetime | None:
    """When a later step locked what was written in a round; None where none has been opened that does."""
    own = db.get(Round, round_id)
    if own is None or own.session_id != session_id:
        return None
    later = select(Round.opened_at, Round.step).where(
        Round.session_id == session_id, Round.position > own.position, Round.opened_at.is_not(None)
    )
    return min((at for at, step in db.execute(later) if at is not None and locks_earlier(step)), default=None)


def prompt_of(db: Session, session_id: str, prompt_id: object) -> Prompt | None:
    """A prompt of this session."""
    row = db.get(Prompt, prompt_id) if prompt_id else None
    return row if row is not None and row.session_id == session_id else None


def open_round(db: Session, session_id: str) -> RoundFacts | None:
    """The round of this session that was opened last and is still open."""
    statement = select(Round).where(Round.session_id == session_id, Round.state == "open")
    row = db.scalars(statement.order_by(Round.opened_at.desc()).limit(1)).first()
    return round_facts(row) if row else None


def tables_of(db: Session, session_id: str) -> list[TableGroup]:
    """The tables of this session, by their number."""
    here = select(TableGroup).where(TableGroup.session_id == session_id)
    return list(db.scalars(here.order_by(TableGroup.number)))


def table_called(db: Session, session_id: str, table_id: str | None) -> str | None:
    """The name of a table of this session."""
    row = db.get(TableGroup, table_id) if table_id else None
    return row.name if row is not None and row.session_id == session_id else None


def is_taken(db: Session, target_id: str) -> bool:
    """Whether anything has this id: otherwise somebody could reuse another person's id and take back their words."""
    return db.connection().execute(_TAKEN, {"id": target_id}).first() is not None


def is_erased(db: Session, words_id: str) -> bool:
    """Whether a wording was erased."""
    return db.scalar(select(Words.erased_at).where(Words.id == words_id)) is not None


def count(db: Session, column: object, *conditions: object) -> int:
    """How many there are."""
    return db.scalar(select(func.count(column)).where(*conditions)) or 0  # type: ignore[arg-type]
