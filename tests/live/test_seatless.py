"""Live connections on which no token has been shown: ended after a while, and the first to give way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import gevent
import pytest
from socketio import Server, WSGIApp
from socketio.exceptions import ConnectionRefusedError as Refusal

from facilitation.live.connections import Places
from facilitation.live.polls import Polls
from facilitation.live.seatless import Seatless
from facilitation.live.transport import BoundedWebSocket
from tests.live.doors import door, end_of, get, line, until
from tests.live.phones import PATH, Socket

ROOM_FOR_TWO = Places(all=4, one_address=4, own=0)


class Hall:
    """A live server that lets in whoever says “yes”."""

    def __init__(self, **options: Any) -> None:
        self.server = Server(async_mode="gevent", async_handlers=False)
        self.seatless = Seatless(self.server, **{"patience_s": 60.0} | options)
        self.polls = Polls(self.server, self.seatless)
        engine = self.server.eio
        engine._async = engine._async | {"websocket": partial(BoundedWebSocket, told=self.seatless.carry)}
        self.server.on("connect", self._let_in)
        self.port = 0

    def _let_in(self, _sid: str, _environ: Any, said: Any) -> None:
        if said != {"token": "yes"}:
            raise Refusal("no")

    def has_seat(self) -> bool:
        """Whether anybody has one."""
        return bool(list(self.server.manager.get_participants("/", None)))


@contextmanager
def hall(places: Places | None = None, **options: Any) -> Iterator[Hall]:
    """A hall for the length of a ``with``."""
    opened = Hall(**options)
    with door(WSGIApp(opened.server), **({"places": places} if places else {})) as server:
        opened.port, opened.door = server.server_port, server
        yield opened


def seated(opened: Hall) -> Socket:
    phone = Socket(opened.port)
    phone.say('40{"token":"yes"}')
    phone.until(lambda: any(text.startswith("40") for text in phone.texts))
    return phone


def ends(phone: Socket) -> None:
    """Read until the server has cut the line."""
    with pytest.raises((AssertionError, OSError)):
        phone.until(lambda: False)


@pytest.mark.parametrize("said", [None, "40", '40{"token":"no"}'], ids=["nothing", "no token", "a wrong token"])
def test_a_line_without_a_seat_when_its_time_is_over_then_it_is_cut(said: str | None) -> None:
    """Seen failing with the library alone, where it lives for as long as it answers the pings."""
    with hall(patience_s=0.2) as opened:
        phone = Socket(opened.port)
        if said:
            phone.say(said)
        watching = gevent.spawn(ends, phone)
        while not watching.ready():
            opened.seatless.end_overdue()
            gevent.sleep(0.01)

        watching.get()
        until(lambda: opened.door.connections.taken == 0)
        assert not opened.server.eio.sockets


def test_a_line_with_a_seat_when_the_time_is_over_then_it_stays() -> None:
    with hall(patience_s=0.0) as opened:
        phone = seated(opened)
        opened.seatless.end_overdue()
        opened.server.emit("still", {})

        phone.until(lambda: '42["still",{}]' in phone.texts)
        assert not opened.seatless._since


def test_a_polling_connection_without_a_seat_when_its_time_is_over_then_nothing_is_kept_of_it() -> None:
    with hall(patience_s=0.0) as opened:
        answer = end_of(line(opened.door, get(f"{PATH}polling", "Connection: close")))
        engine_id = json.loads(answer.partition(b"\r\n\r\n")[2][1:])["sid"]
        assert engine_id in opened.server.eio.sockets

        opened.seatless.end_overdue()

        assert not opened.server.eio.sockets and not opened.server.environ
        assert b" 400 " in end_of(line(opened.door, get(f"{PATH}polling&sid={engine_id}", "Connection: close")))


def test_more_polling_connections_without_a_seat_than_are_kept_when_another_comes_then_the_first_ends() -> None:
    with hall(most=3) as opened:
        for _ in range(5):
            end_of(line(opened.door, get(f"{PATH}polling", "Connection: close")))

        assert len(opened.server.eio.sockets) == len(opened.seatless._since) == 3


def test_a_full_hall_when_one_line_has_a_seat_then_the_one_without_gives_way() -> None:
    """Seen failing where a WebSocket was being served from its first moment on."""
    with hall(ROOM_FOR_TWO) as opened:
        settled = seated(opened)
        seatless = Socket(opened.port)

        newcomer = seated(opened)

        ends(seatless)
        opened.server.emit("still", {})
        for phone in (settled, newcomer):
            phone.until(lambda: '42["still",{}]' in phone.texts)  # noqa: B023


def polling(opened: Hall) -> tuple[str, Any]:
    """A live connection that shows no token, and a request that polls it."""
    answer = end_of(line(opened.door, get(f"{PATH}polling", "Connection: close")))
    engine_id = json.loads(answer.partition(b"\r\n\r\n")[2][1:])["sid"]
    return engine_id, line(opened.door, get(f"{PATH}polling&sid={engine_id}"))


def test_a_second_poll_of_one_live_connection_when_the_first_is_held_then_it_is_refused_and_the_first_goes_on() -> None:
    """Seen failing with the library alone, which holds any number of them."""
    with hall() as opened:
        engine_id, first = polling(opened)
        until(lambda: opened.door.connections.taken == 2)

        assert b" 400 " in end_of(line(opened.door, get(f"{PATH}polling&sid={engine_id}", "Connection: close")))

        opened.server.eio.send(engine_id, "heard")
        assert first.recv(65_536).endswith(b"4heard")


def test_polls_without_a_seat_when_the_hall_is_full_then_they_give_way_and_end() -> None:
    """Seen failing where a request that waits for something to tell was never cut, or was cut and not woken."""
    with hall(ROOM_FOR_TWO) as opened:
        polls = [polling(opened)[1] for _ in range(4)]
        newcomer = seated(opened)

        assert [end_of(poll) for poll in polls[:3]] == [b"", b"", b""]
        assert newcomer.texts and opened.door.connections.taken == 4
        until(lambda: len(opened.polls._held) == 1)


def test_a_kept_line_that_has_polled_when_a_place_is_needed_then_it_gives_way_as_any_other() -> None:
    """Seen failing where the line of somebody with a seat could not be cut any more."""
    with hall(ROOM_FOR_TWO) as opened:
        engine_id, kept = polling(opened)
        until(lambda: opened.door.connections.taken == 2)
        shown = get(f"{PATH}polling&sid={engine_id}", "Content-Length: 17", "Connection: close", method="POST")
        assert b" 200 " in end_of(line(opened.door, shown + b'40{"token":"yes"}'))
        assert b" 200 " in kept.recv(65_536)

        seated(opened), seated(opened)

        assert end_of(kept) == b""


@pytest.mark.parametrize("packet", ["6", "7", "2probe", "0", "x" * 200_000])
def test_a_packet_that_cannot_be_read_when_posted_then_answered_at_once_and_its_place_is_free(packet: str) -> None:
    """Seen failing: the request waited for a poll that never came, and held its place for good."""
    with hall() as opened:
        polling = line(opened.door, get(f"{PATH}polling", "Connection: close"))
        line_id = json.loads(end_of(polling).split(b"\r\n\r\n0", 1)[1])["sid"]
        head = get(f"{PATH}polling&sid={line_id}", f"Content-Length: {len(packet)}", method="POST")

        sock = line(opened.door, head + packet.encode())
        sock.settimeout(5)

        assert sock.recv(9) == b"HTTP/1.1 "
        sock.close()
        until(lambda: opened.door.connections.taken == 0)
