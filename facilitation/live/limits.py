"""How fast one token, and one address in a session, may send: buckets that fill steadily.

Operations over the limit are refused, never lost.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from facilitation.facts import Refused
from retreat.ids import token_hash

PER_S = 8.0
BURST = 40.0
BUCKETS_MAX = 20_000
# What one address may write into one session. A thousand phones behind one router write six notes each at once, and
# then more than a note a second between them for hours.
HALL_PER_S = 20.0
HALL_BURST = 6_000.0


@dataclass(slots=True)
class _Bucket:
    left: float
    at: datetime


@dataclass(slots=True)
class Buckets:
    """One bucket for each token or other key, in memory; a restart only forgives."""

    per_s: float = PER_S
    burst: float = BURST
    _buckets: dict[str, _Bucket] = field(default_factory=dict)

    def take(self, key: str, *, now: datetime) -> None:
        """Take one operation out of the bucket.

        Raises:
            Refused: ``slow_down``, with the time after which there is room again.
        """
        if len(self._buckets) > BUCKETS_MAX:
            self._buckets.clear()
        bucket = self._buckets.setdefault(token_hash(key), _Bucket(left=self.burst, at=now))
        passed_s = max(0.0, (now - bucket.at).total_seconds())
        bucket.left, bucket.at = min(self.burst, bucket.left + passed_s * self.per_s), now
        if bucket.left < 1:
            raise Refused("slow_down", retry_after_ms=int((1 - bucket.left) / self.per_s * 1000) + 1)
        bucket.left -= 1


def hall_buckets() -> Buckets:
    """One bucket for each session and address."""
    return Buckets(per_s=HALL_PER_S, burst=HALL_BURST)
