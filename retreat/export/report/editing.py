"""What editors write into a report: kept by line, withheld where it repeats words that its audience may not have."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.analysis.memos.quoting import Quoting, Runs, repeats, runs_of
from retreat.consent.gate import Reader
from retreat.errors import Conflict, InvalidInput
from retreat.export.bundle import SessionPart
from retreat.export.report.document import Edits
from retreat.export.report.models import KEY_MAX_CHARS, TEXT_MAX_CHARS, ReportEdit
from retreat.programme.queries import programme_of_event

_CHANGED = "Somebody else has changed this in the meantime. What you typed is below; please look at theirs first."


def edits_of(db: Session, reader: Reader, event_ids: Collection[str], withheld: Runs) -> Edits:
    """What editors wrote about these events, without what repeats words that are withheld.

    Args:
        withheld: Runs of words that the team reads and this audience does not.
    """
    texts: dict[str, str] = {}
    left_out: set[str] = set()
    for event_id in event_ids:
        quoting = Quoting(db, reader, programme_of_event(db, event_id) or "")
        for row in db.scalars(select(ReportEdit).where(ReportEdit.event_id == event_id)):
            if row.left_out:
                left_out.add(row.key)
            if row.text and not quoting.is_hidden(row.text) and not repeats(row.text, withheld):
                texts[row.key] = "\n\n".join(filter(None, (texts.get(row.key), row.text)))
    return Edits(texts=texts, left_out=frozenset(left_out))


def runs_withheld(whole: Iterable[SessionPart], parts: Iterable[SessionPart]) -> Runs:
    """Runs of four words that are in the one and not in the other."""
    return runs_of(_texts(whole)) - runs_of(_texts(parts))


def _texts(sessions: Iterable[SessionPart]) -> list[str]:
    found: list[str] = []
    for session in sessions:
        found += [one.text for one in session.written]
        found += [turn.text for one in session.transcripts for turn in one.turns if not turn.is_left_out]
    return found


def versions_of(db: Session, event_id: str) -> dict[str, int]:
    """How often each was changed, for the forms."""
    rows = select(ReportEdit.key, ReportEdit.version).where(ReportEdit.event_id == event_id)
    return dict(db.execute(rows).tuples().all())


def save_edit(
    db: Session, event_id: str, key: str, *, text: str, left_out: bool, seen: int, by: str, now: datetime
) -> None:
    """Keep what an editor wants of one line; empty and not left out, it is as drafted again.

    Raises:
        InvalidInput: It is too long.
        Conflict: Somebody has changed it since.
    """
    said = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()
    if len(said) > TEXT_MAX_CHARS or not 0 < len(key) <= KEY_MAX_CHARS:
        raise InvalidInput(f"Please keep it to {TEXT_MAX_CHARS:,} characters.", code="too_long")
    row = db.get(ReportEdit, (event_id, key), with_for_update=True, populate_existing=True)
    if (row.version if row else 0) != seen:
        raise Conflict(_CHANGED, code="changed_meanwhile")
    if row is None:
        row = ReportEdit(event_id=event_id, key=key, text="", version=0, at=now)
        db.add(row)
    row.text, row.left_out, row.version, row.by, row.at = said, left_out, row.version + 1, by, now
    db.flush()
