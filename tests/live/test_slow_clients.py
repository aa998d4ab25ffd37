"""Clients that keep the server waiting: for a head, for a body, for the next request, or to take the answer."""

from __future__ import annotations

import errno

import gevent
import pytest
from gevent import socket
from gevent.server import StreamServer

from facilitation.live.connections import Places
from facilitation.live.wire import Pace, Patience
from tests.live.doors import Asked, door, end_of, get, line, until

# None of these is waited out by a whole server, except where a test says so.
SHORT = 0.3
LONG = Patience(head_s=60, idle_s=60, body_s=60, answer_s=60)


def drip(sock: socket.socket, byte: bytes = b"x", every_s: float = 0.02) -> None:
    """Send a byte now and then until the line is cut."""
    try:
        while True:
            sock.sendall(byte)
            gevent.sleep(every_s)
    except OSError:
        return


def test_a_head_that_comes_byte_by_byte_when_its_time_is_over_then_the_line_is_cut_and_nothing_runs() -> None:
    """Seen failing with a time for each byte instead of one for the whole head."""
    app = Asked()
    with door(app, patience=Patience(head_s=SHORT)) as server:
        sock = line(server, b"GET / HTTP/1.1\r\nX-Slow: ")
        dripping = gevent.spawn(drip, sock)

        assert end_of(sock) == b""
        dripping.join()
        assert app.paths == []
        until(lambda: server.connections.taken == 0)


def test_nothing_said_when_its_time_is_over_then_the_line_is_cut() -> None:
    with door(Asked(), patience=Patience(head_s=SHORT)) as server:
        assert end_of(line(server)) == b""


def test_a_kept_line_when_no_other_request_comes_then_it_is_closed() -> None:
    app = Asked()
    with door(app, patience=Patience(idle_s=SHORT)) as server:
        sock = line(server, get())

        assert end_of(sock).endswith(b"\r\n\r\nwell")
        assert app.paths == ["/"]


def test_a_second_head_on_a_kept_line_when_half_sent_then_it_has_the_time_of_a_head() -> None:
    with door(Asked(), patience=Patience(head_s=SHORT, idle_s=60)) as server:
        sock = line(server, get())
        until(lambda: sock.recv(65_536).endswith(b"well"))
        sock.sendall(b"GET / HT")

        assert end_of(sock) == b""


def test_a_body_that_comes_byte_by_byte_when_too_slow_then_the_line_is_cut() -> None:
    """Seen failing without a pace: silence alone never lasted long enough."""
    app = Asked()
    with door(app, patience=Patience(body_s=SHORT)) as server:
        sock = line(server, get("/slow", "Content-Length: 100000", method="POST"))
        dripping = gevent.spawn(drip, sock)
        end_of(sock)
        dripping.join()

        assert app.bodies == [None]


def test_a_body_of_a_slow_phone_when_it_keeps_the_pace_then_it_arrives_however_long_that_takes() -> None:
    """Ten parts of a quarter of the patience each: longer in all than anybody may be silent."""
    app = Asked()
    with door(app, patience=Patience(body_s=SHORT, bytes_a_s=1000)) as server:
        sock = line(server, get("/slow", "Content-Length: 10000", "Connection: close", method="POST"))
        for _ in range(10):
            gevent.sleep(SHORT / 4)
            sock.sendall(b"x" * 1000)

        assert end_of(sock).endswith(b"well")
        assert app.bodies == [b"x" * 10_000]


def test_patience_when_bytes_come_then_they_give_back_no_more_than_there_was() -> None:
    pace = Pace(30, 500)
    pace.waited(20, 0)
    assert pace.left_s == 10
    pace.waited(5, 5_000)
    assert pace.left_s == 15
    pace.waited(1, 10**9)
    assert pace.left_s == 30


def test_an_answer_that_nobody_reads_when_its_time_is_over_then_the_line_is_let_go() -> None:
    """Seen failing without a time for answers: the connection was held for ever."""
    app = Asked(b"x" * 20_000_000)
    with door(app, patience=Patience(answer_s=SHORT)) as server:
        sock = line(server, get())
        until(lambda: app.paths)

        until(lambda: server.connections.taken == 0)
        assert len(end_of(sock)) < 20_000_000


