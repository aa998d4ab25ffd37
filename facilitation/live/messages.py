"""Messages between processes: wake a worker, a session's log has grown. Ids only; a lost one only delays.

Redis waits cooperatively, so whatever speaks to it runs on the event loop's own thread: patched sockets fail on any
other. The small file that replaces Redis would block the loop, so it is written outside.
"""

from __future__ import annotations

from collections.abc import Callable

import gevent
from gevent.threadpool import ThreadPool

from facilitation.live.nudges import Nudges
from retreat.jobs.messenger import open_messenger
from retreat.settings import Settings


class Messages:
    """One web process's end. Before `begin` it neither sends nor hears anything."""

    def __init__(self, settings: Settings, outside: ThreadPool) -> None:
        self._settings = settings
        self._outside = outside
        self._grown: Callable[[str], None] | None = None
        self._nudges: Nudges | None = None

    def begin(self, grown: Callable[[str], None]) -> None:
        """``grown`` is called with the id of each session whose log has grown, here or in another web process."""
        self._grown = grown
        if self._settings.redis_url:
            self._messenger = open_messenger(self._settings)
            self._nudges = Nudges(self._settings.redis_url, grown)
            gevent.spawn(self._nudges.run)
        else:
            self._messenger = self._outside.apply(open_messenger, (self._settings,))

    def nudge(self, session_id: str) -> None:
        """A session's log has grown here."""
        if self._grown is not None:
            self._grown(session_id)
        if self._nudges is not None:
            gevent.spawn(self._nudges.say, session_id)

    def wake(self, row_id: str) -> None:
        """Ask for a worker to look at a row."""
        if self._nudges is not None:
            gevent.spawn(self._messenger.send, row_id)
        else:
            self._outside.spawn(self._messenger.send, row_id)

    def close(self) -> None:
        """Listen no more."""
        if self._nudges is not None:
            self._nudges.stop()
