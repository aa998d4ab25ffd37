"""The list of releases: what was made, by whom, for whom, until when, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.export.audiences import AUDIENCES
from retreat.export.formats import FORMATS
from retreat.export.releases.models import MADE, RECALLED, Release, ReleasePerson, ReleaseWritten
from retreat.people.models import Staff
from retreat.programme.models import DialogueSession

_WHYS = {
    "answer": "somebody whose words are in it took back their agreement",
    "quote": "somebody no longer wants to be quoted in it, or not like this",
    "erased": "words of somebody who is in it were erased",
    "left_out": "part of that talk was left out",
    "set_aside": "something in it was set aside",
    "by_hand": "somebody of the team called it back",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseLine:
    """One release as its list shows it. ``state`` may also be ``ended``: its last day has passed."""

    id: str
    what: str
    format: str
    audience: str
    holder: str
    state: str
    made_by: str
    made_at: datetime
    approved_by: str
    approved_at: datetime | None
    until: date
    called: str
    size: str
    sha256: str
    turns_left_out: int
    written_left_out: int
    recalled_at: datetime | None
    why: str
    was_given: bool
    told: bool

    @property
    def can_be_had(self) -> bool:
        """Whether it may be downloaded now."""
        return self.state in (MADE, "approved")


def releases_of(db: Session, event_id: str, session_id: str | None, *, today: date) -> list[ReleaseLine]:
    """The releases of an event, or of one of its sessions; the latest first."""
    asked = select(Release, DialogueSession.title).outerjoin(DialogueSession, DialogueSession.id == Release.session_id)
    asked = asked.where(Release.event_id == event_id)
    if session_id is not None:
        asked = asked.where(Release.session_id == session_id)
    rows = db.execute(asked.order_by(Release.made_at.desc(), Release.id)).all()
    who = {one for row, _title in rows for one in (row.made_by, row.approved_by) if one}
    names = dict(db.execute(select(Staff.id, Staff.name).where(Staff.id.in_(who))).tuples().all())
    return [_line(row, title, names, today) for row, title in rows]


def _line(row: Release, title: str | None, names: dict[str, str], today: date) -> ReleaseLine:
    ended = row.state != RECALLED and row.until < today
    return ReleaseLine(
        id=row.id,
        what=title or "The whole event",
        format=FORMATS[row.format].title if row.format in FORMATS else row.format,
        audience=AUDIENCES[row.audience].title,
        holder=row.holder,
        state="ended" if ended else row.state,
        made_by=names.get(row.made_by or "", "somebody who has left"),
        made_at=row.made_at,
        approved_by=names.get(row.approved_by or "", "somebody who has left") if row.approved_at else "",
        approved_at=row.approved_at,
        until=row.until,
        called=row.called,
        size=_size(row.size_bytes),
        sha256=row.sha256,
        turns_left_out=row.turns_left_out,
        written_left_out=row.written_left_out,
        recalled_at=row.recalled_at,
        why=_WHYS.get(row.why or "", ""),
        was_given=row.approved_at is not None,
        told=row.told,
    )


def _size(size: int) -> str:
    return f"{max(1, round(size / 1000))} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A copy of something that this machine cannot reach: who has it, and until when it may be used."""

    holder: str
    called: str
    until: date
    was_given: bool


def copies_with(db: Session, participant_id: str, thing_id: str | None) -> list[Copy]:
    """Releases that hold something that somebody wrote, or, for None, any of their words; the latest first."""
    held = (
        select(ReleasePerson.release_id).where(ReleasePerson.participant_id == participant_id)
        if thing_id is None
        else select(ReleaseWritten.release_id).where(ReleaseWritten.thing_id == thing_id)
    )
    rows = db.scalars(select(Release).where(Release.id.in_(held)).order_by(Release.made_at.desc(), Release.id))
    return [
        Copy(holder=row.holder, called=row.called, until=row.until, was_given=row.approved_at is not None)
        for row in rows
        if thing_id is not None or not (row.format in FORMATS and FORMATS[row.format].quotes)
    ]
