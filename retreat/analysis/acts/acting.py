"""One analytic decision: it changes rows, and is one numbered entry in the programme's log. Nothing here commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.analysis.codebook.limits import long_text
from retreat.analysis.models import AnalysisEntry, AnalysisHead
from retreat.consent.gate import StaffReader
from retreat.ids import Ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Analyst:
    """Who decides, in which programme, and when."""

    programme_id: str
    by: str
    now: datetime
    ids: Ids

    @property
    def reader(self) -> StaffReader:
        """The same person as a reader."""
        return StaffReader(staff_id=self.by)


class Act:
    """A decision being made. It notes what every changed row was before, so that it can be undone as one.

    Rows that it changes have an ``id`` and, where they can be made or taken away, a column ``removed``.
    """

    def __init__(
        self,
        db: Session,
        who: Analyst,
        kind: str,
        *,
        thing_id: str | None = None,
        session_id: str | None = None,
        why: str = "",
        **told: Any,
    ) -> None:
        """``told``: ids and numbers that the story of this programme needs to tell it; never words."""
        self._db, self._who = db, who
        self._changes: list[tuple[str, str, dict[str, list[Any]]]] = []
        self._told = told
        self._entry = AnalysisEntry(
            programme_id=who.programme_id,
            at=who.now,
            by=who.by,
            kind=kind,
            session_id=session_id,
            thing_id=thing_id,
            why=long_text(why, "why", "The reason") or None,
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing has changed."""
        return not self._changes

    def make(self, row: Any) -> None:
        """Add a row, which is taken away again if the act is undone."""
        self._db.add(row)
        self._changes.append((row.__tablename__, row.id, {"removed": [True, False]}))

    def change(self, row: Any, **values: Any) -> None:
        """Set some columns of a row; what is already so is no change."""
        changed = {name: [getattr(row, name), value] for name, value in values.items() if getattr(row, name) != value}
        for name, (_before, value) in changed.items():
            setattr(row, name, value)
        if changed:
            self._changes.append((row.__tablename__, row.id, changed))

    def tell(self, **told: Any) -> None:
        """More that the story needs."""
        self._told |= told

    def keep(self, *, undoes: int | None = None) -> int:
        """Write the entry; its number."""
        row = self._entry
        row.body = {"changes": [list(one) for one in self._changes], "told": self._told}
        row.undoes = undoes
        row.number = _next_number(self._db, self._who.programme_id)
        self._db.add(row)
        self._db.flush()
        return row.number


def head_of(db: Session, programme_id: str) -> int:
    """The number of a programme's latest entry; 0 where there is none."""
    return db.scalar(select(AnalysisHead.number).where(AnalysisHead.programme_id == programme_id)) or 0


def _next_number(db: Session, programme_id: str) -> int:
    """Locks the programme's head until the transaction ends, so that numbers have no gaps."""
    head = db.get(AnalysisHead, programme_id, with_for_update=True, populate_existing=True)
    if head is None:
        head = AnalysisHead(programme_id=programme_id, number=0)
        db.add(head)
    head.number += 1
    db.flush()
    return head.number
