"""When each connection was heard, in memory: a phone heard all the time cannot have unsent notes from long ago.

If this process does not know (it has just started, or another one serves that phone), the log is good enough.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from facilitation.seats.clocks import BACK_FOR, Gap
from retreat.ids import token_hash

# A phone says where it is every ten seconds.
SILENCE = timedelta(seconds=15)
GAPS_KEPT = 8
LINES_MAX = 20_000


@dataclass(slots=True)
class _Line:
    heard_at: datetime
    gaps: deque[Gap] = field(default_factory=lambda: deque(maxlen=GAPS_KEPT))


@dataclass(slots=True)
class Heard:
    """Connections by token, and by token and device if a socket names one.

    A token's own connection is heard whatever its device. A single device may have been away while another phone of
    the same person was not; one that was never heard here before has no gap.
    """

    _lines: OrderedDict[tuple[str, str], _Line] = field(default_factory=OrderedDict)
    _deaf: Gap | None = None

    def tell(self, token: str, *, now: datetime, device: str = "") -> None:
        """Something came with this token.

        Args:
            token: Whose.
            now: When.
            device: What the socket says of its device; empty if it came by HTTP.
        """
        who = token_hash(token)
        if not self._hear(who, "", now):
            self._lines[who, ""].gaps.append(Gap(since=None, until=now))
        if device:
            self._hear(who, device, now)

    def was_deaf(self, *, now: datetime) -> None:
        """What came could not be kept, which does not count as silence."""
        is_going_on = self._deaf is not None and now - self._deaf.until <= BACK_FOR
        since = self._deaf.since if self._deaf is not None and is_going_on else now - SILENCE
        self._deaf = Gap(since=since, until=now)

    def gaps(self, token: str, *, device: str = "") -> tuple[Gap, ...]:
        """When nothing was heard of a token, or of this device of it."""
        who = token_hash(token)
        lines = [self._lines.get((who, name)) for name in dict.fromkeys(("", device))]
        own = [gap for line in lines if line is not None for gap in line.gaps]
        return (*own, self._deaf) if self._deaf is not None else tuple(own)

    def _hear(self, who: str, device: str, now: datetime) -> bool:
        """Whether the connection had been heard before."""
        line = self._lines.get((who, device))
        if line is None:
            self._lines[who, device] = _Line(heard_at=now)
            while len(self._lines) > LINES_MAX:
                self._lines.popitem(last=False)
            return False
        if now - line.heard_at >= SILENCE:
            line.gaps.append(Gap(since=line.heard_at, until=now))
        line.heard_at = max(line.heard_at, now)
        self._lines.move_to_end((who, device))
        return True
