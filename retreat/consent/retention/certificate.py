"""The certificate of a destruction: what, when, who, and which checks. Figures, names of stores and staff; no words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from retreat.clock import from_text
from retreat.consent.retention.models import Destruction
from retreat.consent.retention.periods import KINDS, Kind
from retreat.consent.retention.queries import counted
from retreat.people.models import Staff
from retreat.programme.models import Event, Programme

# What stays whichever kind is destroyed, in the order in which it is said.
STAYS = (
    "What the team wrote itself stays, unless it repeats what was destroyed.",
    "The log of each session stays, without words: which things were done, in which order, and when.",
    "Files that were given away before stay with whoever has them.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What is certified of one destruction.

    Attributes:
        counted: “3 audio recordings”, for each sort, as it was when somebody confirmed it.
        who: Who confirmed it; None at the command line, or for somebody who has left.
        at_machine: Whether it was confirmed at the command line.
        stores: Every store that was cleared, and found empty afterwards.
        cleared_at: When the files of the database were rewritten, so that no byte of it is left in them.
        copies_until: When the last copy in a backup that may hold it ends; None if copies end by hand alone.
    """

    id: str
    number: str
    state: str
    programme: str
    event: str
    kind: Kind
    counted: Sequence[str]
    ended_on: date
    who: str | None
    at_machine: bool
    confirmed_at: datetime
    done_at: datetime | None
    stores: Sequence[str]
    cleared_at: datetime | None
    engine: str
    copies_until: date | None


def certificate(db: Session, row: Destruction, *, backup_days: int) -> Certificate:
    """What is certified; it says “done” only with a moment at which it was.

    Args:
        backup_days: For how many days copies in a backup are kept; 0 for ever.
    """
    event, programme = db.get_one(Event, row.event_id), db.get_one(Programme, row.programme_id)
    staff = db.get(Staff, row.confirmed_by) if row.confirmed_by else None
    cleared = row.found.get("cleared_at")
    return Certificate(
        id=row.id,
        number=row.number,
        state=row.state,
        programme=programme.title,
        event=event.title,
        kind=KINDS[row.kind],
        counted=counted(row.counted),
        ended_on=row.ended_on,
        who=staff.name if staff else None,
        at_machine=row.confirmed_by is None,
        confirmed_at=row.confirmed_at,
        done_at=row.done_at,
        stores=tuple(row.found.get("stores", ())),
        cleared_at=from_text(cleared) if cleared else None,
        engine=row.found.get("engine", ""),
        copies_until=(row.done_at + timedelta(days=backup_days)).date() if row.done_at and backup_days else None,
    )


def confirmer(told: Certificate) -> str:
    """Who confirmed it, in words."""
    return told.who or ("the owner, at the command line" if told.at_machine else "somebody who has left")


def checks(told: Certificate) -> list[str]:
    """What was looked at afterwards, a sentence each; none before it is done."""
    if told.done_at is None:
        return []
    found = ["Everything of this kind was counted again: nothing was left."]
    if told.stores:
        found.append(
            f"Each of {len(told.stores)} places that may hold such words was searched again: nothing was left."
        )
    if told.kind.name == "sound":
        found.append("Every file of sound was looked for on the disk: none was there.")
    if told.cleared_at is not None:
        found.append(f"The files of the database were cleared of it on {_moment(told.cleared_at)}.")
    if told.engine == "postgresql":
        found.append("The logs and backups of the database server may hold it until they end.")
    found.append(
        f"Copies in backups that were made before may hold it until {_day(told.copies_until)}."
        if told.copies_until
        else "Copies in backups that were made before hold it until somebody removes them."
    )
    found.append("Whatever is restored from such a copy is destroyed again before anybody can read it.")
    return found


def lines(told: Certificate) -> list[str]:
    """The certificate as plain text, for a file that is kept elsewhere."""
    done = _moment(told.done_at) if told.done_at else "not yet"
    return [
        "CERTIFICATE OF DESTRUCTION" if told.done_at else "DESTRUCTION IN PROGRESS. THIS IS NO CERTIFICATE YET",
        "",
        f"Number:        {told.number}",
        f"Programme:     {told.programme}",
        f"Event:         {told.event}",
        f"What:          {told.kind.called}. {told.kind.holds}",
        f"How much:      {', '.join(told.counted)}",
        f"Kept until:    {_day(told.ended_on)}",
        f"Confirmed by:  {confirmer(told)}, on {_moment(told.confirmed_at)}",
        f"Destroyed:     {done}",
        *(["", "Checks", *(f"- {line}" for line in checks(told))] if told.done_at else []),
        *(["", "Places that were cleared", *(f"- {name}" for name in told.stores)] if told.stores else []),
        "",
        "What stays",
        *(f"- {line}" for line in STAYS),
    ]


def _day(on: date | None) -> str:
    return f"{on.day} {on.strftime('%B %Y')}" if on else ""


def _moment(at: datetime) -> str:
    return f"{_day(at.date())}, {at.strftime('%H:%M')} UTC"
