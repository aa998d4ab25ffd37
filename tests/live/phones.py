"""Phones as they meet the network: a real server on a real port, WebSockets read slowly, and requests that poll."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import gevent
from gevent import socket
from gevent.pywsgi import WSGIServer
from socketio import Server, WSGIApp
from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, CloseConnection, Event, Request, TextMessage

from facilitation.live.post import tell_room
from facilitation.live.transport import BoundedWebSocket, OneSocketHandler

ROOM = "a-session/all"
LONGEST_S = 20
SMALL = 4096
PATH = "/socket.io/?EIO=4&transport="


class Hall:
    """A Socket.IO server as the product has it, whose sockets are all in one room."""

    def __init__(self, port: int, server: Server) -> None:
        self.port, self.server = port, server
        self.put_out: list[str] = []

    def tell(self, number: int, words: str = "tired") -> None:
        """Send one numbered frame to everybody."""
        tell_room(self.server, ROOM, "ops", {"number": number, "words": words})

    def carrier(self) -> BoundedWebSocket:
        """What carries the one phone; from now on its system takes little at a time."""
        (phone,) = self.server.eio.sockets.values()
        phone.carrier.ws.sock._sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SMALL)
        return phone.carrier


@contextmanager
def hall(**options: Any) -> Iterator[Hall]:
    """A hall for the length of a ``with``."""
    server = Server(async_mode="gevent", async_handlers=False, **options)
    server.eio._async["websocket"] = BoundedWebSocket
    http = WSGIServer(
        ("127.0.0.1", 0),
        WSGIApp(server),
        log=None,
        error_log=None,
        environ={"SERVER_SOFTWARE": "gevent/retreat"},
        handler_class=OneSocketHandler,
    )
    http.start()
    opened = Hall(http.server_port, server)
    server.on("connect", lambda sid, _environ, _auth: server.enter_room(sid, ROOM))
    server.on("disconnect", lambda _sid, reason: opened.put_out.append(reason))
    try:
        with gevent.Timeout(LONGEST_S):
            yield opened
    finally:
        http.stop(timeout=0)


def numbers(texts: list[str]) -> list[int]:
    """The numbers of the frames among these messages, as they came."""
    return [json.loads(text[2:])[1]["number"] for text in texts if text.startswith('42["ops"')]


class Socket:
    """A phone's WebSocket, with little room for what it has not read."""

    def __init__(self, port: int, engine_id: str = "", **headers: str) -> None:
        self.sock = socket.socket()
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL)
        self.sock.connect(("127.0.0.1", port))
        self._wire = WSConnection(ConnectionType.CLIENT)
        self.texts: list[str] = []
        self.seen: list[type[Event]] = []
        self._part = ""
        self.put(Request(host="hall", target=f"{PATH}websocket" + (f"&sid={engine_id}" if engine_id else "")))
        self.until(lambda: AcceptConnection in self.seen)

    @classmethod
    def arrived(cls, port: int) -> Socket:
        """One that is in the room."""
        phone = cls(port)
        phone.say("40")
        phone.until(lambda: any(text.startswith("40") for text in phone.texts))
        return phone

    def put(self, event: Event) -> None:
        """Send any event of the WebSocket protocol."""
        self.sock.sendall(self._wire.send(event))

    def say(self, text: str) -> None:
        """Send a message."""
        self.put(TextMessage(data=text))

    def read(self, at_most: int = 65_536) -> bool:
        """Read once; whether the line is still up."""
        data = self.sock.recv(at_most)
        self._wire.receive_data(data or None)
        for event in self._wire.events():
            self.seen.append(type(event))
            if isinstance(event, TextMessage):
                self._part += event.data
                if event.message_finished:
                    self.texts.append(self._part)
                    self._part = ""
        return bool(data) and CloseConnection not in self.seen

    def until(self, found: Callable[[], Any], at_most: int = 65_536) -> None:
        """Read until a condition holds."""
        while not found():
            assert self.read(at_most) or found(), "the line was cut"

    @property
    def numbers(self) -> list[int]:
        """Of every frame so far."""
        return numbers(self.texts)


class Poller:
    """A phone that asks and asks again, as where the hall lets no WebSocket through."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.texts: list[str] = []
        self.asking = True
        self.engine_id = ""
        self.engine_id = json.loads(self._ask("GET")[0][1:])["sid"]
        self._ask("POST", "40")
        self.texts += self._ask("GET")

    def poll(self) -> None:
        """Ask until told not to; what came is kept."""
        while self.asking:
            for text in self._ask("GET"):
                if text == "2":
                    self._ask("POST", "3")
                self.texts.append(text)

    @property
    def numbers(self) -> list[int]:
        """Of every frame so far."""
        return numbers(self.texts)

    def _ask(self, method: str, body: str = "") -> list[str]:
        with socket.create_connection(("127.0.0.1", self._port)) as line:
            sid = f"&sid={self.engine_id}" if self.engine_id else ""
            head = f"{method} {PATH}polling{sid} HTTP/1.0\r\nHost: hall\r\nContent-Length: {len(body)}\r\n\r\n"
            line.sendall((head + body).encode())
            answer = b"".join(iter(lambda: line.recv(65_536), b""))
        top, _, said = answer.partition(b"\r\n\r\n")
        assert b" 200 " in top.splitlines()[0], answer[:300]
        return said.decode().split("\x1e")
