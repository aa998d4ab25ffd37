"""Stretches of time in which something holds. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span(Generic[T]):
    """``what`` holds from a moment until another; ``to_at`` is None where nothing ends it."""

    what: T
    from_at: datetime
    to_at: datetime | None


def one_at_a_time(changes: Iterable[tuple[datetime, T]]) -> list[Span[T]]:
    """Of things that follow each other, such as wordings: each holds until the next."""
    ordered = sorted(changes, key=lambda one: one[0])
    ends: list[datetime | None] = [*(at for at, _what in ordered[1:]), None]
    return [Span(what=what, from_at=at, to_at=end) for (at, what), end in zip(ordered, ends, strict=False)]


class Follower:
    """Notes, moment by moment, what holds for each key, and says when it held."""

    def __init__(self) -> None:
        self._now: dict[Hashable, tuple[object, datetime]] = {}
        self.spans: dict[Hashable, list[Span[object]]] = {}

    def see(self, held: Mapping[Hashable, object], at: datetime) -> None:
        """This holds from now on; what is not named holds no more."""
        for key, (what, since) in list(self._now.items()):
            if key not in held or held[key] != what:
                self._end(key, what, since, at)
        for key, what in held.items():
            self._now.setdefault(key, (what, at))

    def end(self) -> dict[Hashable, list[Span[object]]]:
        """All of it; what still holds has no end."""
        for key, (what, since) in self._now.items():
            self.spans.setdefault(key, []).append(Span(what=what, from_at=since, to_at=None))
        self._now = {}
        return self.spans

    def _end(self, key: Hashable, what: object, since: datetime, at: datetime) -> None:
        if at > since:
            self.spans.setdefault(key, []).append(Span(what=what, from_at=since, to_at=at))
        del self._now[key]
