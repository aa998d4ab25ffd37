"""Serving: the sockets' greenlets, the listening socket, and an end within seconds when asked to stop."""

from __future__ import annotations

import errno
import os
import signal
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import gevent
from flask import Flask
from flask_socketio import SocketIO

from facilitation.hand_over.returns import Returns
from facilitation.live.connections import Connections, Places
from facilitation.live.doorkeeper import Doorkeeper
from facilitation.live.hall_server import HallServer, open_files
from facilitation.live.namespace import LiveNamespace
from facilitation.live.polls import Polls
from facilitation.live.post import tell_room
from facilitation.live.presence import Presence
from facilitation.live.publisher import Publisher
from facilitation.live.reception import Reception
from facilitation.live.seatless import Seatless
from facilitation.live.tls import Encryption
from facilitation.live.transport import BoundedWebSocket
from facilitation.live.wire import Patience
from retreat.errors import BadSetting
from retreat.house import House
from retreat.log.fields import FRAME_MAX_BYTES
from retreat.web.addresses import PHONES_PORT

PRESENCE_S = 2.0
EVICT_S = 3.0
SEATLESS_S = 1.0
STOP_S = 5.0
PATIENCE = Patience()
# A period in seconds, and what is done each time.
Repeated = tuple[float, Callable[[], object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """The live half of an application."""

    socketio: SocketIO
    namespace: LiveNamespace
    publisher: Publisher
    seatless: Seatless


def install_live(app: Flask, house: House, *, async_mode: str, patience: Patience = PATIENCE) -> Live:
    """Put the socket and the room of operations into an application."""
    socketio = SocketIO(
        app,
        async_mode=async_mode,
        async_handlers=False,
        manage_session=False,
        ping_interval=10,
        ping_timeout=15,
        max_http_buffer_size=2 * FRAME_MAX_BYTES,
        http_compression=False,
    )
    seatless = Seatless(socketio.server, patience_s=patience.seat_s)
    Polls(socketio.server, seatless)
    if async_mode == "gevent":
        engine = socketio.server.eio
        engine._async = engine._async | {"websocket": partial(BoundedWebSocket, told=seatless.carry)}
    returns = Returns(house)
    reception = Reception(house, returns=returns)
    publisher = Publisher(
        house.database,
        house.clock,
        emit=lambda to, event, frame: tell_room(socketio.server, to, event, frame),
    )
    presence = Presence()
    namespace = LiveNamespace(house, reception, publisher, presence, returns)
    socketio.on_namespace(namespace)
    Doorkeeper(socketio.server, namespace)
    app.extensions["reception"] = reception
    app.extensions["returns"] = returns
    app.extensions["presence"] = presence
    live = Live(socketio=socketio, namespace=namespace, publisher=publisher, seatless=seatless)
    app.extensions["live"] = live
    return live


def listen(
    app: Any,
    host: str,
    port: int,
    *,
    patience: Patience = PATIENCE,
    places: Places | Connections | None = None,
    encryption: Encryption | None = None,
    phones_port: int | None = None,
) -> HallServer:
    """A server that already listens.

    Args:
        app: What answers the requests.
        host: The address to listen on.
        port: The port to listen on.
        patience: How long a client may keep it waiting.
        places: For connections, or another server's; if not given, as many as this process may open files.
        encryption: Where every connection is encrypted.
        phones_port: The port at which phones join, where it is not this one.

    Raises:
        BadSetting: The port is taken or may not be used, or the address is not this machine's.
    """
    # WebSockets find their socket by this name beginning with "gevent".
    environ = {"SERVER_SOFTWARE": "gevent/retreat"}
    if encryption is not None:
        environ["wsgi.url_scheme"] = "https"
    if phones_port is not None:
        environ[PHONES_PORT] = str(phones_port)
    places = places or Places.of(open_files())
    server = HallServer((host, port), app, places=places, patience=patience, encryption=encryption, environ=environ)
    try:
        server.start()
    except OSError as error:
        if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
            raise BadSetting(
                f"The setting HOST must be an address of this machine; “{host}” is not.",
                fields={"HOST": "is not an address of this machine"},
            ) from error
        why = os.strerror(error.errno or 0)
        otherwise = "choose another with RETREAT_TLS_PORT" if encryption else "start with PORT=8001 make run"
        raise BadSetting(
            f"Port {port} cannot be used ({why}). Stop the program that uses it, or {otherwise}."
        ) from error
    return server


def serve_until_stopped(servers: Sequence[HallServer], live: Live, repeated: Sequence[Repeated] = ()) -> None:
    """Serve until SIGTERM or Ctrl-C, then stop taking connections and finish what runs.

    Args:
        repeated: What else has to be done at intervals.
    """
    stop = gevent.event.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(number, stop.set)
    loops = [
        gevent.spawn(live.publisher.run),
        gevent.spawn(_every, PRESENCE_S, live.namespace.tell_presence),
        gevent.spawn(_every, EVICT_S, live.namespace.evict_revoked),
        gevent.spawn(_every, SEATLESS_S, live.seatless.end_overdue),
        *(gevent.spawn(_every, period_s, act) for period_s, act in repeated),
    ]
    stop.wait()
    live.publisher.stop()
    gevent.killall(loops[1:])
    for server in servers:
        server.stop(timeout=1)
    gevent.joinall(loops, timeout=STOP_S)


def _every(period_s: float, act: Any) -> None:
    while True:
        gevent.sleep(period_s)
        try:
            act()
        except Exception:  # noqa: BLE001, S112 - an edge: a failed count must not end the counting
            continue
