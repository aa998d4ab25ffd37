"""Encrypted connections: opened here, and handed on as a plain socket that is served like any other.

The code that serves a connection looks into its buffer, sends without waiting and cuts it. None of that works on an
encrypted one. So two greenlets carry bytes between it and a pair of sockets; the server has the other end.
"""

from __future__ import annotations

import socket as plain_socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any

import gevent
from gevent import socket
from gevent import ssl as gevent_ssl
from gevent.exceptions import ConcurrentObjectUseError

from facilitation.live.connections import Connection
from facilitation.live.wire import Patience
from retreat.web.tls.certificate import Certificate
from retreat.web.tls.names import plain_address

# The connection itself, and the pair.
FILES = 3
_PIECE = 65_536
_HANDSHAKE = 0x16
_GOODBYE_S = 1.0
_TEXT = b"This port accepts only encrypted connections. Its address begins with https://\n"
NOT_ENCRYPTED = (
    b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(_TEXT), _TEXT)
)
Renew = Callable[[frozenset[str]], Certificate]


class Encryption:
    """What one listening socket encrypts with; the certificate changes while it listens.

    Args:
        renew: Returns the current certificate, which covers these further addresses of this machine.
    """

    def __init__(self, renew: Renew) -> None:
        self._renew = renew
        self._heard: frozenset[str] = frozenset()
        self._turn = Lock()
        self._context: Any = None
        self.certificate: Certificate = None  # type: ignore[assignment]
        self.look()

    def look(self) -> None:
        """Use the current certificate, or a new one if it is due."""
        with self._turn:
            found = self._renew(self._heard)
            if found != self.certificate:
                self._context = _context(found.file, found.key_file)
                self.certificate = found

    def hear(self, address: str) -> None:
        """Somebody has reached this machine at an address of its own: the certificate has to name it."""
        clean = plain_address(address)
        if clean and clean not in self.certificate.names.addresses and clean not in self._heard:
            self._heard |= {clean}
            self.look()

    @contextmanager
    def opened(self, sock: Any, connection: Connection, patience: Patience) -> Iterator[Any]:
        """The plain side of a connection that has just been accepted.

        Raises:
            OSError: It is not encrypted, was cut, or took too long.
        """
        sock.setsockopt(plain_socket.IPPROTO_TCP, plain_socket.TCP_NODELAY, 1)
        with gevent.Timeout(patience.head_s, TimeoutError("it kept us waiting too long")):
            _refuse_plain(sock)
            self.hear(str(sock.getsockname()[0]))
            line = self._context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
            connection.cut = lambda: _shut(line)
            line.do_handshake()
        ours, served = socket.socketpair()
        connection.cut = lambda: _shut(served)
        connection.has_said = lambda: _has_said(served)
        inward, outward = gevent.spawn(_carry, line, ours), gevent.spawn(_carry, ours, line)
        try:
            yield served
        finally:
            served.close()
            outward.join(timeout=0 if connection.is_cut else patience.body_s)
            gevent.killall([inward, outward])
            _say_goodbye(line)
            ours.close()


def _context(file: Path, key_file: Path) -> Any:
    context = gevent_ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    context.load_cert_chain(file, key_file)
    return context


def _refuse_plain(sock: Any) -> None:
    first = sock.recv(1, plain_socket.MSG_PEEK)
    if first and first[0] != _HANDSHAKE:
        with suppress(OSError):
            sock.recv(_PIECE)  # closing with unread bytes would discard the answer
            sock.sendall(NOT_ENCRYPTED)
    if not first or first[0] != _HANDSHAKE:
        sock.close()
        raise ConnectionAbortedError("not encrypted")


def _carry(come: Any, go: Any) -> None:
    """Carry bytes from one side to the other, as fast as it takes them, until they end."""
    with suppress(OSError, ConcurrentObjectUseError):
        while piece := come.recv(_PIECE):
            go.sendall(piece)
    with suppress(OSError):
        if not isinstance(go, gevent_ssl.SSLSocket):
            go.shutdown(plain_socket.SHUT_WR)


def _say_goodbye(line: Any) -> None:
    """Say goodbye: without it, the other side could not distinguish the end from a cut connection."""
    with suppress(OSError, ValueError, gevent.Timeout), gevent.Timeout(_GOODBYE_S):
        line.settimeout(0.0)
        line.unwrap()
    line.close()


def _shut(sock: Any) -> None:
    with suppress(OSError):
        sock.shutdown(plain_socket.SHUT_RDWR)


def _has_said(sock: Any) -> bool:
    try:
        return bool(sock._sock.recv(1, plain_socket.MSG_PEEK))
    except OSError:
        return False
