"""Requests on one connection, one after another: each is served only if its head is complete and unambiguous."""

from __future__ import annotations

import contextlib
import io
from typing import IO, Any

import gevent
from gevent.pywsgi import _InvalidClientInput

from facilitation.live.connections import Connection, Connections
from facilitation.live.heads import Head, check_body, check_request_line, read_head
from facilitation.live.transport import OneSocketHandler
from facilitation.live.wire import Wire

Place = tuple[Connection, Connections]
# Where a WebSocket finds the connection that carries it, and who counts it.
CONNECTION = "retreat.connection"
_FULL_TEXT = b"The hall is full just now. Please try again in a moment.\n"
FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s" % (len(_FULL_TEXT), _FULL_TEXT)
)


class PatientHandler(OneSocketHandler):
    """Serves one connection of a ``HallServer``."""

    def __init__(self, sock: Any, address: Any, server: Any, connection: Connection) -> None:
        self._wire = Wire(sock, connection, server.connections, server.patience)
        self._connection = connection
        super().__init__(sock, address, server, io.BufferedReader(self._wire))

    def read_request(self, raw_requestline: str) -> bool:
        """See ``WSGIHandler``; half a line cannot be read."""
        check_request_line(raw_requestline)
        return bool(super().read_request(raw_requestline))

    def MessageClass(self, stream: IO[bytes], *_: Any) -> Head:  # noqa: N802 - the library's name
        """See ``WSGIHandler``."""
        head = read_head(stream)
        check_body(self.command, self.request_version, head)
        return head

    def get_environ(self) -> dict[str, Any]:
        """See ``WSGIHandler``."""
        environ: dict[str, Any] = super().get_environ()
        environ[CONNECTION] = (self._connection, self.server.connections)
        return environ

    def handle_one_response(self) -> None:
        """See ``WSGIHandler``. A request for which there is no place is told so."""
        connections = self.server.connections
        if not connections.begin(self._connection):
            self.close_connection = True
            with contextlib.suppress(OSError):
                self._wire.send_all(FULL)
            return
        self._wire.expect_body()
        try:
            super().handle_one_response()
        finally:
            self._wire.expect_head()
            connections.end(self._connection)
            gevent.sleep(0)  # requests that arrived together take turns with everybody else's
            # Where its body ended is not known: what comes next would be taken for another request.
            if self._wire.is_broken or self.wsgi_input._chunked_input_error:
                self.close_connection = True

    def _sendall(self, data: Any) -> None:
        self._wire.send_all(data)
        self.response_length += len(data)

    def _handle_client_error(self, ex: Exception) -> Any:
        """See ``WSGIHandler``; somebody who has hung up, or kept us waiting too long, is told nothing."""
        if isinstance(ex, OSError) and not isinstance(ex, _InvalidClientInput):
            return None
        return super()._handle_client_error(ex)
