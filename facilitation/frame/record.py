"""The steps of a session on the record's page: what was asked, when, and what nobody answered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.log.panel import Section
from retreat.log.written import notes_of, prompt_texts
from retreat.programme.models import Round
from retreat.programme.steps import GROUPS, Step, step_of
from retreat.web.panels import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A step that was opened.

    Attributes:
        prompts: Its questions as they were last asked; those that were removed are left out.
        silent: Which of them nobody answered with a note that this reader may read; only for steps of notes.
    """

    title: str
    group: str
    opened_at: datetime
    prompts: tuple[str, ...]
    silent: frozenset[str]


def asked_in(db: Session, reader: Reader, session_id: str) -> list[Asked]:
    """The steps of a session in the order in which they were opened."""
    rounds = db.scalars(
        select(Round)
        .where(Round.session_id == session_id, Round.opened_at.is_not(None))
        .order_by(Round.opened_at, Round.position)
    ).all()
    said = prompt_texts(db, session_id)
    answered = {note.prompt_id for note in notes_of(db, reader, session_id)}
    return [_asked(one, step_of(one.step), said, answered) for one in rounds]


def _asked(row: Round, step: Step, said: Mapping[str, str], answered: Collection[str]) -> Asked:
    prompts = [one for one in row.prompts if one.asked_at is not None]
    silent = [said[one.id] for one in prompts if step.interaction == "notes" and one.id not in answered]
    assert row.opened_at is not None
    return Asked(
        title=step.title,
        group=GROUPS[step.group],
        opened_at=row.opened_at,
        prompts=tuple(said[one.id] for one in prompts),
        silent=frozenset(silent),
    )


def _has(visit: Visit) -> bool:
    asked = select(Round.id).where(Round.session_id == visit.session_id, Round.opened_at.is_not(None))
    return visit.db.scalar(asked.limit(1)) is not None


def _gather(visit: Visit) -> Mapping[str, Any]:
    return {"steps": asked_in(visit.db, visit.reader, visit.session_id)}


SECTION = Section(name="asked", has=_has, gather=_gather)
