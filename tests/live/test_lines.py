"""Lines to phones on a real port: half-read frames, pongs between, polling, changing over, and phones that vanish."""

from __future__ import annotations

import gevent
import pytest
from gevent import socket
from wsproto.events import Ping, Pong, TextMessage

from facilitation.live import post
from facilitation.live.transport import UNREAD_MAX, Line
from tests.live.phones import Hall, Poller, Socket, hall

LONG = "tired " * 600
TOLD = 400


def flood(opened: Hall, count: int = TOLD) -> None:
    """Notes in quick succession, short and long, from a greenlet that lets others run."""
    for number in range(count):
        opened.tell(number, LONG * 3 if number % 10 == 3 else "tired")
        gevent.sleep(0.001)


def fill(opened: Hall) -> int:
    """Tell until frames wait for the one phone, which does not read; how many there were."""
    (phone,) = opened.server.eio.sockets.values()
    for number in range(1000):
        opened.tell(number, LONG)
        gevent.sleep(0)
        if phone.carrier.ws.sock._waiting:
            return number + 1
    raise AssertionError("everything fitted")


def test_a_phone_when_it_pings_in_the_middle_of_a_frame_then_frames_and_pong_come_whole() -> None:
    """Seen failing with the library's own pong, which went into the middle of the frame: the phone hung up."""
    with hall() as opened:
        phone = Socket.arrived(opened.port)
        opened.carrier()
        told = fill(opened)

        phone.put(Ping(payload=b"still there?"))
        gevent.sleep(0.05)  # the server reads it before the phone reads on
        phone.until(lambda: len(phone.numbers) == told and Pong in phone.seen, at_most=3000)

        assert phone.numbers == list(range(told))
        opened.tell(told)
        phone.until(lambda: told in phone.numbers)


def test_a_phone_that_reads_nothing_any_more_when_given_up_then_nothing_of_it_is_kept() -> None:
    """Seen failing with a writer that waits for ever: connection and greenlets stayed until the system gave up."""
    with hall(ping_interval=0.3, ping_timeout=0.3) as opened:
        phone = Socket.arrived(opened.port)
        carrier = opened.carrier()
        fill(opened)

        while opened.server.eio.sockets or not carrier.ws.thread.dead:
            gevent.sleep(0.01)

        assert len(opened.put_out) == 1
        assert carrier.ws.sock._sock.closed
        with pytest.raises((AssertionError, OSError)):
            phone.until(lambda: False)


def test_a_phone_that_lets_too_much_wait_when_more_is_told_then_it_is_put_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen red: whoever read a little now and then let everything that was told wait in our memory."""
    monkeypatch.setattr(post, "WAITING_MAX", 20)
    with hall() as opened:
        phone = Socket.arrived(opened.port)
        opened.carrier()

        for number in range(1000):
            opened.tell(number, LONG)
            gevent.sleep(0)

        assert len(opened.put_out) == 1 and not opened.server.eio.sockets
        with pytest.raises((AssertionError, OSError)):
            phone.until(lambda: False)


def test_a_phone_that_never_answers_when_given_up_then_its_connection_is_closed() -> None:
    """Seen failing with the library's own way: told goodbye, and then read from for ever."""
    with hall(ping_interval=0.3, ping_timeout=0.3) as opened:
        phone = Socket.arrived(opened.port)
        carrier = opened.carrier()

        while not carrier.ws.thread.dead:
            gevent.sleep(0.01)

        assert opened.put_out == ["ping timeout"] and carrier.ws.sock._sock.closed
        with pytest.raises(AssertionError):
            phone.until(lambda: False)


def test_a_phone_that_polls_first_when_it_changes_over_in_a_flood_then_it_hears_each_once_in_order() -> None:
    with hall() as opened:
        phone = Poller(opened.port)
        telling = gevent.spawn(flood, opened)
        polling = gevent.spawn(phone.poll)
        while len(phone.numbers) < 20:
            gevent.sleep(0)

        line = Socket(opened.port, phone.engine_id)
        line.say("2probe")
        line.until(lambda: "3probe" in line.texts)
        phone.asking = False
        polling.join()
        line.say("5")
        line.until(lambda: TOLD - 1 in line.numbers)
        telling.join()

        assert phone.numbers + line.numbers == list(range(TOLD))
        assert len(line.numbers) > 20


