"""WebSockets with limits: on what they take in, on how long they stay silent, and on how long closing takes."""

from __future__ import annotations

import contextlib
import functools
import socket
import struct
from collections.abc import Callable, Mapping
from typing import Any

import gevent
from engineio.async_drivers.gevent import WebSocketWSGI
from gevent.lock import Semaphore
from gevent.pywsgi import WSGIHandler
from wsproto.events import TextMessage

# Longer texts are compressed for each phone, as it asked; compressing short ones takes longer than sending them.
SHORT = 4096
# A phone sends its next batch when the last is answered; only a flood leaves this many messages unread.
UNREAD_MAX = 500
_TEXT_FRAME = 0x81
_LENGTH_FOLLOWS = 126


class Line:
    """A connection on which whole frames go out one after another, whether we send them or the library.

    It is cut if nothing comes or goes for as long as a phone may be silent. Otherwise one that vanished would keep its
    connection, and what waits for it, until the system gives up a quarter of an hour later.
    """

    def __init__(self, sock: Any, *, patience_s: float, unread: Callable[[], int] = lambda: 0) -> None:
        self._sock = sock
        self._unread = unread
        self._sock.settimeout(patience_s)
        self._turn = Semaphore()
        self._waiting = 0

    def send(self, frame: bytes) -> int:
        """Send a whole frame, in its turn.

        Raises:
            OSError: The line is closed.
        """
        self._waiting += 1
        try:
            self._turn.acquire()
        finally:
            self._waiting -= 1
        self._finish(frame)
        return len(frame)

    def send_at_once(self, frame: bytes) -> bool:
        """Send a whole frame without waiting, or nothing of it; ``send`` sends those that have to wait."""
        # A turn that has just become free belongs to the sender that waits for it and has not woken yet.
        if self._waiting or not self._turn.acquire(blocking=False):
            return False
        sent = 0
        try:
            sent = self._sock.send(frame, 0, timeout=0.0)
        except OSError:  # no room, or closed: the next read or write finds out which
            return False
        finally:
            if not 0 < sent < len(frame):
                self._turn.release()
        if sent < len(frame):
            gevent.spawn(self._finish_quietly, frame[sent:])
        return True

    def recv(self, at_most: int) -> bytes:
        """See ``socket.recv``. Others take their turn between two pieces, and a flood ends the connection.

        Raises:
            OSError: The connection is closed, or more has arrived than any client sends that waits for answers.
        """
        gevent.sleep(0)
        if self._unread() > UNREAD_MAX:
            self.close()
            raise OSError("a flood of messages")
        return bytes(self._sock.recv(at_most))

    def close(self) -> None:
        """Cut it; reading and writing then fail."""
        self._sock.close()

    def _finish(self, rest: bytes) -> None:
        """Send the rest of the current frame; half a frame makes the connection useless."""
        try:
            while rest:
                rest = rest[self._sock.send(rest) :]
        except OSError:
            self.close()
            raise
        finally:
            self._turn.release()

    def _finish_quietly(self, rest: bytes) -> None:
        with contextlib.suppress(OSError):
            self._finish(rest)


class BoundedWebSocket(WebSocketWSGI):  # type: ignore[misc]
    """The gevent WebSocket of Engine.IO, with a limit while a message arrives and an end that does not wait.

    Whole messages go out one after another, even if a phone reads slowly and takes one in parts.

    Args:
        told: Told the id of the connection and the request by which it has become a WebSocket.
    """

    def __init__(
        self,
        handler: Callable[[Any], Any],
        server: Any,
        *,
        told: Callable[[str, Mapping[str, Any]], None] = lambda _line_id, _environ: None,
    ) -> None:
        super().__init__(self._carry, server)
        self._told = told
        self.server_args["max_message_size"] = server.max_http_buffer_size
        self._handler = handler
        # Longer than the library waits for a phone that does not answer, so that it can still say goodbye.
        self._patience_s = server.ping_interval + 2 * server.ping_timeout

    def _carry(self, _connected: Any) -> Any:
        """The handler is a method of the Engine.IO socket, which learns who carries it."""
        self.ws.sock = Line(self.ws.sock, patience_s=self._patience_s, unread=lambda: len(self.ws.input_buffer))
        phone = self._handler.__self__  # type: ignore[attr-defined]
        phone.carrier = self
        self._told(phone.sid, self.ws.environ)
        return self._handler(self)

    def wait(self) -> Any:
        """The next message; others take their turn before each, however many have come at once."""
        gevent.sleep(0)
        return super().wait()

    def send(self, message: Any) -> None:
        """Send one message, all of it.

        Raises:
            OSError: The connection is closed.
        """
        if not self.ws.connected:
            raise OSError("closed")
        if isinstance(message, str):
            long = len(message) > SHORT
            self.ws.sock.send(self.ws.ws.send(TextMessage(data=message)) if long else short_frame(message))
        else:
            super().send(message)

    def send_at_once(self, frame: bytes) -> bool:
        """See ``Line.send_at_once``."""
        return bool(self.ws.connected and self.ws.sock.send_at_once(frame))

    def close(self) -> None:
        """Say goodbye without waiting for an answer, which a client that was put out may never give."""
        try:
            with contextlib.suppress(OSError):
                super().close()
        finally:
            self.ws.event.set()


@functools.lru_cache(maxsize=256)
def short_frame(text: str) -> bytes:
    """A text of at most 65,535 bytes as one whole WebSocket frame of a server, not compressed (RFC 6455, 5.2)."""
    data = text.encode()
    if len(data) < _LENGTH_FOLLOWS:
        return struct.pack("!BB", _TEXT_FRAME, len(data)) + data
    return struct.pack("!BBH", _TEXT_FRAME, _LENGTH_FOLLOWS, len(data)) + data


class OneSocketHandler(WSGIHandler):  # type: ignore[misc]
    """Closes the connection once its WebSocket has ended; pywsgi alone would wait for another request on it.

    What is written goes out at once. Otherwise a second note within 40 ms would wait until the phone's system confirms
    the first, which it delays for that long.
    """

    def __init__(self, sock: Any, address: Any, server: Any, rfile: Any = None) -> None:
        super().__init__(sock, address, server, rfile)
        if sock.family != socket.AF_UNIX:  # the plain side of an encrypted connection, which has already set this
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def run_application(self) -> None:
        """See ``WSGIHandler``."""
        try:
            super().run_application()
        finally:
            if "HTTP_UPGRADE" in self.environ:
                self.close_connection = True
