"""The socket's doors: ``hello``, ``ops`` and ``seen``. Every event is authorised again.

What a client sends comes by the doorkeeper, never by the name of an event; the library's own events come by
``trigger_event``. Flask's ``before_request`` and its request context do not reach either, so nothing here relies on
them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

import structlog
from flask_socketio import Namespace
from socketio.exceptions import ConnectionRefusedError as Refusal

from facilitation.hand_over.returns import Returns
from facilitation.live.post import tell_room
from facilitation.live.presence import Presence
from facilitation.live.publisher import Publisher, is_room_name, room_name
from facilitation.live.reception import Reception
from facilitation.live.views import missed, read_cursors
from facilitation.seats.coming import arriving
from facilitation.seats.watch import Watch
from retreat.clock import to_text
from retreat.errors import InvalidInput, NotSignedIn, RetreatError, TooLarge
from retreat.house import House
from retreat.ids import is_id
from retreat.log import store
from retreat.log.fields import FRAME_MAX_BYTES
from retreat.people.access import Seat, arrive, seat_in, table_channels, tables_of_tokens
from retreat.people.arriving.openings import seats_by_table
from retreat.people.queries import people_by_sector

log = structlog.get_logger()

# Enough for somebody's tabs and a bad connection, until dead sockets are noticed.
SOCKETS_OF_A_SEAT = 100
DOORS = frozenset({"hello", "ops", "seen"})
# A client's answer, and whether its connection goes on.
Answer = tuple[dict[str, Any], bool]


class LiveNamespace(Namespace):  # type: ignore[misc]
    """The default namespace. One socket belongs to one seat in one session."""

    def __init__(
        self,
        house: House,
        reception: Reception,
        publisher: Publisher,
        presence: Presence,
        returns: Returns | None = None,
    ) -> None:
        super().__init__("/")
        self._returns = returns or Returns(house)
        self._house = house
        self._reception = reception
        self._publisher = publisher
        self._presence = presence
        self._tokens: dict[str, tuple[str, str]] = {}
        self._tables: dict[str, str | None] = {}
        self._lines: dict[str, tuple[str, str]] = {}
        self._answering: set[str] = set()
        self._watch = Watch()

    def trigger_event(self, event: str, sid: str, *args: Any) -> Any:
        """The library's own events: a connection that asks to be let in, and one that has ended."""
        if event == "connect":
            return self._connect(sid, args[0], args[1] if len(args) > 1 else None)
        if event == "disconnect":
            return self._disconnect(sid)
        return None

    def enter(self, sid: str, door: str, payload: Any = None) -> Answer:
        """Take one event of a client by one of the ``DOORS``."""
        self._answering.add(sid)
        try:
            return self._enter(sid, door, payload), True
        except NotSignedIn as error:
            self._disconnect(sid, for_good=True)
            return {"error": error_body(error)}, False
        except RetreatError as error:
            return {"error": error_body(error)}, True
        except Exception:
            log.error("socket_failed", door=door, exc_info=True)
            return {"error": error_body(RetreatError())}, True
        finally:
            self._answering.discard(sid)

    def no_such_door(self) -> Answer:
        """The answer to any other event."""
        return {"error": error_body(InvalidInput("There is no such event; use hello, ops or seen."))}, False

    @property
    def _server(self) -> Any:
        return self.socketio.server

    def _connect(self, sid: str, environ: Mapping[str, Any], auth: Any) -> None:
        session_id = parse_qs(environ.get("QUERY_STRING", "")).get("session", [""])[0]
        token = auth.get("token") if isinstance(auth, Mapping) else None
        try:
            seat = self._seat(token, session_id)
            if not seat.is_taken:
                seat = self._house.database.write(lambda db: arrive(db, seat, now=self._house.clock()))
            self._publisher.follow(session_id)
        except RetreatError as error:
            raise Refusal(json.dumps({"error": error_body(error)})) from error
        if self._is_gone(sid):
            raise Refusal("gone")
        self._make_way(seat.id)
        self._tokens[sid] = (str(token), session_id)
        self._tables[sid] = seat.table_id
        self._lines[sid] = (environ.get("REMOTE_ADDR", ""), device_of(auth))
        self._reception.hear(str(token), device=device_of(auth))
        for channel in seat.channels:
            self._server.enter_room(sid, room_name(session_id, channel), namespace="/")
        self._presence.arrive(
            sid,
            session_id=session_id,
            seat_id=seat.id,
            role=seat.role,
            now=self._house.clock(),
        )

    def _make_way(self, seat_id: str) -> None:
        """Nobody needs this many at once, and each takes one of the hall's places: the seat's oldest one goes."""
        sockets = self._presence.sockets_of(seat_id)
        for sid in sockets[: max(len(sockets) - SOCKETS_OF_A_SEAT + 1, 0)]:
            self._put_out(sid)

    def _is_gone(self, sid: str) -> bool:
        """Whether the connection closed while the database answered: its end will not be announced again."""
        line = _line(self._server, self._server.manager.eio_sid_from_sid(sid, "/"))
        return line is None or bool(line.closed)

    def _disconnect(self, sid: str, *, for_good: bool = False) -> None:
        self._tokens.pop(sid, None)
        self._tables.pop(sid, None)
        self._lines.pop(sid, None)
        session_id = self._presence.leave(sid, for_good=for_good)
        if session_id and self._presence.is_empty(session_id):
            self._publisher.forget(session_id)

    def _put_out(self, sid: str) -> None:
        """Remove it from every room, and tell it; nobody waits for it to come back."""
        self._disconnect(sid, for_good=True)
        line_id = self._server.manager.eio_sid_from_sid(sid, "/")
        self._server.disconnect(sid, namespace="/")
        close_line(self._server, line_id)

    def _seat(self, token: object, session_id: str) -> Seat:
        if not isinstance(token, str) or not token.isascii():
            raise NotSignedIn()
        with self._house.database.read() as db:
            return seat_in(db, token, session_id)

    def _enter(self, sid: str, door: str, payload: Any) -> dict[str, Any]:
        if len(json.dumps(payload, default=str, ensure_ascii=False).encode(errors="replace")) > FRAME_MAX_BYTES:
            raise TooLarge("A message has at most 64 KiB; please send fewer notes at once.")
        token, session_id = self._tokens.get(sid, ("", ""))
        if door == "ops":
            # Authorised in the transaction that keeps them, not in a read before it.
            address, device = self._lines.get(sid, ("", ""))
            return self._reception.take(token, session_id, payload, address=address, device=device)
        seat = self._seat(token, session_id)
        self._reception.hear(token, device=self._lines.get(sid, ("", ""))[1])
        return self._hello(sid, seat, payload) if door == "hello" else self._seen(sid, seat, payload)

    def _hello(self, sid: str, seat: Seat, payload: Any) -> dict[str, Any]:
        cursors = payload.get("cursors", {}) if isinstance(payload, Mapping) else {}
        with self._house.database.read() as db:
            answer = missed(db, seat, cursors, now=self._house.clock())
        self._returns.heard(seat.id)
        self._presence.seen(sid, read_cursors(cursors), 0, now=self._house.clock())
        return answer

    def _seen(self, sid: str, seat: Seat, payload: Any) -> dict[str, Any]:
        body = payload if isinstance(payload, Mapping) else {}
        held = body.get("held", 0)
        held = held if isinstance(held, int) and 0 <= held <= 10_000 else 0
        now = self._house.clock()
        if "heard" in body:
            self._returns.heard(seat.id, remembers=body["heard"])
        self._presence.seen(sid, read_cursors(body.get("cursors", {})), held, now=now)
        return {"now": to_text(now)}

    def evict_revoked(self) -> None:
        """Disconnect sockets in a session's rooms whose token no longer opens it; move others to their new table.

        Whoever is in a room receives what is sent there, so the rooms say which tokens to check.
        """
        # Others may connect while the database answers: only sockets that were checked may be disconnected.
        asked = {sid: self._tokens.get(sid, ("", "")) for sid in self._in_rooms()}
        with self._house.database.read() as db:
            tables = tables_of_tokens(db, asked.values())
        for sid, place in asked.items():
            if place not in tables:
                # Whoever has just ended the session hears that it is kept; they are put out the next time.
                if sid not in self._answering:
                    self._put_out(sid)
            elif sid in self._tables and self._tables[sid] != tables[place]:
                self._move(sid, place[1], tables[place])

    def _move(self, sid: str, session_id: str, table_id: str | None) -> None:
        """Otherwise an open socket, such as a second phone's, would go on receiving the earlier table's notes."""
        for channel in table_channels(self._tables[sid]):
            self._server.leave_room(sid, room_name(session_id, channel), namespace="/")
        for channel in table_channels(table_id):
            self._server.enter_room(sid, room_name(session_id, channel), namespace="/")
        self._tables[sid] = table_id

    def _in_rooms(self) -> set[str]:
        rooms = self._server.manager.rooms.get("/", {})
        return {sid for name, people in rooms.items() if is_room_name(name) for sid in people}

    def tell_presence(self) -> None:
        """Send counts to everybody and details to the desks; droppable."""
        now = self._house.clock()
        for session_id in self._presence.sessions():
            with self._house.database.read() as db:
                heads = store.heads(db, session_id, ["all"])
                joined = people_by_sector(db, session_id)
                beside = arriving(db, session_id, now=now) | {"rushes": self._watch.told(db, session_id)}
                tables = seats_by_table(db, session_id)
            detail = self._presence.detail(session_id, heads, joined, now=now, tables=tables) | beside
            tell_room(self._server, room_name(session_id, "all"), "presence", {"here": detail["here"]})
            tell_room(self._server, room_name(session_id, "facilitators"), "presence", detail)


def device_of(auth: object) -> str:
    """The client's name for its device; it can be anything."""
    said = auth.get("device_id") if isinstance(auth, Mapping) else None
    return said if isinstance(said, str) and is_id(said) else ""


def error_body(error: RetreatError) -> dict[str, Any]:
    """An error as it goes on the wire."""
    body: dict[str, Any] = {"code": error.code, "message": error.tell}
    if error.fields:
        body["fields"] = error.fields
    return body


def close_line(server: Any, line_id: str | None) -> None:
    """Close a connection without waiting for what is still being sent to it."""
    line = _line(server, line_id)
    if line is not None:
        line.close(wait=False)


def _line(server: Any, line_id: str | None) -> Any:
    return server.eio.sockets.get(line_id)
