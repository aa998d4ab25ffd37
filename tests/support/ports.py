"""Ports for the servers of tests: each belongs to one of them until the test run ends."""

from __future__ import annotations

import socket
import sys

_held: list[socket.socket] = []


def own_port() -> int:
    """A port that the system gives to nobody else, other test runs included.

    Looking for a free one and letting it go again was a race: two servers could be told the same. Here the port stays
    bound. On Linux a server may listen on it all the same, as often as it is started, as long as both sides set
    ``SO_REUSEADDR``, as gevent and Redis do; other systems would refuse, and there the race remains.
    """
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    port = int(holder.getsockname()[1])
    if sys.platform == "linux":
        _held.append(holder)
    else:
        holder.close()
    return port
