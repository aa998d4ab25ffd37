"""Where the machine was unsure of the talk and nobody has checked it: places and times, never words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.programme.models import TableGroup
from retreat.recordings.left_out.queries import left_out_in
from retreat.recordings.ports import is_held_back
from retreat.transcripts.models import MACHINE, RecordedTurn
from retreat.transcripts.quality.queries import DOUBTS
from retreat.transcripts.spoken import is_hidden_turn
from retreat.transcripts.versions.models import CURRENT, TranscriptVersion

# Turns nearer to each other than this are one place to listen to.
NEAR = timedelta(seconds=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubtful:
    """One place. ``at`` is by the one clock; ``first_turn`` leads to it on the record's page."""

    session_id: str
    session: str
    table: str | None
    transcript_id: str
    first_turn: int
    at: datetime
    seconds: int


def doubtful_talk(db: Session, sessions: Mapping[str, str]) -> list[Doubtful]:
    """The places in these sessions, by id and title, that are in nobody's withheld words and in no left-out minutes."""
    found: list[Doubtful] = []
    rows = db.execute(
        select(TranscriptVersion, TableGroup.name)
        .outerjoin(TableGroup, TableGroup.id == TranscriptVersion.table_id)
        .where(TranscriptVersion.session_id.in_(list(sessions)), TranscriptVersion.state == CURRENT)
        .order_by(TranscriptVersion.started_at, TranscriptVersion.id)
    ).all()
    for version, table in rows:
        if version.recording_id is not None and is_held_back(db, version.recording_id):
            continue
        for at, until, turn in _spans(db, version, table):
            last = found[-1] if found else None
            if last is not None and last.transcript_id == version.id:
                end = last.at + timedelta(seconds=last.seconds)
                if at - end < NEAR:
                    found[-1] = _place(version, sessions, table, last.first_turn, last.at, max(until, end))
                    continue
            found.append(_place(version, sessions, table, turn, at, until))
    return found


def _spans(db: Session, version: TranscriptVersion, table: str | None) -> list[tuple[datetime, datetime, int]]:
    out = [
        (one.from_at, one.to_at)
        for one in left_out_in(db, version.session_id)
        if one.state != "stays" and one.table in (None, table)
    ]
    rows = db.execute(
        select(RecordedTurn.n, RecordedTurn.flags, RecordedTurn.start_ms, RecordedTurn.end_ms)
        .where(
            RecordedTurn.transcript_id == version.id,
            RecordedTurn.review == MACHINE,
            RecordedTurn.start_ms.is_not(None),
            RecordedTurn.end_ms.is_not(None),
            ~is_hidden_turn(db, version.id),
        )
        .order_by(RecordedTurn.start_ms, RecordedTurn.n)
    )
    spans = [
        (
            version.started_at + timedelta(milliseconds=row.start_ms),
            version.started_at + timedelta(milliseconds=row.end_ms),
            row.n,
        )
        for row in rows
        if DOUBTS.intersection(row.flags)
    ]
    return [one for one in spans if not any(one[0] < to_at and one[1] > from_at for from_at, to_at in out)]


def _place(
    version: TranscriptVersion,
    sessions: Mapping[str, str],
    table: str | None,
    turn: int,
    at: datetime,
    until: datetime,
) -> Doubtful:
    return Doubtful(
        session_id=version.session_id,
        session=sessions[version.session_id],
        table=table,
        transcript_id=version.id,
        first_turn=turn,
        at=at,
        seconds=max(1, round((until - at).total_seconds())),
    )
