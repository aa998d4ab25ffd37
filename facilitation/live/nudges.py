"""Web processes tell each other over Redis that a session's log has grown.

A nudge holds an id and nothing else. One that is lost delays by a poll: the log is the truth. Waiting for Redis is
cooperative where sockets are patched, so all of this belongs on the event loop's own thread.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable

from redis import Redis, RedisError

from retreat.ids import system_ids
from retreat.web.logs import log

_CHANNEL = "retreat:grown"
_PATIENCE_S = 2.0
_LISTEN_S = 10.0
_AGAIN_S = 2.0


class Nudges:
    """One web process's end. ``heard`` is called with the session's id for nudges of other processes, never its own."""

    def __init__(self, url: str, heard: Callable[[str], None]) -> None:
        self._redis = Redis.from_url(url, socket_timeout=_PATIENCE_S, socket_connect_timeout=_PATIENCE_S)
        self._own = system_ids()
        self._heard = heard
        self._stopped = False
        self._is_gone = False

    def say(self, session_id: str) -> None:
        """Tell the others. Waits for Redis, for two seconds at most, and never fails."""
        with contextlib.suppress(RedisError):
            self._redis.publish(_CHANNEL, f"{self._own} {session_id}")

    def run(self) -> None:
        """Listen until stopped; where Redis is gone, look for it again and again."""
        while not self._stopped:
            try:
                self._listen()
            except RedisError:
                self._found(is_gone=True)
                time.sleep(_AGAIN_S)

    def stop(self) -> None:
        """Have ``run`` end at the next message, or after ten seconds."""
        self._stopped = True

    def _listen(self) -> None:
        with self._redis.pubsub(ignore_subscribe_messages=True) as channel:  # type: ignore[no-untyped-call]
            channel.subscribe(_CHANNEL)
            self._found(is_gone=False)
            while not self._stopped:
                message = channel.get_message(timeout=_LISTEN_S)
                said = message["data"].decode("utf-8", "replace").split() if message else []
                if len(said) == 2 and said[0] != self._own:
                    self._heard(said[1])

    def _found(self, *, is_gone: bool) -> None:
        """Log it when it changes, not at every attempt."""
        if is_gone != self._is_gone:
            log.warning("redis_gone" if is_gone else "redis_back")
        self._is_gone = is_gone
