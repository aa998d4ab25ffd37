"""Sign-ins as their owner sees them, and how they end: each takes with it the desks and walls that it opened."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from retreat.errors import NotFound
from retreat.people.accounts import IDLE_S, SEEN_EVERY_S, end_sign_in
from retreat.people.models import Participant, SignIn, Staff

BROWSER_MAX_CHARS = 64
# The first match is the right one, because browsers also name their ancestors.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInView:
    """One browser in which somebody is signed in.

    Attributes:
        browser: What it said of itself when they signed in, such as ``Firefox on Windows``.
        address: Where they signed in from.
    """

    id: str
    browser: str | None
    address: str | None
    began_at: datetime
    seen_at: datetime


def sign_ins_of(db: Session, staff_id: str, *, now: datetime) -> tuple[SignInView, ...]:
    """Somebody's current sign-ins, most recently used first."""
    rows = db.scalars(
        select(SignIn)
        .where(SignIn.staff_id == staff_id, *_lasting(now))
        .order_by(SignIn.last_seen_at.desc(), SignIn.created_at.desc(), SignIn.id)
    )
    return tuple(
        SignInView(
            id=row.id, browser=row.browser, address=row.address, began_at=row.created_at, seen_at=row.last_seen_at
        )
        for row in rows
    )


def end_one(db: Session, staff_id: str, sign_in_id: str, *, now: datetime) -> None:
    """Sign somebody out of one of their browsers.

    Raises:
        NotFound: It is not theirs.
    """
    row = db.get(SignIn, sign_in_id)
    if row is None or row.staff_id != staff_id:
        raise NotFound()
    end_sign_in(db, sign_in_id, now=now)


def sign_in_lasts(db: Session, sign_in_id: str, *, now: datetime) -> bool:
    """Whether a sign-in is still valid; locked until the transaction ends, so that it cannot end during it."""
    found = select(SignIn.id).where(SignIn.id == sign_in_id, *_lasting(now)).with_for_update(of=SignIn)
    is_open = db.scalars(found).first() is not None
    staff = select(Staff.disabled_at).join(SignIn, SignIn.staff_id == Staff.id).where(SignIn.id == sign_in_id)
    return is_open and db.scalars(staff).one() is None


def end_overdue(db: Session, *, now: datetime) -> int:
    """End sign-ins that have run out or were unused for too long: nothing else would close their desks."""
    overdue = select(SignIn.id).where(
        SignIn.ended_at.is_(None),
        (SignIn.expires_at <= now) | (SignIn.last_seen_at <= now - timedelta(seconds=IDLE_S)),
    )
    ending = db.scalars(overdue).all()
    for sign_in_id in ending:
        end_sign_in(db, sign_in_id, now=now)
    return len(ending)


def any_overdue(db: Session, *, now: datetime) -> bool:
    """Whether ``end_overdue`` would end any."""
    idle = now - timedelta(seconds=IDLE_S)
    found = select(SignIn.id).where(
        SignIn.ended_at.is_(None), (SignIn.expires_at <= now) | (SignIn.last_seen_at <= idle)
    )
    return db.scalars(found.limit(1)).first() is not None


def desk_used(db: Session, participant_id: str, *, now: datetime) -> None:
    """People who work at a desk all day are not idle, even if they open no page."""
    theirs = select(Participant.sign_in_id).where(Participant.id == participant_id).scalar_subquery()
    db.execute(
        update(SignIn)
        .where(SignIn.id == theirs, SignIn.last_seen_at <= now - timedelta(seconds=SEEN_EVERY_S))
        .values(last_seen_at=now)
        .execution_options(synchronize_session=False)
    )


def browser_named(agent: str | None) -> str | None:
    """What a browser calls itself, in a few words: ``Firefox on Windows``."""
    said = agent or ""
    browser = next((name for mark, name in _BROWSERS if re.search(rf"{mark}\w*/", said)), None)
    system = next((name for mark, name in _SYSTEMS if mark in said), None)
    if browser is None:
        return system
    return f"{browser} on {system}" if system else browser


def _lasting(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        SignIn.ended_at.is_(None),
        SignIn.expires_at > now,
        SignIn.last_seen_at > now - timedelta(seconds=IDLE_S),
    )
