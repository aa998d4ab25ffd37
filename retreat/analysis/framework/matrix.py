"""The matrix as it is read and filled: cases by themes, each cell a summary with the excerpts it sums up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.analysis.acts.acting import Act, Analyst
from retreat.analysis.codebook.limits import long_text
from retreat.analysis.comparison.gathering import BY, Gathered, gathered
from retreat.analysis.excerpts.reading import ReadExcerpt, read_excerpts
from retreat.analysis.framework.models import CASE_MAX_CHARS, FrameworkCell, FrameworkRest
from retreat.analysis.memos.quoting import Quoting
from retreat.analysis.themes.models import Theme
from retreat.analysis.themes.operations import theme_row
from retreat.analysis.themes.queries import ThemeView, themes_of
from retreat.consent.gate import Reader
from retreat.errors import Conflict, InvalidInput
from retreat.transcripts.naming import staff_names

SUMMARY_MAX_CHARS = 2_000
HIDDEN_REST = "This rests on words that cannot be read at present. Please sum it up again."


class CellChanged(Conflict):
    """Somebody has summed it up in the meantime."""

    code = "changed_since"
    tell = "Somebody has summed this up in the meantime. Read their summary below, then change it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a case says to a theme, as somebody summed it up.

    Attributes:
        is_hidden: Whether it rests on words that may not be read now; ``text`` says so in its place.
    """

    text: str
    number: int
    by: str
    at: datetime
    is_hidden: bool


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
    held = select(func.max(FrameworkCell.number)).where(*here, ~FrameworkCell.removed, FrameworkCell.summary != "")
    if (db.scalar(held) or 0) != seen:
        raise CellChanged()
    number = 1 + (db.scalar(select(func.max(FrameworkCell.number)).where(*here)) or 0)
    made = FrameworkCell(
        id=who.ids(), theme_id=row.id, by_kind=by, called=case, number=number, summary=said, by=who.by, at=who.now
    )
    act = Act(db, who, "theme.summed_up", thing_id=row.id, theme_wording=row.wording)
    act.make(made)
    db.flush()
    db.add_all(
        FrameworkRest(cell_id=made.id, excerpt_id=one.id, words=None if one.is_whole else len(one.text.split()))
        for one in _behind(db, who, row.id, by, case)
    )
    act.keep()
    return made


def _behind(db: Session, who: Analyst, theme_id: str, by: str, case: str) -> Sequence[ReadExcerpt]:
    """Everything of a case that somebody can read beside the form, and so may draw on."""
    found = gathered(db, who.reader, who.programme_id, rows="themes", by=by)
    ids = {
        one.excerpt_id
        for one in found.occurrences
        if one.column == case and one.row in (theme_id, f"{theme_id}:contrary")
    }
    return list(read_excerpts(db, who.reader, ids).values())


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
    without = _on_less(db, reader, [row.id for row in rows])
    return {
        (row.called, row.theme_id): Summary(
            text=HIDDEN_REST if row.id in without else quoting.shown(row.summary),
            number=row.number,
            by=people.get(row.by or "", ""),
            at=row.at,
            is_hidden=row.id in without or quoting.is_hidden(row.summary),
        )
        for row in rows
    }


def _on_less(db: Session, reader: Reader, cell_ids: Sequence[str]) -> set[str]:
    """The summaries that rest on more than a reader may read now.

    Who said no since is not asked of what the reader still sees: nothing of theirs is left there to ask about.
    """
    rests = db.scalars(select(FrameworkRest).where(FrameworkRest.cell_id.in_(cell_ids))).all()
    read = read_excerpts(db, reader, {one.excerpt_id for one in rests})
    return {one.cell_id for one in rests if not _is_there(read.get(one.excerpt_id), one.words)}


def _is_there(found: ReadExcerpt | None, words: int | None) -> bool:
    if found is None or words is None:
        return found is not None and found.is_whole
    return len(found.text.split()) >= words
