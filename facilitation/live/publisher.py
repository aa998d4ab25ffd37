"""Sends what was committed, in order, to everybody in the session's rooms.

The log is the truth and this only reads it: a nudge (from this process, from Redis, or from a poll) says that a session
has grown, and everything above the last number sent goes out. A lost nudge delays; it cannot lose or reorder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import gevent
import structlog
from gevent.event import Event

from retreat.clock import Clock, to_text
from retreat.database import Database
from retreat.errors import RetreatError
from retreat.log import store
from retreat.log.hydration import Sent, read_session

log = structlog.get_logger()

# Other processes (worker, command line) append without a nudge; this is the longest that anybody waits for them.
POLL_S = 0.2

Emit = Callable[[str, str, dict[str, Any]], None]


def room_name(session_id: str, channel: str) -> str:
    """The socket room of one channel of one session."""
    return f"{session_id}/{channel}"


def is_room_name(name: str | None) -> bool:
    """Whether one of the library's rooms is a channel: it also has a room for each socket, and one for all."""
    return name is not None and "/" in name


def frames(sent: Iterable[Sent]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Join neighbours on one channel into one frame each, keeping the order of what happened."""
    channel = ""
    ops: list[dict[str, Any]] = []
    for one in sent:
        if one.channel != channel and ops:
            yield channel, ops
            ops = []
        channel = one.channel
        ops.append(one.wire)
    if ops:
        yield channel, ops


class Publisher:
    """Reads what is new in the logs of sessions that somebody listens to, and sends it."""

    def __init__(self, database: Database, clock: Clock, emit: Emit) -> None:
        self._database = database
        self._clock = clock
        self._emit = emit
        self._sent: dict[str, int] = {}
        self._grown: set[str] = set()
        self._wake = Event()
        self._stopped = False

    def follow(self, session_id: str) -> None:
        """Begin to send a session's growth; call before reading what a listener missed."""
        if session_id not in self._sent:
            with self._database.read() as db:
                head = store.session_head(db, session_id)
            self._sent.setdefault(session_id, head)  # whoever came in the meantime has read at least as far

    def forget(self, session_id: str) -> None:
        """Nobody listens to it any more."""
        self._sent.pop(session_id, None)

    def nudge(self, session_id: str) -> None:
        """The session's log has grown, or may have."""
        if session_id in self._sent:
            self._grown.add(session_id)
            self._wake.set()

    def run(self) -> None:
        """Send until stopped. One greenlet runs this."""
        while not self._stopped:
            nudged = self._wake.wait(POLL_S)
            self._wake.clear()
            due, self._grown = (self._grown, set()) if nudged else (set(self._sent), set())
            for session_id in due:
                try:
                    self._send_growth(session_id)
                except Exception:  # nothing else sends, so it must keep running; clients ask for what is missing
                    log.error("not_sent", session_id=session_id, exc_info=True)

    def stop(self) -> None:
        """Have ``run`` end."""
        self._stopped = True
        self._wake.set()

    def _send_growth(self, session_id: str) -> None:
        after = self._sent.get(session_id)
        if after is None:
            return
        try:
            with self._database.read() as db:
                sent = read_session(db, session_id, after=after)
        except RetreatError:
            return  # the poll tries again; nothing is lost
        if not sent:
            return
        self._sent[session_id] = sent[-1].session_seq
        for channel, ops in frames(sent):
            frame = {
                "channel": channel,
                "from": ops[0]["seq"],
                "to": ops[-1]["seq"],
                "ops": ops,
                "now": to_text(self._clock()),
            }
            self._emit(room_name(session_id, channel), "ops", frame)
            gevent.sleep(0)
