"""The activities that a session can be made from. The room that can read them registers; this one only offers them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from retreat.errors import InvalidInput
from retreat.programme.plans import SessionPlan


class Offered(SessionPlan, Protocol):
    """An activity with what helps to choose it."""

    @property
    def purpose(self) -> str: ...
    @property
    def group_shape(self) -> str: ...
    @property
    def minutes(self) -> int | None: ...
    @property
    def outputs(self) -> Sequence[str]: ...
    @property
    def cautions(self) -> Sequence[str]: ...
    @property
    def easy_read(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """An activity that was kept and that this version cannot read, with the reasons."""

    key: str
    name: str
    says: tuple[str, ...]


# More than this at once, and whoever plans a day compares names instead of purposes.
SHOWN_AT_ONCE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a programme can plan a session from.

    Attributes:
        activities: By their keys, in the order in which they are offered: the catalogue's, then the programme's own.
        own: The keys of the programme's own.
        unreadable: Those of its own that cannot be read; they hide no other.
    """

    activities: Mapping[str, Offered]
    own: frozenset[str]
    unreadable: tuple[Unreadable, ...]

    @property
    def first(self) -> tuple[Offered, ...]:
        """What is shown at once: the programme's own, then the first few of the catalogue."""
        own = [one for key, one in self.activities.items() if key in self.own]
        others = [one for key, one in self.activities.items() if key not in self.own]
        return (*own, *others[:SHOWN_AT_ONCE])

    @property
    def others(self) -> tuple[Offered, ...]:
        """What is shown on request."""
        at_once = {one.key for one in self.first}
        return tuple(one for key, one in self.activities.items() if key not in at_once)

    def activity(self, key: str) -> Offered:
        """One activity.

        Raises:
            InvalidInput: There is none with this key.
        """
        found = self.activities.get(key)
        if found is None:
            raise InvalidInput("Please choose an activity.", fields={"activity": "Please choose an activity."})
        return found


Load = Callable[[Session, str], Offer]


@dataclass(slots=True)
class _Kept:
    load: Load | None = None


_kept = _Kept()


def register_activities(load: Load) -> None:
    """Register what can be offered to a programme."""
    _kept.load = load


def activities(db: Session, programme_id: str) -> Offer:
    """What a session in this programme can be made from."""
    if _kept.load is None:
        raise RuntimeError("facilitation.activities was never imported")
    return _kept.load(db, programme_id)
