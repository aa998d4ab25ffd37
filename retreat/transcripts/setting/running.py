"""Running headings of a transcript: the step and question during which people spoke, and who else spoke then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.log.moments import NOWHERE, Place
from retreat.log.written import prompt_texts
from retreat.programme.schemas import SessionView
from retreat.transcripts.models import RecordedTurn
from retreat.transcripts.sight import sight_of, turns_in_sight
from retreat.transcripts.versions.models import TranscriptVersion
from retreat.transcripts.views import ReadTurn


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """The words of another table at the same moment."""

    name: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """Stands before the first turn of a step or question; ``step`` is None where only the question changed."""

    step: str | None
    prompt: str | None
    elsewhere: tuple[Elsewhere, ...]


def headings(
    db: Session, reader: Reader, session: SessionView, turns: Sequence[ReadTurn], others: Sequence[TranscriptVersion]
) -> dict[int, Heading]:
    """By the place on the page of the turn that each stands before.

    Args:
        others: Transcripts of the same session, without the one shown.
    """
    changes = _changes(turns)
    if not changes:
        return {}
    steps, asked = _titles(session), prompt_texts(db, session.id)
    found: dict[int, Heading] = {}
    shown = NOWHERE
    for at, place in changes:
        said = Heading(
            step=steps.get(place.step_id or "") if place.step_id != shown.step_id else None,
            prompt=asked.get(place.prompt_id or ""),
            elsewhere=_elsewhere(db, reader, session, turns[at].at, others),
        )
        shown = place
        if said.step or said.prompt:
            found[at] = said
    return found


def _changes(turns: Sequence[ReadTurn]) -> list[tuple[int, Place]]:
    changes: list[tuple[int, Place]] = []
    for at, turn in enumerate(turns):
        if (turn.at is not None or turn.place != NOWHERE) and turn.place != (changes[-1][1] if changes else NOWHERE):
            changes.append((at, turn.place))
    return changes


def _titles(session: SessionView) -> Mapping[str, str]:
    return {one.id: one.step.title for one in session.rounds}


def _elsewhere(
    db: Session, reader: Reader, session: SessionView, at: datetime | None, others: Sequence[TranscriptVersion]
) -> tuple[Elsewhere, ...]:
    tables = {table.id: table.name for table in session.tables}
    found = []
    for row in others:
        if at is None or row.duration_s is None or row.table_id not in tables:
            continue
        if row.started_at <= at <= row.started_at + timedelta(seconds=row.duration_s):
            href = href_at(db, reader, row, round((at - row.started_at).total_seconds() * 1000))
            found.append(Elsewhere(name=tables[row.table_id], href=href))
    return tuple(found)


def href_at(db: Session, reader: Reader, row: TranscriptVersion, ms: int) -> str:
    """The address of what is said in a transcript at a moment: of the last turn begun by then that may be read."""
    turn = db.scalar(
        select(RecordedTurn.n)
        .where(turns_in_sight(sight_of(db, reader, row.id)), RecordedTurn.start_ms <= max(ms, 0))
        .order_by(RecordedTurn.start_ms.desc(), RecordedTurn.n.desc())
        .limit(1)
    )
    base = f"/sessions/{row.session_id}?transcript={row.id}"
    return base if turn is None else f"{base}&turn={turn}#turn-{turn}"
