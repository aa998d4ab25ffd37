"""The matrix as it is read and filled: cases by themes, each cell a summary with the excerpts it sums up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.analysis.acts.acting import Act, Analyst
from retreat.analysis.codebook.limits import long_text
from retreat.analysis.comparison.gathering import BY, Gathered, gathered
from retreat.analysis.framework.models import CASE_MAX_CHARS, FrameworkCell
from retreat.analysis.memos.quoting import Quoting
from retreat.analysis.themes.models import Theme
from retreat.analysis.themes.operations import theme_row
from retreat.analysis.themes.queries import ThemeView, themes_of
from retreat.consent.gate import Reader
from retreat.errors import Conflict, InvalidInput
from retreat.transcripts.naming import staff_names

SUMMARY_MAX_CHARS = 2_000


class CellChanged(Conflict):
    """Somebody has summed it up in the meantime."""

    code = "changed_since"
    tell = "Somebody has summed this up in the meantime. Read their summary below, then change it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a case says to a theme, as somebody summed it up."""

    text: str
    number: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixCell:
    """One cell: its summary, if there is one, and the excerpts of the theme that this case said or wrote."""

    summary: Summary | None
    supporting: tuple[str, ...]
    contrary: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Cases by themes.

    Attributes:
        cells: By case and theme.
        gathered: The excerpts behind them.
    """

    by: str
    cases: tuple[str, ...]
    themes: tuple[ThemeView, ...]
    cells: Mapping[tuple[str, str], MatrixCell]
    gathered: Gathered


def matrix_of(db: Session, reader: Reader, programme_id: str, by: str, *, event_id: str | None = None) -> Matrix:
    """The matrix of a programme, or of one event, by sector, role, event, place or table."""
    found = gathered(db, reader, programme_id, rows="themes", by=by, event_id=event_id)
    excerpts: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for one in found.occurrences:
        excerpts[one.column, one.row][one.excerpt_id] = None
    themes, summaries = themes_of(db, reader, programme_id), _summaries(db, reader, programme_id, by)
    cases = tuple(dict.fromkeys([*found.wholes, *(one.column for one in found.occurrences)]))
    return Matrix(
        by=by,
        cases=cases,
        themes=themes,
        cells={
            (case, theme.id): MatrixCell(
                summary=summaries.get((case, theme.id)),
                supporting=tuple(excerpts[case, theme.id]),
                contrary=tuple(excerpts[case, f"{theme.id}:contrary"]),
            )
            for case in cases
            for theme in themes
        },
        gathered=found,
    )


def sum_up(db: Session, who: Analyst, theme_id: str, by: str, case: str, text: str, *, seen: int) -> FrameworkCell:
    """Write what a case says to a theme; the earlier summary is kept.

    Raises:
        InvalidInput: It is too long, or of no case.
        CellChanged: Somebody has written another since.
    """
    row = theme_row(db, who.programme_id, theme_id)
    if by not in BY or not case or len(case) > CASE_MAX_CHARS:
        raise InvalidInput("Please choose a cell of the matrix.", code="no_cell")
    said = long_text(text, "summary", "The summary", needed=True, most=SUMMARY_MAX_CHARS)
    here = (FrameworkCell.theme_id == row.id, FrameworkCell.by_kind == by, FrameworkCell.called == case)
    held = select(func.max(FrameworkCell.number)).where(*here, ~FrameworkCell.removed)
    if (db.scalar(held) or 0) != seen:
        raise CellChanged()
    number = 1 + (db.scalar(select(func.max(FrameworkCell.number)).where(*here)) or 0)
    made = FrameworkCell(
        id=who.ids(), theme_id=row.id, by_kind=by, called=case, number=number, summary=said, by=who.by, at=who.now
    )
    act = Act(db, who, "theme.summed_up", thing_id=row.id, theme_wording=row.wording)
    act.make(made)
    act.keep()
    return made


def _summaries(db: Session, reader: Reader, programme_id: str, by: str) -> dict[tuple[str, str], Summary]:
    rows = db.scalars(
        select(FrameworkCell)
        .join(Theme, Theme.id == FrameworkCell.theme_id)
        .where(
            Theme.programme_id == programme_id,
            FrameworkCell.by_kind == by,
            ~FrameworkCell.removed,
            FrameworkCell.summary != "",
        )
        .order_by(FrameworkCell.number)
    ).all()
    quoting, people = Quoting(db, reader, programme_id), staff_names(db, (row.by for row in rows))
    return {
        (row.called, row.theme_id): Summary(
            text=quoting.shown(row.summary), number=row.number, by=people.get(row.by or "", ""), at=row.at
        )
        for row in rows
    }
