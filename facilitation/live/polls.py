"""Requests of phones that poll, each held until there is something to send: one at a time for each live connection.

A phone never has two. An attacker could hold thousands of them on one live connection, because a request that we keep
waiting is not cut for a newcomer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any
from urllib.parse import parse_qs

from facilitation.live.seatless import Seatless


class Polls:
    """Stands before the requests of one python-socketio server."""

    def __init__(self, server: Any, seatless: Seatless) -> None:
        self._answer = server.eio.handle_request
        self._seatless = seatless
        self._held: set[str] = set()
        server.eio.handle_request = self.handle
        server.eio.disconnect = partial(_end_now, server.eio)

    def handle(self, environ: Mapping[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer any request for the live connection."""
        line_id = _polled(environ)
        if line_id is None:
            return self._answer(environ, start_response)  # type: ignore[no-any-return]
        if line_id in self._held:
            start_response("400 Bad Request", [("Content-Type", "text/plain")])
            return [b"This live connection is being polled already."]
        self._held.add(line_id)
        try:
            with self._seatless.polled(line_id, environ):
                return self._answer(environ, start_response)  # type: ignore[no-any-return]
        finally:
            self._held.discard(line_id)


def _end_now(engine: Any, line_id: str | None = None) -> None:
    """If a packet cannot be read, the library ends the connection, and would wait for a poll that may never come."""
    for one in [line_id] if line_id is not None else list(engine.sockets):
        phone = engine.sockets.pop(one, None)
        if phone is not None:
            phone.close(wait=False, abort=True)


def _polled(environ: Mapping[str, Any]) -> str | None:
    """Which live connection a request polls, if that is what it does."""
    if environ["REQUEST_METHOD"] != "GET" or "HTTP_UPGRADE" in environ:
        return None
    (line_id,) = parse_qs(environ.get("QUERY_STRING", "")).get("sid", [""])[:1]
    return line_id or None
