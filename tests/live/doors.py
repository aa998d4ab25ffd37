"""A listening server in this process, and clients that say exactly what they are told to, when they are told to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import gevent
from gevent import socket

from facilitation.live.hall_server import HallServer
from facilitation.live.server import listen

LONGEST_S = 20


class Asked:
    """What the application was asked, in order; its answer waits where it is told to."""

    def __init__(self, answer: bytes = b"well") -> None:
        self.paths: list[str] = []
        self.bodies: list[bytes | None] = []
        self.answer = answer
        self.go_on = gevent.event.Event()
        self.go_on.set()

    def __call__(self, environ: Mapping[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        """The application."""
        self.paths.append(environ["PATH_INFO"])
        try:
            self.bodies.append(environ["wsgi.input"].read())
        except OSError:
            self.bodies.append(None)
        self.go_on.wait()
        start_response("200 OK", [("Content-Length", str(len(self.answer)))])
        return [self.answer]


@contextmanager
def door(app: Any, *, host: str = "127.0.0.1", **options: Any) -> Iterator[HallServer]:
    """A server for the length of a ``with``."""
    server = listen(app, host, 0, **options)
    try:
        with gevent.Timeout(LONGEST_S):
            yield server
    finally:
        server.stop(timeout=0)


def line(server: HallServer, said: bytes = b"", *, source: str = "127.0.0.1", to: str = "127.0.0.1") -> Any:
    """A connection on which so much has been said."""
    sock = socket.create_connection((to, server.server_port), source_address=(source, 0))
    sock.sendall(said)
    return sock


def end_of(sock: Any) -> bytes:
    """Everything that comes until the server hangs up."""
    came = b""
    try:
        while part := sock.recv(65_536):
            came += part
    except OSError:
        pass
    return came


def get(path: str = "/", *more: str, method: str = "GET") -> bytes:
    """The head of a request."""
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: hall", *more, "", ""]).encode("latin-1")


def until(found: Callable[[], Any]) -> None:
    """Let others run until a condition holds."""
    while not found():
        gevent.sleep(0.005)
