"""What goes to phones: whole frames, made once, also for a phone that reads slowly."""

from __future__ import annotations

import socket
import threading
from types import SimpleNamespace

import pytest
from wsproto import ConnectionType
from wsproto.connection import Connection
from wsproto.events import TextMessage

from facilitation.live.transport import BoundedWebSocket, short_frame

SERVER = SimpleNamespace(max_http_buffer_size=1000)


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 4096])
def test_a_short_text_when_framed_then_a_client_reads_the_very_text(length: int) -> None:
    text = "é" + "x" * (length - 2) if length > 1 else "x" * length
    client = Connection(ConnectionType.CLIENT)

    client.receive_data(short_frame(text))

    assert [event.data for event in client.events()] == [text]


@pytest.mark.parametrize("length", [3000, 400_000])
def test_a_phone_that_reads_slowly_when_much_is_sent_then_all_of_it_arrives(length: int) -> None:
    """Seen failing with the library's own way, which sends what fits and drops the rest."""
    here, there = socket.socketpair()
    here.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    here.settimeout(10)
    there.settimeout(10)
    ours = BoundedWebSocket(lambda _socket: None, SERVER)
    plain = SimpleNamespace(send=Connection(ConnectionType.SERVER).send)
    ours.ws = SimpleNamespace(connected=True, sock=here, ws=plain)
    text = "word " * (length // 5)
    sending = threading.Thread(target=ours.send, args=(text,))
    client = Connection(ConnectionType.CLIENT)
    got: list[str] = []

    sending.start()
    while sum(map(len, got)) < len(text):
        client.receive_data(there.recv(1000))
        got += [event.data for event in client.events() if isinstance(event, TextMessage)]
    sending.join()

    assert "".join(got) == text


def test_a_closed_connection_when_sent_to_then_the_writer_is_told() -> None:
    ours = BoundedWebSocket(lambda _socket: None, SERVER)
    ours.ws = SimpleNamespace(connected=False)

    with pytest.raises(OSError, match="closed"):
        ours.send("anything")
