"""What editors write may quote: it goes with the words that it repeats."""

from __future__ import annotations

from sqlalchemy.orm import Session

from retreat.analysis.derived import Repeatable, blank_repeats
from retreat.consent.derived import Store, Theirs, holds_none, register
from retreat.database.erasing import holds_words
from retreat.export.report.models import ReportEdit


def _erase(db: Session, theirs: Theirs) -> bool:
    return blank_repeats(db, theirs.of(Repeatable).runs, ReportEdit, ReportEdit.text)


holds_words(ReportEdit.__tablename__)
register(
    Store(
        name="reports",
        door="retreat.export.report.editing",
        columns=("report_edit.text",),
        erase=_erase,
    )
)
holds_none("report_edit.key", why="which line it is, by ids and words of our own")