def test_an_answer_that_is_read_slowly_when_it_moves_on_then_all_of_it_comes() -> None:
    app = Asked(b"x" * 20_000_000)
    with door(app, patience=Patience(answer_s=1)) as server:
        sock = line(server, get("/", "Connection: close"))
        came = 0
        while part := sock.recv(400_000):
            came += len(part)
            gevent.sleep(0.02)

        assert came > 20_000_000


def test_places_taken_by_whoever_waits_when_somebody_asks_then_they_are_answered_at_once() -> None:
    """Seen failing where only connections without a head could be cut."""
    app = Asked(b"x" * 20_000_000)
    with door(app, patience=LONG, places=Places(all=6, one_address=6, own=2)) as server:
        unread = line(server, get("/unread"), source="127.0.0.2")
        until(lambda: unread.recv(10))
        silent = [line(server, get("/silent", "Content-Length: 5", method="POST"), source="127.0.0.2") for _ in "123"]
        until(lambda: app.paths == ["/unread", *["/silent"] * 3])
        app.answer = b"well"

        for _ in range(10):
            assert end_of(line(server, get("/new", "Connection: close"), source="127.0.0.3")).endswith(b"well")

        assert app.bodies.count(None) >= 1 and len(end_of(unread)) < 20_000_000
        assert silent


@pytest.mark.parametrize("own", ["127.0.0.1", "127.0.0.7"], ids=["loopback", "its address in the hall"])
def test_all_places_of_others_being_served_when_this_machine_asks_then_it_is_answered_and_others_are_told(
    own: str,
) -> None:
    """Seen failing with no places kept: the desk was told that the hall is full."""
    app = Asked()
    app.go_on.clear()
    with door(app, host="0.0.0.0", patience=LONG, places=Places(all=6, one_address=6, own=2)) as server:
        busy = [line(server, get("/busy"), source="127.0.0.2") for _ in "123"]
        until(lambda: len(app.paths) == 3)

        desk = line(server, get("/desk"), source=own, to=own)
        refused = end_of(line(server, get("/late"), source="127.0.0.3"))
        until(lambda: "/desk" in app.paths)
        app.go_on.set()

        assert desk.recv(65_536).startswith(b"HTTP/1.1 200")
        assert refused.startswith(b"HTTP/1.1 503") and b"Retry-After: " in refused
        assert all(sock.recv(65_536).startswith(b"HTTP/1.1 200") for sock in busy)
        assert "/late" not in app.paths


def test_files_used_up_by_others_in_the_process_when_somebody_comes_then_a_line_that_waits_gives_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Seen failing with the library alone: it prints the error and lets nobody in for up to a second."""
    with door(Asked(), patience=LONG) as server:
        waiting = line(server, b"GET / HT")
        until(lambda: server.connections.taken == 1)
        accept, errors = StreamServer.do_read, [OSError(errno.EMFILE, "too many open files")]
        monkeypatch.setattr(StreamServer, "do_read", lambda one: _raise(errors.pop()) if errors else accept(one))

        assert end_of(line(server, get("/", "Connection: close"))).endswith(b"well")
        assert end_of(waiting) == b""
        assert capsys.readouterr().err == ""


def _raise(error: Exception) -> None:
    raise error


def test_requests_that_come_all_at_once_when_served_then_others_have_their_turn_between() -> None:
    """Seen failing: one connection that went on asking kept everybody waiting for as long as it did."""
    asked = Asked()
    with door(asked) as server:
        _busy = line(server, get("/one") * 3_000 + get("/last", "Connection: close"))
        until(lambda: "/one" in asked.paths)

        _other = line(server, get("/other", "Connection: close"))
        until(lambda: "/last" in asked.paths and "/other" in asked.paths)

    assert asked.paths.index("/other") < asked.paths.index("/last")
