"""What is really so on this machine and in one programme: counts, settings and dates. Holds no word of anybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.consent.retention.periods import KINDS, in_words
from retreat.consent.retention.queries import holds, months_of
from retreat.consent.withdrawal.models import DONE, Withdrawal
from retreat.errors import NotFound
from retreat.export.audiences import AUDIENCES
from retreat.export.releases.models import RECALLED, Release
from retreat.keeping.standing import standing
from retreat.people.models import Member, Participant, Staff
from retreat.people.second_step.operations import is_for_everyone
from retreat.programme.models import DialogueSession, Event, Programme
from retreat.programme.narratives.models import Narrative
from retreat.recordings.models import AudioRecording
from retreat.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Something that was approved for somebody outside."""

    holder: str
    audience: str
    until: date
    is_recalled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One programme on this machine, at one moment.

    Attributes:
        people: Everybody who took part, by person and event; ``spoken_for``: those of them without a device.
        recorded_s: How long all audio recordings are together, in seconds.
        model: The speech model, which always runs on this machine.
        is_server: Whether the database is a server, which may be on another machine.
        is_encrypted: Whether the backups are encrypted.
        kept: Each kind of things and for how long it is kept after the last day of an event, in words; an event may
            have a number of its own. ``is_held``: whether a legal hold stops what is due.
        leaves: Addresses of other machines that hold anything: a database server, Redis.
    """

    programme: str
    at: datetime
    events: int
    sessions: int
    people: int
    spoken_for: int
    staff: Mapping[str, int]
    narratives: int
    recordings: int
    recorded_s: float
    deleted_sounds: int
    model: str
    is_server: bool
    leaves: tuple[str, ...]
    backs_up: bool
    backup_hours: int
    backup_days: int
    is_encrypted: bool
    backed_up_at: datetime | None
    tried_at: datetime | None
    audit_days: int
    held_days: int
    second_step: bool
    staff_without_step: int
    withdrawals: int
    withdrawals_open: int
    given: tuple[Given, ...]
    kept: tuple[tuple[str, str], ...]
    is_held: bool
    first_day: date | None
    last_day: date | None


def facts_of(db: Session, settings: Settings, programme_id: str, *, now: datetime) -> Facts:
    """What is so now.

    Raises:
        NotFound: There is no such programme.
    """
    programme = db.get(Programme, programme_id)
    if programme is None:
        raise NotFound
    events = select(Event.id).where(Event.programme_id == programme_id)
    sessions = select(DialogueSession.id).where(DialogueSession.event_id.in_(events))
    people = select(func.count()).where(Participant.event_id.in_(events), Participant.kind == "participant")
    sounds = select(func.count(), func.coalesce(func.sum(AudioRecording.duration_s), 0)).where(
        AudioRecording.session_id.in_(sessions)
    )
    there, seconds = db.execute(sounds.where(AudioRecording.deleted_at.is_(None))).one()
    gone, _ = db.execute(sounds.where(AudioRecording.deleted_at.is_not(None))).one()
    members = select(Member.role, func.count()).where(Member.programme_id == programme_id, Member.ended_at.is_(None))
    bare = (
        select(func.count())
        .select_from(Member)
        .join(Staff, Staff.id == Member.staff_id)
        .where(Member.programme_id == programme_id, Member.ended_at.is_(None), Staff.second_step_at.is_(None))
    )
    asked = select(func.count()).where(Withdrawal.event_id.in_(events))
    days = db.execute(select(func.min(Event.starts_on), func.max(Event.ends_on)).where(Event.id.in_(events))).one()
    stands = standing(db)
    return Facts(
        programme=programme.title,
        at=now,
        events=_count(db, select(func.count()).where(Event.programme_id == programme_id)),
        sessions=_count(db, select(func.count()).where(DialogueSession.event_id.in_(events))),
        people=_count(db, people),
        spoken_for=_count(db, people.where(Participant.slip.is_not(None))),
        staff=dict(db.execute(members.group_by(Member.role).order_by(Member.role)).tuples().all()),
        narratives=_count(
            db, select(func.count()).where(Narrative.programme_id == programme_id, Narrative.erased_at.is_(None))
        ),
        recordings=int(there),
        recorded_s=float(seconds or 0),
        deleted_sounds=int(gone),
        model=settings.whisper_model,
        is_server=bool(settings.database_url),
        leaves=_others(settings),
        backs_up=bool(settings.backup_to),
        backup_hours=settings.backup_hours,
        backup_days=settings.backup_days,
        is_encrypted=bool(settings.backup_passphrase or settings.backup_passphrase_file),
        backed_up_at=stands.backup_at if stands else None,
        tried_at=stands.drill_at if stands else None,
        audit_days=settings.audit_days,
        held_days=settings.held_days,
        second_step=is_for_everyone(db),
        staff_without_step=_count(db, bare),
        withdrawals=_count(db, asked),
        withdrawals_open=_count(db, asked.where(Withdrawal.state != DONE)),
        given=_given(db, programme_id),
        kept=tuple((KINDS[kind].called, in_words(months)) for kind, months in months_of(db, programme_id).items()),
        is_held=bool(holds(db, programme_id, now.date())),
        first_day=days[0],
        last_day=days[1],
    )


def _count(db: Session, asked: object) -> int:
    return int(db.scalar(asked) or 0)  # type: ignore[call-overload]


def _others(settings: Settings) -> tuple[str, ...]:
    """Hosts alone: addresses have passwords in them."""
    here = {"", "localhost", "127.0.0.1", "::1"}
    hosts = [urlsplit(one).hostname or "" for one in (settings.database_url, settings.redis_url)]
    return tuple(dict.fromkeys(host for host in hosts if host not in here))


def _given(db: Session, programme_id: str) -> tuple[Given, ...]:
    asked = (
        select(Release)
        .join(Event, Event.id == Release.event_id)
        .where(Event.programme_id == programme_id, Release.approved_at.is_not(None))
        .order_by(Release.approved_at, Release.id)
    )
    return tuple(
        Given(
            holder=row.holder,
            audience=AUDIENCES[row.audience].title,
            until=row.until,
            is_recalled=row.state == RECALLED,
        )
        for row in db.scalars(asked)
    )
