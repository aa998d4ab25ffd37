"""What joining needs from rooms above this one. Those rooms register themselves when they are imported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from retreat.ids import Ids


class FindTable(Protocol):
    """Finds a table of a session by its number or id; refuses where tables are not open."""

    def __call__(self, db: Session, *, session_id: str, table: str | int) -> str: ...


class KeepAnswers(Protocol):
    """Keeps what somebody answered at the door; refuses a purpose that there is not."""

    def __call__(
        self,
        db: Session,
        *,
        participant_id: str,
        answers: Mapping[str, object],
        how: str,
        now: datetime,
        ids: Ids,
    ) -> object: ...


@dataclass(slots=True)
class _Ports:
    find_table: FindTable | None = None
    keep_answers: KeepAnswers | None = None


_ports = _Ports()


def register_tables(find_table: FindTable) -> None:
    """The room that knows tables says how to find one."""
    _ports.find_table = find_table


def register_answers(keep_answers: KeepAnswers) -> None:
    """The room that keeps consent says how to keep answers."""
    _ports.keep_answers = keep_answers


def find_table() -> FindTable:
    """How to find a table."""
    if _ports.find_table is None:
        raise RuntimeError("retreat.programme was never imported")
    return _ports.find_table


def keep_answers() -> KeepAnswers:
    """How to keep answers."""
    if _ports.keep_answers is None:
        raise RuntimeError("retreat.consent was never imported")
    return _ports.keep_answers
