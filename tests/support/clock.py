"""A clock that moves only when told to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class HandClock:
    """Call it for the time; ``forward`` to move it."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 5, 10, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **amount: float) -> None:
        """Move on, as in ``timedelta``."""
        self.at += timedelta(**amount)
