"""What goes to phones: whole frames, made once, in order, also for a phone that reads slowly."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import gevent
import pytest
from engineio.socket import Socket
from gevent import socket
from gevent.event import Event
from socketio import Server
from wsproto import ConnectionType
from wsproto.connection import Connection
from wsproto.events import TextMessage

from facilitation.live.post import tell_room
from facilitation.live.transport import BoundedWebSocket, Line, short_frame

SERVER = SimpleNamespace(max_http_buffer_size=1000, ping_interval=10, ping_timeout=15)
ROOM = "a-session/all"
LONGEST_S = 10


class Slow:
    """A WebSocket as the server has it, and the phone's end of it, which takes little at a time."""

    def __init__(self, handler: Any = lambda _socket: None) -> None:
        # Over TCP, as in a hall: a local pair takes each message whole or not at all.
        with socket.socket() as door:
            door.bind(("127.0.0.1", 0))
            door.listen()
            door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            here = socket.create_connection(door.getsockname())
            self.there, _ = door.accept()
        here.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        self.ours = BoundedWebSocket(handler, SERVER)
        self.ours.ws = SimpleNamespace(
            connected=True,
            sock=Line(here, patience_s=LONGEST_S),
            ws=SimpleNamespace(send=Connection(ConnectionType.SERVER).send),
            receive=Event().wait,
        )
        self._client = Connection(ConnectionType.CLIENT)
        self._part = ""

    def read(self, at_most: int = 1000) -> list[str]:
        """The texts that became whole by reading once."""
        self._client.receive_data(self.there.recv(at_most))
        texts = []
        for event in self._client.events():
            if isinstance(event, TextMessage):
                self._part += event.data
                if event.message_finished:
                    texts.append(self._part)
                    self._part = ""
        return texts


class Hall:
    """A real Socket.IO server with phones in one room, each on a line of its own."""

    def __init__(self, phones: int) -> None:
        self.server = Server(async_mode="gevent")
        self.lines = [self._arrive(str(number)) for number in range(phones)]

    def _arrive(self, engine_id: str) -> Slow:
        phone = Socket(self.server.eio, engine_id)
        self.server.eio.sockets[engine_id] = phone
        self.server.manager.basic_enter_room(f"sid-{engine_id}", "/", ROOM, eio_sid=engine_id)
        line = Slow(phone._websocket_handler)
        phone.carrier = line.ours
        gevent.spawn(phone._websocket_handler, line.ours)
        gevent.sleep(0)
        return line

    def tell(self, number: int, words: str = "tired") -> None:
        """Send one numbered frame to everybody."""
        tell_room(self.server, ROOM, "ops", {"number": number, "words": words})


def numbers(texts: list[str]) -> list[int]:
    return [json.loads(text[2:])[1]["number"] for text in texts]


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 4096])
def test_a_short_text_when_framed_then_a_client_reads_the_very_text(length: int) -> None:
    text = "é" + "x" * (length - 2) if length > 1 else "x" * length
    client = Connection(ConnectionType.CLIENT)

    client.receive_data(short_frame(text))

    assert [event.data for event in client.events()] == [text]


@pytest.mark.parametrize("length", [3000, 400_000])
def test_a_phone_that_reads_slowly_when_much_is_sent_then_all_of_it_arrives(length: int) -> None:
    """Seen failing with the library's own way, which sends what fits and drops the rest."""
    line = Slow()
    text = "word " * (length // 5)
    gevent.spawn(line.ours.send, text)
    got: list[str] = []

    with gevent.Timeout(LONGEST_S):
        while not got:
            got = line.read()

    assert got == [text]


def test_a_closed_connection_when_sent_to_then_the_writer_is_told() -> None:
    line = Slow()
    line.ours.ws.connected = False

    assert line.ours.send_at_once(short_frame("anything")) is False
    with pytest.raises(OSError, match="closed"):
        line.ours.send("anything")


@pytest.mark.parametrize("words", ["tired " * 40, "é" * 3900, "tired " * 1000])
def test_a_phone_that_reads_slowly_when_hundreds_of_frames_come_then_each_arrives_whole_once_and_in_order(
    words: str,
) -> None:
    """Short, hardly fitting and, like every tenth, longer than a whole frame. Seen failing without turns."""
    hall = Hall(phones=1)
    told, got = 0, []

    with gevent.Timeout(LONGEST_S):
        while len(got) < 300:
            for _ in range(20):
                if told < 300:
                    # Long ones are made smaller for each phone, so they go another way: nobody may overtake them.
                    hall.tell(told, "tired " * 1000 if told % 10 == 3 else words)
                    told += 1
            got += numbers(hall.lines[0].read(10_000))

    assert got == list(range(300))


def test_a_frame_that_fits_only_in_part_when_another_comes_then_it_is_finished_first() -> None:
    line = Slow()
    long, next_one = "é" * 30_000, "and then"
    got: list[str] = []

    assert line.ours.send_at_once(short_frame(long)) is True
    assert line.ours.send_at_once(short_frame(next_one)) is False
    gevent.spawn(line.ours.send, next_one)
    with gevent.Timeout(LONGEST_S):
        while len(got) < 2:
            got += line.read()

    assert got == [long, next_one]
    assert line.ours.send_at_once(short_frame("at last")) is True


def test_a_frame_that_waits_for_its_turn_when_the_turn_becomes_free_then_no_later_one_overtakes_it() -> None:
    """Seen failing where whoever came first after the turn became free had it, before the waiting one was woken."""
    line = Slow()
    got: list[str] = []

    def come_later() -> None:
        while not line.ours.send_at_once(short_frame("later")):
            gevent.sleep(0)

    assert line.ours.send_at_once(short_frame("é" * 30_000)) is True
    gevent.spawn(line.ours.send, "waiting")
    gevent.sleep(0)
    gevent.spawn(come_later)
    with gevent.Timeout(LONGEST_S):
        while len(got) < 3:
            got += line.read()

    assert got[1:] == ["waiting", "later"]


def test_a_phone_that_reads_nothing_when_others_do_then_they_wait_for_nobody() -> None:
    hall = Hall(phones=3)
    heard: list[int] = []

    with gevent.Timeout(LONGEST_S):
        for number in range(200):
            hall.tell(number, "tired " * 100)
            gevent.sleep(0)
            while len(heard) <= number:
                heard += numbers(hall.lines[2].read(100_000))

    assert heard == list(range(200))


def test_a_phone_that_is_free_when_a_frame_comes_then_it_leaves_before_anything_else_happens() -> None:
    hall = Hall(phones=2)

    hall.tell(7)

    # Reading without waiting: no greenlet of a writer has run since, and the event loop has not turned.
    for line in hall.lines:
        line.there.settimeout(0)
        assert numbers(line.read()) == [7]
