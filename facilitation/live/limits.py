"""How fast one token, and one address in a session, may send: buckets that fill steadily.

Operations over the limit are refused, never lost.
"""

from __future__ import annotations

from collections import OrderedDict
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
# What one connection may say, of whatever kind: a phone says where it is every ten seconds, and sends its next batch
# when the last is answered.
LINE_PER_S = 20.0
LINE_BURST = 200.0


@dataclass(slots=True)
class _Bucket:
    left: float
    at: datetime


@dataclass(slots=True)
class Buckets:
    """One bucket for each token or other key, in memory; a restart only forgives."""

    per_s: float = PER_S
    burst: float = BURST
    _buckets: OrderedDict[str, _Bucket] = field(default_factory=OrderedDict)

    def take(self, key: str, *, now: datetime) -> None:
        """Take one operation out of the bucket.

        Raises:
            Refused: ``slow_down``, with the time after which there is room again.
        """
        name = token_hash(key)
        bucket = self._buckets.setdefault(name, _Bucket(left=self.burst, at=now))
        self._buckets.move_to_end(name)
        if len(self._buckets) > BUCKETS_MAX:
            self._buckets.popitem(last=False)  # the one that has had the longest time to fill again
        passed_s = max(0.0, (now - bucket.at).total_seconds())
        bucket.left, bucket.at = min(self.burst, bucket.left + passed_s * self.per_s), now
        if bucket.left < 1:
            raise Refused("slow_down", retry_after_ms=int((1 - bucket.left) / self.per_s * 1000) + 1)
        bucket.left -= 1


def line_buckets() -> Buckets:
    """One bucket for each live connection."""
    return Buckets(per_s=LINE_PER_S, burst=LINE_BURST)


def hall_buckets() -> Buckets:
    """One bucket for each session and address."""
    return Buckets(per_s=HALL_PER_S, burst=HALL_BURST)
