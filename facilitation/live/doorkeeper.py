"""What a client may send over its socket: the packet that connects it, its leave, and the three doors' events.

The library treats an event named ``connect`` or ``disconnect`` as its own, whoever sends it. So nothing that a client
sends reaches the library's handlers by name: packets are looked at here, and anything else ends the connection.
"""

from __future__ import annotations

from typing import Any

from socketio import packet

from facilitation.live.limits import line_buckets
from facilitation.live.namespace import DOORS, LiveNamespace, close_line
from retreat.clock import system_clock

_TEXT_TYPES = {str(packet.CONNECT), str(packet.DISCONNECT), str(packet.EVENT)}


class Doorkeeper:
    """Stands before one python-socketio server and its only namespace."""

    def __init__(self, server: Any, namespace: LiveNamespace) -> None:
        self._server = server
        self._namespace = namespace
        self._paces = line_buckets()
        server.eio.on("message", self.message)

    def message(self, line_id: str, said: Any) -> None:
        """Handle one packet of one connection; any fault in it ends the connection.

        Args:
            line_id: Engine.IO's id of the connection.
            said: The packet as it came; none of our clients sends binary ones.
        """
        line = self._server.eio.sockets.get(line_id)
        if line is None or line.closed:
            return
        try:
            self._take(line_id, self._read(said))
        except Exception:  # noqa: BLE001 - an edge: what the library cannot read or answer, and a flood
            self._end(line_id)

    def _take(self, line_id: str, came: Any) -> None:
        if came.packet_type == packet.EVENT:
            self._event(line_id, came)
        elif came.packet_type == packet.DISCONNECT:
            self._server._handle_disconnect(line_id, came.namespace)
            close_line(self._server, line_id)
        elif self._sid(line_id) is None:
            self._server._handle_connect(line_id, came.namespace, came.data)
        else:
            self._end(line_id)

    def _read(self, said: Any) -> Any:
        """Raises ``ValueError`` for a packet that is not one of ours."""
        if not isinstance(said, str) or said[:1] not in _TEXT_TYPES:
            raise ValueError("a kind of packet that no client of ours sends")
        came = self._server.packet_class(encoded_packet=said)
        if came.namespace not in (None, "/"):
            raise ValueError("there is only the default namespace")
        return came

    def _event(self, line_id: str, came: Any) -> None:
        self._paces.take(line_id, now=system_clock())
        sid = self._sid(line_id)
        if sid is None or not self._server.manager.is_connected(sid, "/"):
            return self._end(line_id)
        said = came.data if isinstance(came.data, list) else []
        is_ours = 1 <= len(said) <= 2 and isinstance(said[0], str) and said[0] in DOORS
        answer, stays = self._namespace.enter(sid, *said) if is_ours else self._namespace.no_such_door()
        if came.id is not None:
            ack = self._server.packet_class(packet.ACK, namespace="/", id=came.id, data=[answer])
            self._server._send_packet(line_id, ack)
        if not stays:
            self._end(line_id)
        return None

    def _sid(self, line_id: str) -> str | None:
        found: str | None = self._server.manager.sid_from_eio_sid(line_id, "/")
        return found

    def _end(self, line_id: str) -> None:
        """Tell a client that had been let in, then close the connection."""
        sid = self._sid(line_id)
        if sid is not None:
            self._server.disconnect(sid, namespace="/")
        close_line(self._server, line_id)
