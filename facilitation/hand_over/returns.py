"""Devices that are heard again after this machine went on from a copy, and the times that they are believed.

What a phone wrote after the copy was made happened while nobody here could hear it: for an hour, a time since the copy
is believed as if the phone had been offline.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from facilitation.seats.clocks import Gap
from retreat.clock import from_text
from retreat.house import House
from retreat.keeping.standing import GoesOn, goes_on
from retreat.people.arriving.coming_back import note_back

BELIEVED_FOR = timedelta(hours=1)
# A device that comes back days later says nothing about the day that was handed over.
EXPECTED_FOR = timedelta(days=2)
# Of one seat: that it is back, and what each of a few devices remembers.
NOTED_MAX = 4


class Returns:
    """Of one web process. Whether it goes on from a copy does not change while it runs."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._asked: tuple[GoesOn | None] | None = None
        self._known: Counter[str] = Counter()

    @property
    def copy(self) -> GoesOn | None:
        """The copy that this machine goes on from; None if there is none."""
        if self._asked is None:
            with self._house.database.read() as db:
                self._asked = (goes_on(db),)
        return self._asked[0]

    def heard(self, seat_id: str, *, remembers: object = None) -> None:
        """Something came from this seat's device.

        Args:
            seat_id: Whose.
            remembers: When it last heard the earlier machine, as it says itself: a time that is not one is ignored.
        """
        copy, now = self.copy, self._house.clock()
        if copy is None or now > copy.at + EXPECTED_FOR or self._known[seat_id] >= NOTED_MAX:
            return
        if not isinstance(remembers, str | None) or (remembers is None and self._known[seat_id]):
            return
        heard_at = _time(remembers)
        if heard_at is not None and not copy.copied <= heard_at <= copy.at:
            heard_at = None
        self._house.database.write(lambda db: note_back(db, seat_id, since=copy.at, now=now, heard_at=heard_at))
        self._known[seat_id] += 1

    def gaps(self, now: datetime) -> tuple[Gap, ...]:
        """The time that nobody here has heard anything of, for as long as phones bring again what is from it."""
        copy = self.copy
        if copy is None or now > copy.at + BELIEVED_FOR:
            return ()
        return (Gap(since=copy.copied, until=now),)


def _time(said: str | None) -> datetime | None:
    try:
        return from_text(said) if said else None
    except ValueError:
        return None