def test_a_phone_that_only_polls_when_much_is_said_then_it_hears_each_once_in_order() -> None:
    with hall() as opened:
        phone, other = Poller(opened.port), Socket.arrived(opened.port)
        gevent.spawn(flood, opened)
        polling = gevent.spawn(phone.poll)

        other.until(lambda: TOLD - 1 in other.numbers)
        while TOLD - 1 not in phone.numbers:
            gevent.sleep(0)
        polling.kill()

        assert phone.numbers == other.numbers == list(range(TOLD))


def test_phones_that_hang_up_in_the_middle_of_a_frame_when_others_listen_then_they_miss_nothing() -> None:
    with hall() as opened:
        gone, stays = [Socket.arrived(opened.port) for _ in range(5)], Socket.arrived(opened.port)
        telling = gevent.spawn(flood, opened)
        for place, phone in enumerate(gone):
            phone.until(lambda: len(phone.numbers) > 20 * place, at_most=3000)  # noqa: B023
            if place % 2:
                phone.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # no goodbye
            phone.sock.close()
        stays.until(lambda: TOLD - 1 in stays.numbers)

        assert telling.get() is None
        assert stays.numbers == list(range(TOLD))
        while len(opened.server.eio.sockets) > 1:
            gevent.sleep(0.01)


def test_a_stranger_when_it_begins_a_second_line_that_is_none_then_the_room_is_told_on() -> None:
    """Seen failing with a carrier that was noted before there was a line: the sender of all frames broke down."""
    with hall() as opened:
        listener, phone = Socket.arrived(opened.port), Poller(opened.port)
        line = Socket(opened.port, phone.engine_id)
        line.say("2probe")
        line.until(lambda: "3probe" in line.texts)
        with socket.create_connection(("127.0.0.1", opened.port)) as broken:
            path = f"/socket.io/?EIO=4&transport=websocket&sid={phone.engine_id}"
            broken.sendall(
                f"GET {path} HTTP/1.1\r\nHost: hall\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n".encode()
            )
            broken.recv(1000)
        line.say("5")
        changed = opened.server.eio.sockets[phone.engine_id]
        while not changed.upgraded or not changed.queue.empty():
            gevent.sleep(0)

        opened.tell(1)
        listener.until(lambda: listener.numbers == [1])


class Flood:
    """A connection on which something always lies ready."""

    def settimeout(self, _seconds: float) -> None:
        """See ``socket``."""

    def recv(self, at_most: int) -> bytes:
        """See ``socket``."""
        return b"x" * at_most

    def close(self) -> None:
        """See ``socket``."""


def test_messages_that_came_all_at_once_when_taken_then_others_have_their_turn_between() -> None:
    """Seen red: a thousand that each read the database kept the whole hall waiting for seventeen seconds."""
    taken, turns = [], []
    with hall() as opened:
        opened.server.on("seen", lambda _sid, number: taken.append(number))
        phone = Socket.arrived(opened.port)
        frames = [phone._wire.send(TextMessage(data=f'42["seen",{number}]')) for number in range(60)]

        def others() -> None:
            while len(taken) < len(frames):
                turns.append(len(taken))
                gevent.sleep(0)

        turning = gevent.spawn(others)
        phone.sock.sendall(b"".join(frames))
        turning.join()

    assert len(set(turns)) > len(frames) // 2


def test_a_line_on_which_something_always_comes_when_read_then_others_have_their_turn() -> None:
    """Seen failing: whoever sent 200,000 messages at once kept the whole hall waiting for seventeen seconds."""
    line, turns = Line(Flood(), patience_s=1), []
    gevent.spawn(lambda: turns.append("mine"))

    for _ in range(3):
        line.recv(1)

    assert turns == ["mine"]


def test_a_line_whose_messages_nobody_can_read_in_time_when_more_come_then_it_is_cut() -> None:
    line = Line(Flood(), patience_s=1, unread=lambda: UNREAD_MAX + 1)

    with pytest.raises(OSError, match="flood"):
        line.recv(1)
