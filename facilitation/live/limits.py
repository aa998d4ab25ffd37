"""How fast one token may send: a bucket that fills steadily. What does not fit is refused, never lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from facilitation.facts import Refused
from retreat.ids import token_hash

PER_S = 8.0
BURST = 40.0
BUCKETS_MAX = 20_000


@dataclass(slots=True)
class _Bucket:
    left: float
    at: datetime


@dataclass(slots=True)
class Buckets:
    """One bucket for each token, in memory; a restart only forgives."""

    per_s: float = PER_S
    burst: float = BURST
    _buckets: dict[str, _Bucket] = field(default_factory=dict)

    def take(self, token: str, *, now: datetime) -> None:
        """Take one operation's worth.

        Raises:
            Refused: ``slow_down``, with the time after which there is room again.
        """
        if len(self._buckets) > BUCKETS_MAX:
            self._buckets.clear()
        bucket = self._buckets.setdefault(token_hash(token), _Bucket(left=self.burst, at=now))
        passed_s = max(0.0, (now - bucket.at).total_seconds())
        bucket.left, bucket.at = min(self.burst, bucket.left + passed_s * self.per_s), now
        if bucket.left < 1:
            raise Refused("slow_down", retry_after_ms=int((1 - bucket.left) / self.per_s * 1000) + 1)
        bucket.left -= 1
