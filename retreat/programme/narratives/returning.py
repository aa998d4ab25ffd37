"""The end of the copy in the room: a narrative goes back to the partner on its day, or sooner by hand.

Its line numbers stay, with the lines that the partner approved; the other words leave the files, and the logs of the
sessions that read it. Each narrative is one transaction, and one that is due is found again after a crash.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.database.erasing import ask_to_purge
from retreat.errors import InvalidInput
from retreat.house import House
from retreat.ids import Ids
from retreat.jobs.registry import offer_small_work
from retreat.programme.narratives.lines import Line
from retreat.programme.narratives.models import Narrative, NarrativeText
from retreat.programme.narratives.operations import NarrativeChanged, WentBack, narrative_row, seen_as
from retreat.programme.narratives.ports import take_out_of_sessions
from retreat.programme.narratives.returned import kept_words

MOST_DAYS = 366
_NO_DAY = "Please choose the last day on which people may read it, from today on and within a year."
_NO_LINES = "Please give the first and the last line that the partner approved, such as 2 and 4."
_NOT_ASKED = "Please confirm that the partner approved these lines."


def end_of(day: date) -> datetime:
    """The midnight that ends a day, by this machine's clock."""
    return datetime.combine(day + timedelta(days=1), time.min).astimezone(UTC)


def last_day(at: datetime | None) -> str:
    """The day that ends then, such as ``2027-03-31``; empty if none is set."""
    return (at.astimezone() - timedelta(minutes=1)).date().isoformat() if at else ""


def set_last_day(db: Session, programme_id: str, narrative_id: str, typed: str, *, now: datetime) -> None:
    """Say until when people may read it.

    Raises:
        InvalidInput: It is no day, is over, or is more than a year away.
        WentBack: The partner has the text again.
    """
    narrative, _latest = narrative_row(db, programme_id, narrative_id, to_change=True)
    if narrative.returned_at is not None:
        raise WentBack()
    try:
        at = end_of(date.fromisoformat(typed.strip()))
    except (ValueError, OverflowError):
        at = None
    if at is None or not now < at <= now + timedelta(days=MOST_DAYS):
        raise InvalidInput(_NO_DAY, code="no_day", fields={"until": _NO_DAY})
    narrative.returns_at = at
    db.flush()


def approve_lines(
    db: Session,
    programme_id: str,
    narrative_id: str,
    first: str,
    last: str,
    *,
    seen: str,
    confirmed: bool,
    by: str,
    now: datetime,
) -> None:
    """Note that the partner approved that these lines stay once the text goes back.

    Raises:
        InvalidInput: There are no such lines, or nobody confirmed that the partner approved them.
        NarrativeChanged: The words are no longer as they were ``seen``.
        WentBack: The partner has the text again.
    """
    narrative, latest = narrative_row(db, programme_id, narrative_id, to_change=True)
    if narrative.returned_at is not None:
        raise WentBack()
    if seen != seen_as(latest):
        raise NarrativeChanged()
    lines = [Line(*line) for line in latest.lines]
    from_line, to_line = (int(one) if one.strip().isdecimal() else 0 for one in (first, last or first))
    if not 1 <= from_line <= to_line <= len(lines):
        raise InvalidInput(_NO_LINES, code="no_lines", fields={"lines": _NO_LINES})
    if not confirmed:
        raise InvalidInput(_NOT_ASKED, code="not_approved", fields={"lines": _NOT_ASKED})
    span = [lines[from_line - 1].begins, lines[to_line - 1].ends]
    latest.approved = sorted([*(one for one in latest.approved if one != span), span])
    latest.approved_by, latest.approved_at = by, now
    db.flush()


def return_narrative(
    db: Session, narrative: Narrative, *, now: datetime, ids: Ids, at: datetime | None = None
) -> list[str]:
    """Give it back: only approved lines stay here. Returns the sessions whose logs have grown.

    Args:
        at: When it went back, where that was before, as a list of a backup says.
    """
    texts = db.scalars(select(NarrativeText).where(NarrativeText.narrative_id == narrative.id)).all()
    approved = {row.id: tuple((one[0], one[1]) for one in row.approved) for row in texts}
    grown = take_out_of_sessions(db, approved, now=now, ids=ids)
    for row in texts:
        row.text = kept_words(row.text, row.approved)
    narrative.returned_at = narrative.returned_at or at or now
    db.flush()
    ask_to_purge(db, now=now)
    return grown


def return_now(db: Session, programme_id: str, narrative_id: str, *, now: datetime, ids: Ids) -> list[str]:
    """Give it back by hand. Returns the sessions whose logs have grown."""
    narrative, _latest = narrative_row(db, programme_id, narrative_id, to_change=True)
    return return_narrative(db, narrative, now=now, ids=ids) if narrative.returned_at is None else []


def _due(db: Session, now: datetime) -> str | None:
    here = (Narrative.returns_at <= now, Narrative.returned_at.is_(None), Narrative.erased_at.is_(None))
    return db.scalars(select(Narrative.id).where(*here).order_by(Narrative.returns_at).limit(1)).first()


def return_one_due(house: House, _speech: object, _worker_id: str) -> bool:
    """Give one back whose last day is over; whether there was one."""
    now = house.clock()
    with house.database.read() as db:
        narrative_id = _due(db, now)
    if narrative_id is None:
        return False

    def act(db: Session) -> Sequence[str]:
        narrative = db.get_one(Narrative, narrative_id, with_for_update=True)
        if narrative.returned_at is not None or narrative.erased_at is not None:
            return ()
        return return_narrative(db, narrative, now=now, ids=house.ids)

    for session_id in house.database.write(act):
        house.nudge(session_id)
    return True


offer_small_work(return_one_due)
