"""When a claimed time is believed: only within the gaps of the connection it came by. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

# For a slow connection, a second attempt and the queue; also how wrong a phone's measured clock may be.
ON_ITS_WAY = timedelta(seconds=30)
# A phone that reconnects sends what it holds at once, so nothing should arrive later than this.
BACK_FOR = timedelta(minutes=2)
# A session left open overnight still accepts what was written in the evening.
OFFLINE_MAX = timedelta(days=2)
# How long after the end of a session a phone may still send what was written before.
GRACE = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A time in which nothing was heard on a connection.

    Attributes:
        since: When it was last heard before; None if this process does not know.
        until: When it was heard again.
        not_before: When this process heard it at the latest, or another of which it knows no more; for ``since`` None.
    """

    since: datetime | None
    until: datetime
    not_before: datetime | None = None


def is_on_its_way(claimed: datetime, now: datetime) -> bool:
    """Whether something written then could have come by a connection that never broke."""
    return now - ON_ITS_WAY <= claimed < now


def believed(
    claimed: datetime,
    *,
    now: datetime,
    gaps: Iterable[Gap],
    last_known: datetime | None,
    ended_at: datetime | None,
) -> datetime:
    """When something was written, by the server's clock.

    Args:
        claimed: What its sender says.
        now: When it came.
        gaps: The gaps of the sender's connections.
        last_known: What the log knows about the sender: when they came in, or when something of theirs was last kept.
        ended_at: When the session ended; None while it is open.

    Returns:
        The claimed time, or ``now`` if that is not believed.
    """
    if is_on_its_way(claimed, now):
        return claimed
    if not now - OFFLINE_MAX < claimed < now or (ended_at is not None and now > ended_at + GRACE):
        return now
    return claimed if any(_lies_in(gap, claimed, now, last_known) for gap in gaps) else now


def _lies_in(gap: Gap, claimed: datetime, now: datetime, last_known: datetime | None) -> bool:
    since = gap.since or (last_known and max(last_known, gap.not_before or last_known))
    is_fresh = now - BACK_FOR <= gap.until
    return is_fresh and since is not None and since - ON_ITS_WAY <= claimed <= gap.until + ON_ITS_WAY
