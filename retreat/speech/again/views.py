"""Jobs as pages list them: of one transcript, or all that have not finished."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.recordings.models import PROCESSING, SEALED
from retreat.speech.again import operations as rerun
from retreat.speech.again.phrases import said_of_rerun, title_of
from retreat.transcripts.naming import staff_names
from retreat.transcripts.versions.models import SpeechRerun

_LISTED_MAX = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class RerunView:
    """One job as it is shown.

    Attributes:
        said: Its state, or what it did.
        address: The page on which it was requested.
        stop: Where the form that stops it is sent.
    """

    id: str
    session_id: str
    kind: str
    title: str
    by: str | None
    at: datetime
    said: str
    state: str
    is_open: bool
    can_go_back: bool
    address: str
    stop: str


def jobs_of(db: Session, transcript_id: str) -> list[RerunView]:
    """Jobs of one transcript, the latest first."""
    asked = select(SpeechRerun).where(SpeechRerun.transcript_id == transcript_id)
    return _views(db, db.scalars(asked.order_by(SpeechRerun.asked_at.desc(), SpeechRerun.id).limit(_LISTED_MAX)).all())


def open_jobs(db: Session) -> list[RerunView]:
    """All unfinished jobs of all sessions, in order."""
    asked = select(SpeechRerun).where(SpeechRerun.state.in_((SEALED, PROCESSING)))
    return _views(db, db.scalars(asked.order_by(SpeechRerun.asked_at, SpeechRerun.id)).all())


def _views(db: Session, rows: Sequence[SpeechRerun]) -> list[RerunView]:
    names = staff_names(db, [row.asked_by for row in rows])
    return [
        RerunView(
            id=row.id,
            session_id=row.session_id,
            kind=row.kind,
            title=title_of(row),
            by=names.get(row.asked_by or ""),
            at=row.asked_at,
            said=said_of_rerun(row),
            state=row.state,
            is_open=row.state in (SEALED, PROCESSING),
            can_go_back=rerun.can_go_back(row),
            address=f"/sessions/{row.session_id}/transcripts/{row.transcript_id}/again",
            stop=f"/sessions/{row.session_id}/reruns/{row.id}/stop",
        )
        for row in rows
    ]
