"""Counters of failures, in memory: layered limits that never count a success, so honest people are never shut out."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from retreat.errors import TooMany

KEYS_MAX = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most ``failures`` within ``per_s`` seconds for one key."""

    name: str
    failures: int
    per_s: int


JOIN_LIMITS = (Limit(name="address", failures=60, per_s=60), Limit(name="everyone", failures=600, per_s=60))


@dataclass(slots=True)
class Failures:
    """Counts failures by limit and key; forgets what is too old to matter."""

    limits: Iterable[Limit]
    _seen: dict[tuple[str, str], deque[datetime]] = field(default_factory=dict)

    def refuse_if_many(self, keys: dict[str, str], *, now: datetime) -> None:
        """Refuse before anything is looked up.

        Raises:
            TooMany: One of the limits is reached for its key.
        """
        for limit in self.limits:
            key = keys.get(limit.name)
            if key is not None and len(self._recent(limit, key, now)) >= limit.failures:
                raise TooMany()

    def count(self, keys: dict[str, str], *, now: datetime) -> None:
        """Remember one failure under every key."""
        if len(self._seen) > KEYS_MAX:
            self._forget(now)
        for limit in self.limits:
            key = keys.get(limit.name)
            if key is not None:
                self._recent(limit, key, now).append(now)

    def _recent(self, limit: Limit, key: str, now: datetime) -> deque[datetime]:
        times = self._seen.setdefault((limit.name, key), deque(maxlen=limit.failures))
        while times and times[0] <= now - timedelta(seconds=limit.per_s):
            times.popleft()
        return times

    def _forget(self, now: datetime) -> None:
        longest = max(limit.per_s for limit in self.limits)
        self._seen = {
            key: times for key, times in self._seen.items() if times and times[-1] > now - timedelta(seconds=longest)
        }
