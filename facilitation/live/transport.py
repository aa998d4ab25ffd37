"""WebSockets that end: bounded in what they take in, closed on both sides once either side has said so, and quick.

What happens in a session goes to hundreds of phones alike; each frame is made once, not once for each of them.
"""

from __future__ import annotations

import functools
import socket
import struct
from typing import Any

from engineio.async_drivers.gevent import WebSocketWSGI
from gevent.pywsgi import WSGIHandler
from wsproto.events import TextMessage

# Longer texts are made smaller for each phone, as it asked for; for short ones that takes longer than sending them.
_SHORT = 4096
_TEXT_FRAME = 0x81
_LENGTH_FOLLOWS = 126


class BoundedWebSocket(WebSocketWSGI):  # type: ignore[misc]
    """The gevent WebSocket of Engine.IO, with a limit while a message arrives and an end that does not wait."""

    def __init__(self, handler: Any, server: Any) -> None:
        super().__init__(handler, server)
        self.server_args["max_message_size"] = server.max_http_buffer_size

    def send(self, message: Any) -> None:
        """Send one message, all of it: a phone that reads slowly takes it in parts.

        Raises:
            OSError: The connection is closed.
        """
        if not self.ws.connected:
            raise OSError("closed")
        if isinstance(message, str):
            long = len(message) > _SHORT
            self.ws.sock.sendall(self.ws.ws.send(TextMessage(data=message)) if long else short_frame(message))
        else:
            super().send(message)

    def close(self) -> None:
        """Say goodbye, and do not wait for an answer: whoever was put out need not be polite."""
        super().close()
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

    What is written goes out at once. A second note within 40 ms would else wait until the phone's system has said that
    the first came, which it puts off for as long.
    """

    def __init__(self, sock: Any, address: Any, server: Any, rfile: Any = None) -> None:
        super().__init__(sock, address, server, rfile)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def run_application(self) -> None:
        """See ``WSGIHandler``."""
        try:
            super().run_application()
        finally:
            if "HTTP_UPGRADE" in self.environ:
                self.close_connection = True
