"""The listening socket of a hall: it lets in as many connections as there are places, and never runs out of files."""

from __future__ import annotations

import contextlib
import errno
import resource
import socket
from contextlib import nullcontext
from functools import partial
from typing import Any

from gevent.pywsgi import WSGIServer

from facilitation.live.connections import OPEN_FILES, Connection, Connections, Places
from facilitation.live.handler import FULL, PatientHandler
from facilitation.live.tls import FILES, Encryption
from facilitation.live.wire import Patience
from retreat.web.origins import network_of

# A hall that comes back all at once, after the Wi-Fi failed; the system takes less where it allows less.
_QUEUE = 1024
# How many are accepted before the first of them is read. In a rush the rest wait in the system's queue: here
# they would fill all places while their requests are unread, and be told that the hall is full.
_AT_ONCE = 32
_NO_FILES = (errno.EMFILE, errno.ENFILE)


def open_files() -> int:
    """How many files this process may open."""
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return OPEN_FILES if allowed == resource.RLIM_INFINITY else allowed


class HallServer(WSGIServer):  # type: ignore[misc]
    """A ``WSGIServer`` whose connections have places.

    Args:
        places: How many connections; or another server's places, to be shared.
        encryption: Where every connection is encrypted.
    """

    def __init__(
        self,
        listener: Any,
        application: Any,
        *,
        places: Places | Connections,
        patience: Patience,
        encryption: Encryption | None = None,
        **options: Any,
    ) -> None:
        self.connections = Connections(places) if isinstance(places, Places) else places
        self.patience = patience
        self._encryption = encryption
        self._unheard = 0
        super().__init__(listener, application, backlog=_QUEUE, log=None, error_log=None, **options)

    def do_read(self) -> tuple[Any, Any, Connection] | None:
        """Accept a connection that finds a place; nothing else waits here."""
        if self._unheard >= _AT_ONCE:
            return None
        try:
            came = super().do_read()
        except OSError as error:
            if isinstance(error, ConnectionAbortedError) or self._frees_a_file(error):
                return None
            raise
        if came is None:
            return None
        sock, address = came
        connection = Connection(
            address=network_of(address[0]),
            is_own=_is_own(sock, address),
            cut=partial(_cut, sock),
            has_said=partial(_has_said, sock),
            own_files=FILES if self._encryption else 1,
        )
        if self.connections.admit(connection):
            self._unheard += 1
            return sock, address, connection
        _turn_away(sock)
        return None

    def handle(self, sock: Any, address: Any, connection: Connection) -> None:
        """See ``WSGIServer``."""
        self._unheard -= 1
        encryption = self._encryption
        try:
            opened = encryption.opened(sock, connection, self.patience) if encryption else nullcontext(sock)
            with opened as plain:
                PatientHandler(plain, address, self, connection).handle()
        except OSError:  # nobody is left to be told what was wrong with the request
            return
        finally:
            self.connections.leave(connection)

    def _frees_a_file(self, error: OSError) -> bool:
        """Other parts of this process took more files than were reserved for them."""
        return error.errno in _NO_FILES and self.connections.give_way()


def _is_own(sock: Any, address: Any) -> bool:
    """Whether this machine connects to itself: then both ends have the same address, loopback or the hall's."""
    try:
        return bool(sock.getsockname()[0] == address[0])
    except OSError:  # it has hung up already
        return False


def _cut(sock: Any) -> None:
    """Tell everybody who reads or writes it, even through a duplicate, that it has ended."""
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _has_said(sock: Any) -> bool:
    """Whether bytes lie in the system's buffer."""
    try:
        return bool(sock._sock.recv(1, socket.MSG_PEEK))
    except OSError:
        return False


def _turn_away(sock: Any) -> None:
    """Answer that there is no place, if that is possible without waiting."""
    with contextlib.suppress(OSError):
        sock.send(FULL, 0, timeout=0.0)
    sock.close()
