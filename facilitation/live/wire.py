"""Bytes to and from one connection, and how long it may keep us waiting for them."""

from __future__ import annotations

import errno
import io
from dataclasses import dataclass
from time import monotonic
from typing import Any

from facilitation.live.connections import Connection, Connections


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long somebody may keep us waiting, in seconds.

    Attributes:
        head_s: For the head of a request, from its first byte to its last, or from connecting.
        idle_s: For another request on the same connection.
        body_s: For the body of a request: in silence, or altogether beyond what its pace has earned.
        answer_s: For taking an answer. A browser whose player is paused stops reading; once cut, it asks for the
            rest by ``Range``. It is long because the system's buffers hold megabytes, and a slow reader frees none of
            that for minutes.
        seat_s: For a live connection to show its token; longer than a hall that comes back at once keeps us busy.
        bytes_a_s: The least pace of a body or an answer; a hundredth of a weak phone's.
    """

    head_s: float = 10.0
    idle_s: float = 75.0
    body_s: float = 30.0
    answer_s: float = 300.0
    seat_s: float = 15.0
    bytes_a_s: int = 500


class Pace:
    """Patience that waiting uses up and bytes give back, never more than there was at first.

    So neither silence nor a trickle can last, however much came before, while a long, slow upload gets through.
    """

    def __init__(self, patience_s: float, bytes_a_s: int) -> None:
        self._most_s = self.left_s = patience_s
        self._bytes_a_s = bytes_a_s

    def waited(self, seconds: float, came: int) -> None:
        """Note a wait, and the bytes that it brought."""
        self.left_s = min(self._most_s, self.left_s - seconds + came / self._bytes_a_s)


class Wire(io.RawIOBase):
    """A connection as the raw stream of its requests; while it waits for the client it may be cut for a newcomer."""

    def __init__(self, sock: Any, connection: Connection, connections: Connections, patience: Patience) -> None:
        # By this name the WebSocket library finds the socket.
        self._sock = sock
        self._connection = connection
        self._connections = connections
        self._patience = patience
        self._end_by = monotonic() + patience.head_s
        self._is_idle = False
        self._body: Pace | None = None
        self._answer = Pace(patience.answer_s, patience.bytes_a_s)
        self.is_broken = False

    def readable(self) -> bool:
        """See ``io.RawIOBase``."""
        return True

    def expect_body(self) -> None:
        """What comes now is the body of a request, and its answer goes out."""
        self._body = Pace(self._patience.body_s, self._patience.bytes_a_s)
        self._answer = Pace(self._patience.answer_s, self._patience.bytes_a_s)

    def expect_head(self) -> None:
        """The request is done with; another may come."""
        self._body = None
        self._is_idle = True
        self._end_by = monotonic() + self._patience.idle_s

    def readinto(self, buffer: Any) -> int:
        """See ``io.RawIOBase``.

        Raises:
            TimeoutError: It kept us waiting too long.
            OSError: It is closed or cut.
        """
        return self._read_head(buffer) if self._body is None else self._read_body(buffer, self._body)

    def send_all(self, data: Any) -> None:
        """Send all of it, however slowly the other side takes it.

        Raises:
            ConnectionResetError: It is closed or cut, or takes nothing.
        """
        left = memoryview(data)
        while left:
            began = monotonic()
            self._connections.waits(self._connection, reads=False)
            try:
                sent = self._within(self._answer.left_s).send(left)
            except OSError as error:
                # The only error that pywsgi blames on the client, so that it prints nothing.
                raise ConnectionResetError(errno.ECONNRESET, "the answer is not taken") from error
            finally:
                self._connections.moves(self._connection)
            self._answer.waited(monotonic() - began, sent)
            left = left[sent:]

    def _read_head(self, buffer: Any) -> int:
        came = int(self._within(self._end_by - monotonic()).recv_into(buffer))
        if came and self._is_idle:
            self._is_idle = False
            self._end_by = monotonic() + self._patience.head_s
            self._connections.waits(self._connection)
        return came

    def _read_body(self, buffer: Any, pace: Pace) -> int:
        came, began = 0, monotonic()
        self._connections.waits(self._connection)
        try:
            came = int(self._within(pace.left_s).recv_into(buffer))
        finally:
            self._connections.moves(self._connection)
            # Whatever comes after a body that did not end is not the beginning of a request.
            self.is_broken = self.is_broken or not came
        pace.waited(monotonic() - began, came)
        return came

    def _within(self, left_s: float) -> Any:
        if left_s <= 0:
            raise TimeoutError("it kept us waiting too long")
        self._sock.settimeout(left_s)
        return self._sock
