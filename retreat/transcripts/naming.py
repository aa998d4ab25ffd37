"""Names in the record: those given to voices, and those of members of staff."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from retreat.people.models import Staff
from retreat.transcripts.models import RecordedSpeaker

LEFT = "somebody who has left"


def speakers_of(transcript_id: str) -> Select[RecordedSpeaker]:
    """The voices of a transcript."""
    return select(RecordedSpeaker).where(RecordedSpeaker.transcript_id == transcript_id)


def shown(label: str, speakers: Mapping[str, RecordedSpeaker]) -> str:
    """The name that people gave a voice, or its label."""
    known = speakers.get(label)
    return known.name if known is not None and known.name else label


def staff_names(db: Session, staff_ids: Iterable[str | None]) -> dict[str, str]:
    """The names of members of staff, by id; deleted accounts have none."""
    wanted = {staff_id for staff_id in staff_ids if staff_id}
    if not wanted:
        return {}
    found = {one.id: one.name for one in db.scalars(select(Staff).where(Staff.id.in_(wanted)))}
    return dict.fromkeys(wanted, LEFT) | found


def name_of(db: Session, staff_id: str | None) -> str | None:
    """The name of one member of staff."""
    return staff_names(db, [staff_id]).get(staff_id or "")
