"""The worker's part in erasing: soon after words are taken back, it removes their bytes from the files."""

from __future__ import annotations

import time

from retreat.database.purging import purge
from retreat.house import House
from retreat.search.vectors import known_vectors

# Several erasures are handled together, because notes wait while tables are rewritten.
_PAUSE_S = 10.0
_PAUSE_MOST_S = 40.0
_SHARE_OF_TIME = 20


class ErasedWords:
    """Checks from time to time whether erased words are still in the files, and removes them."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._not_before_s = 0.0

    def look(self) -> None:
        """Called repeatedly. Raises ``Unavailable`` if the tables were in use all the time."""
        if time.monotonic() < self._not_before_s:
            return
        done = purge(self._house.database, self._house.settings.data, self._house.clock)
        if done is not None:
            with self._house.database.read() as db:
                known_vectors(self._house.settings.data).follow(db)
            pause_s = min(max(_PAUSE_S, done.took_s * _SHARE_OF_TIME), _PAUSE_MOST_S)
            self._not_before_s = time.monotonic() + pause_s
