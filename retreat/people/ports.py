"""What joining needs from rooms above this one. Those rooms register themselves when they are imported."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from retreat.ids import Ids


class FindTable(Protocol):
    """Finds a table of a session by its number or id; refuses if tables are not open."""

    def __call__(self, db: Session, *, session_id: str, table: str | int) -> str: ...


class KeepAnswers(Protocol):
    """Keeps what somebody answered at the door; refuses an unknown purpose."""

    def __call__(
        self,
        db: Session,
        *,
        participant_id: str,
        answers: Mapping[str, object],
        how: str,
        now: datetime,
        ids: Ids,
        entered_by: str | None = None,
    ) -> object: ...


class Events(Protocol):
    """What the room that keeps events and sessions knows about them."""

    def event_of(self, db: Session, session_id: str) -> str | None:
        """The event of a session; None if there is no such session."""

    def is_open(self, db: Session, event_id: str, *, now: datetime) -> bool:
        """Whether its letters still let people in."""

    def session_now(self, db: Session, event_id: str) -> str | None:
        """Where the letters lead: to the session opened last, else to the next one planned, else to the last one."""

    def sector_meant(self, db: Session, event_id: str, typed: str) -> str:
        """The matching sector of the programme's list, or what was typed if there is none."""

    def table_at_first(self, db: Session, session_id: str, participant_id: str, sector: str | None) -> str | None:
        """The table for somebody who has chosen none yet: the one given to them, or that of their last session."""


# Returns the programme that something belongs to, by its id; None if there is no such thing.
ProgrammeOf = Callable[[Session, str], str | None]
# Called when an account is deleted, after which nothing may refer to it.
ForgetStaff = Callable[[Session, str], None]
# Called when the first account is made.
FirstAccount = Callable[[Session, str, datetime], None]
# Called with a session when somebody sits down in it, or has answered otherwise than before.
Sitting = Callable[[Session, str, datetime], None]


@dataclass(slots=True)
class _Ports:
    events: Events | None = None
    find_table: FindTable | None = None
    keep_answers: KeepAnswers | None = None
    first_account: FirstAccount | None = None
    sitting: list[Sitting] = field(default_factory=list)
    forget_staff: list[ForgetStaff] = field(default_factory=list)
    programme_of: dict[str, ProgrammeOf] = field(default_factory=dict)


_ports = _Ports()


def register_events(events: Events) -> None:
    """Register what is known about events."""
    _ports.events = events


def events() -> Events:
    """What is known of events."""
    if _ports.events is None:
        raise RuntimeError("retreat.programme was never imported")
    return _ports.events


def register_tables(find_table: FindTable) -> None:
    """Register how to find a table."""
    _ports.find_table = find_table


def register_answers(keep_answers: KeepAnswers) -> None:
    """Register how to keep answers."""
    _ports.keep_answers = keep_answers


def find_table() -> FindTable:
    """How to find a table."""
    if _ports.find_table is None:
        raise RuntimeError("retreat.programme was never imported")
    return _ports.find_table


def keep_answers() -> KeepAnswers:
    """How to keep answers."""
    if _ports.keep_answers is None:
        raise RuntimeError("retreat.consent was never imported")
    return _ports.keep_answers


def register_programme_of(name: str, find: ProgrammeOf) -> None:
    """Register how to find the programme of a thing; ``name`` as in addresses: ``session_id``."""
    _ports.programme_of[name] = find


def programme_of(db: Session, named: Mapping[str, str]) -> tuple[bool, str | None]:
    """The programme of whatever an address names; the first name that is known counts."""
    for name, find in _ports.programme_of.items():
        if name in named:
            return True, find(db, named[name])
    return False, None


def named_things() -> frozenset[str]:
    """The names in addresses that belong to a programme."""
    return frozenset(_ports.programme_of)


def register_first_account(act: FirstAccount) -> None:
    """Register what happens when the first account is made."""
    _ports.first_account = act


def first_account_made(db: Session, staff_id: str, now: datetime) -> None:
    """The first account is there."""
    if _ports.first_account is not None:
        _ports.first_account(db, staff_id, now)


def register_forget_staff(act: ForgetStaff) -> None:
    """Register how a room's rows drop their reference to a deleted account."""
    if act not in _ports.forget_staff:
        _ports.forget_staff.append(act)


def forget_staff(db: Session, staff_id: str) -> None:
    """An account is deleted: drop every reference to it in other rooms."""
    for act in _ports.forget_staff:
        act(db, staff_id)


def register_sitting(fn: Sitting) -> None:
    """Register once, when the upper room is imported."""
    if fn not in _ports.sitting:
        _ports.sitting.append(fn)


def tell_sitting(db: Session, session_id: str, now: datetime) -> None:
    """Tell all rooms, in the transaction of the change."""
    for fn in _ports.sitting:
        fn(db, session_id, now)
