"""The worker's part in erasing: soon after words were taken back, their bytes leave the files."""

from __future__ import annotations

import time

from retreat.database.purging import purge
from retreat.house import House
from retreat.search.vectors import known_vectors

# People who take notes back one after another are served together; and while tables are written afresh, notes wait.
_PAUSE_S = 10.0
_PAUSE_MOST_S = 40.0
_SHARE_OF_TIME = 20


class ErasedWords:
    """Looks now and then whether erased words are still in the files, and takes them out."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._not_before_s = 0.0

    def look(self) -> None:
        """Called again and again. Raises ``Unavailable`` where the tables were in use all the time."""
        if time.monotonic() < self._not_before_s:
            return
        done = purge(self._house.database, self._house.settings.data, self._house.clock)
        if done is not None:
            with self._house.database.read() as db:
                known_vectors(self._house.settings.data).follow(db)
            pause_s = min(max(_PAUSE_S, done.took_s * _SHARE_OF_TIME), _PAUSE_MOST_S)
            self._not_before_s = time.monotonic() + pause_s
