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
TOKENS_MAX = 20_000
# Anybody may call a device anything: of one token no more are told from one another.
DEVICES_MAX = 8


@dataclass(slots=True)
class _Line:
    heard_at: datetime
    gaps: deque[Gap] = field(default_factory=lambda: deque(maxlen=GAPS_KEPT))

    def hear(self, now: datetime) -> None:
        self.gaps.extend(self.gap_until(now))
        self.heard_at = max(self.heard_at, now)

    def gap_until(self, now: datetime) -> tuple[Gap, ...]:
        return (Gap(since=self.heard_at, until=now),) if now - self.heard_at >= SILENCE else ()


@dataclass(slots=True)
class _Lines:
    """Of one token, whatever the device; and of each device of it."""

    own: _Line
    devices: OrderedDict[str, _Line] = field(default_factory=OrderedDict)


@dataclass(slots=True)
class Heard:
    """Connections by token, and by token and device if a socket names one.

    A token's own connection is heard whatever its device. A single device may have been away while another phone of
    the same person was not; one that was never heard here before has no gap.
    """

    _tokens: OrderedDict[str, _Lines] = field(default_factory=OrderedDict)
    _deaf: Gap | None = None
    # When a token whose lines are no longer kept was heard last.
    _forgotten: datetime | None = None

    def tell(self, token: str, *, now: datetime, device: str = "") -> None:
        """Something came with this token, which opens a session: strangers could make us forget all others.

        Args:
            token: Whose.
            now: When.
            device: What the socket says of its device; empty if it came by HTTP.
        """
        who = token_hash(token)
        lines = self._tokens.get(who)
        if lines is None:
            lines = self._tokens[who] = _Lines(own=_Line(heard_at=now))
            lines.own.gaps.append(self._unknown(now))
            self._forget_some()
        lines.own.hear(now)
        self._tokens.move_to_end(who)
        if device:
            lines.devices.setdefault(device, _Line(heard_at=now)).hear(now)
            lines.devices.move_to_end(device)
            while len(lines.devices) > DEVICES_MAX:
                lines.devices.popitem(last=False)

    def was_deaf(self, *, now: datetime) -> None:
        """What came could not be kept, which does not count as silence."""
        is_going_on = self._deaf is not None and now - self._deaf.until <= BACK_FOR
        since = self._deaf.since if self._deaf is not None and is_going_on else now - SILENCE
        self._deaf = Gap(since=since, until=now)

    def gaps(self, token: str, *, device: str = "", now: datetime | None = None) -> tuple[Gap, ...]:
        """When nothing was heard of a token, or of this device of it; with ``now``, until something came now."""
        lines = self._tokens.get(token_hash(token))
        deaf = () if self._deaf is None else (self._deaf,)
        if lines is None:
            return (*(() if now is None else (self._unknown(now),)), *deaf)
        mine = [line for line in (lines.own, lines.devices.get(device)) if line is not None]
        ended = (gap for line in mine for gap in line.gaps)
        ending = () if now is None else tuple(gap for line in mine for gap in line.gap_until(now))
        return (*ended, *ending, *deaf)

    def _unknown(self, now: datetime) -> Gap:
        return Gap(since=None, until=now, not_before=self._forgotten)

    def _forget_some(self) -> None:
        while len(self._tokens) > TOKENS_MAX:
            _who, lines = self._tokens.popitem(last=False)
            self._forgotten = max(self._forgotten or lines.own.heard_at, lines.own.heard_at)
