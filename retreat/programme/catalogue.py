"""The activities that a session can be made from. Whoever keeps them registers; this room only offers them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

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


Load = Callable[[], Mapping[str, Offered]]


@dataclass(slots=True)
class _Kept:
    load: Load | None = None


_kept = _Kept()


def register_activities(load: Load) -> None:
    """The room that keeps activities says how to load them."""
    _kept.load = load


def activities() -> Mapping[str, Offered]:
    """Every activity by its key, in the order in which they are offered."""
    if _kept.load is None:
        raise RuntimeError("facilitation.activities was never imported")
    return _kept.load()


def activity(key: str) -> Offered:
    """One activity.

    Raises:
        InvalidInput: There is none with this key.
    """
    found = activities().get(key)
    if found is None:
        raise InvalidInput("Please choose an activity.", fields={"activity": "Please choose an activity."})
    return found
