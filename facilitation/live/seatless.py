"""Live connections without a token yet: they have a few seconds to send one, and give way to newcomers."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from time import monotonic
from typing import Any

from facilitation.live.handler import CONNECTION, Place

# A hall of 1,000 phones that comes back all at once, and as many again.
SEATLESS_MAX = 2_000


class Seatless:
    """Connections of one python-socketio server without a token, the longest-waiting first."""

    def __init__(self, server: Any, *, patience_s: float, most: int = SEATLESS_MAX) -> None:
        self._server = server
        self._patience_s = patience_s
        self._most = most
        self._since: OrderedDict[str, float] = OrderedDict()
        self._lines: dict[str, list[Place]] = {}
        server.eio.on("connect", self._arrive)

    def carry(self, line_id: str, environ: Mapping[str, Any]) -> None:
        """It has become a WebSocket, which may be cut for a newcomer until it has sent a token."""
        place: Place | None = environ.get(CONNECTION)
        if place is not None and line_id in self._since:
            self._may_be_cut(line_id, place, reads=True)

    @contextmanager
    def polled(self, line_id: str, environ: Mapping[str, Any]) -> Iterator[None]:
        """While a request polls it, the request may be cut for a newcomer until it has sent a token."""
        place: Place | None = environ.get(CONNECTION)
        phone = self._server.eio.sockets.get(line_id)
        if place is None or phone is None or line_id not in self._since:
            yield
            return
        connection, connections = place
        cut = connection.cut
        connection.cut = partial(_cut_poll, cut, phone)
        self._may_be_cut(line_id, place, reads=False)
        try:
            yield
        finally:
            connection.cut, connection.has_settled = cut, None
            connections.moves(connection)
            with suppress(KeyError, ValueError):
                self._lines[line_id].remove(place)

    def end_overdue(self) -> None:
        """End those whose time is up, and forget those that have a seat now."""
        now = monotonic()
        for line_id, since in list(self._since.items()):
            if self._has_seat(line_id) or line_id not in self._server.eio.sockets:
                self._forget(line_id)
            elif now - since >= self._patience_s:
                self._end(line_id)

    def _may_be_cut(self, line_id: str, place: Place, *, reads: bool) -> None:
        connection, connections = place
        self._lines.setdefault(line_id, []).append(place)
        connection.has_settled = partial(self._has_seat, line_id)
        connections.waits(connection, reads=reads)

    def _arrive(self, line_id: str, environ: Mapping[str, Any]) -> None:
        self._server._handle_eio_connect(line_id, environ)
        self._since[line_id] = monotonic()
        while len(self._since) > self._most:
            longest = next(iter(self._since))
            self._forget(longest) if self._has_seat(longest) else self._end(longest)

    def _has_seat(self, line_id: str) -> bool:
        manager = self._server.manager
        return bool(manager.is_connected(manager.sid_from_eio_sid(line_id, "/"), "/"))

    def _end(self, line_id: str) -> None:
        lines = self._forget(line_id)
        phone = self._server.eio.sockets.pop(line_id, None)
        if phone is not None:
            phone.close(wait=False, abort=True)
        for connection, _ in lines:
            connection.cut()

    def _forget(self, line_id: str) -> list[Place]:
        self._since.pop(line_id, None)
        lines = self._lines.pop(line_id, [])
        for connection, connections in lines:
            connections.moves(connection)
        return lines


def _cut_poll(cut: Callable[[], None], phone: Any) -> None:
    """Wake the waiting request, which would not notice otherwise that its connection has ended."""
    cut()
    phone.queue.put(None)
