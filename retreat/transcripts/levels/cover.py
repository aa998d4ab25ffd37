"""The cover of a transcript: what people need to know who read it on its own, years later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.consent.queries import who_answered
from retreat.people.models import Participant, Staff
from retreat.people.queries import people_of
from retreat.programme.models import DialogueSession, Event, Programme, TableGroup
from retreat.transcripts.editing.reviewing import counts_of
from retreat.transcripts.models import APPROVED, CHECKED, MACHINE, RecordedSpeaker, RecordedTurn
from retreat.transcripts.versions.heard_by import heard_by
from retreat.transcripts.versions.models import TranscriptVersion
from transcription.types import PARAMETERS

_CEILINGS = {
    "named": "by name, where the person agreed",
    "role": "by role and sector",
    "sector": "by sector only",
    "none": "to nobody",
}


def cover_of(db: Session, row: TranscriptVersion, *, level: str, notes: Sequence[str] = ()) -> list[tuple[str, str]]:
    """The fields of the cover that are known, in their order."""
    session = db.get_one(DialogueSession, row.session_id)
    event = db.get_one(Event, session.event_id)
    table = db.get(TableGroup, row.table_id) if row.table_id else None
    leader = db.get(Staff, session.created_by) if session.created_by else None
    fields = [
        ("Programme", db.get_one(Programme, event.programme_id).title),
        ("Event", event.title),
        ("Session", session.title),
        ("Activity", session.activity_name if session.activity_name != session.title else ""),
        ("Table", table.name if table else ""),
        ("Place", event.place),
        ("Date", _day(row.started_at) if row.recording_id else ""),
        ("Begins at", row.started_at.astimezone().strftime("%H:%M") if row.recording_id else ""),
        ("Duration", _length(row.duration_s)),
        ("Sound or file", row.filename or ""),
        ("Facilitator", leader.name if leader else ""),
        ("Speakers", _speakers(db, row.id)),
        ("Language", row.language or ""),
        ("Level", "; ".join([level, *notes])),
        ("Transcriber", _transcriber(db, row)),
        ("Checker", _checkers(db, row.id)),
        ("Status", _status(db, row)),
        ("Version", _version(db, row)),
        ("Consent limits", _limits(db, session)),
    ]
    return [(name, value) for name, value in fields if value]


def _day(at: datetime) -> str:
    local = at.astimezone()
    return f"{local.day} {local.strftime('%B %Y')}"


def _length(seconds: float | None) -> str:
    if seconds is None:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"


def _speakers(db: Session, transcript_id: str) -> str:
    rows = db.scalars(
        select(RecordedSpeaker).where(
            RecordedSpeaker.transcript_id == transcript_id,
            RecordedSpeaker.label.in_(select(RecordedTurn.speaker).where(RecordedTurn.transcript_id == transcript_id)),
        )
    ).all()
    matched = sum(row.participant_id is not None for row in rows)
    return f"{len(rows)}" + (f", {matched} of them matched to participants" if matched else "") if rows else ""


def _transcriber(db: Session, row: TranscriptVersion) -> str:
    if row.recording_id is None:
        return "unknown: it came as a text file"
    engine = str(row.options.get("engine") or "").replace("_", "-")
    versions = ", ".join(f"{name} {version}" for name, version in sorted(row.versions.items()) if name != PARAMETERS)
    told = [part for part in (f"machine: {engine}".rstrip(": "), f"model {heard_by(db, row)}", versions) if part]
    return ", ".join(told)


def _checkers(db: Session, transcript_id: str) -> str:
    rows = db.execute(
        select(Staff.name)
        .join(RecordedTurn, RecordedTurn.reviewed_by == Staff.id)
        .where(RecordedTurn.transcript_id == transcript_id, RecordedTurn.review != MACHINE)
        .distinct()
        .order_by(Staff.name)
    )
    return ", ".join(name for (name,) in rows)


def _status(db: Session, row: TranscriptVersion) -> str:
    counts = counts_of(db, row.id)
    if not counts.checked:
        return "raw, as the machine wrote it" if row.recording_id else "as it came, not checked here"
    if counts.approved == counts.turns:
        return APPROVED
    return CHECKED if counts.checked == counts.turns else f"partly checked: {counts.said}"


def _version(db: Session, row: TranscriptVersion) -> str:
    changes = db.scalar(
        select(func.coalesce(func.sum(RecordedTurn.version), 0)).where(RecordedTurn.transcript_id == row.id)
    )
    made = f"made {_day(row.created_at)}"
    return f"{row.id}, {made}, {changes} {'change' if changes == 1 else 'changes'} by people since"


def _limits(db: Session, session: DialogueSession) -> str:
    """A summary of what people agreed to, without saying who."""
    here = Participant.id.in_(people_of(session.id))
    people = db.scalar(select(func.count()).select_from(Participant).where(here))
    no_quotes = db.scalar(
        select(func.count()).select_from(Participant).where(here, Participant.id.in_(who_answered("quotes", "none")))
    )
    told = [f"words may be credited {_CEILINGS.get(session.attribution_ceiling, session.attribution_ceiling)}"]
    if people:
        told.append(f"{no_quotes} of {people} people said that nothing of theirs may be quoted")
    told.append("words of people who said no to sound or its text are left out, as far as voices are matched to people")
    return "; ".join(told)
