"""Requests that end too early or can be understood in two ways: none of them runs."""

from __future__ import annotations

import pytest
from gevent import socket

from tests.live.doors import Asked, door, end_of, get, line

POST = "POST / HTTP/1.1\r\nHost: hall\r\n"


@pytest.mark.parametrize(
    "said",
    [
        "DELETE /api/uploads/1 HTTP/1.1\r\nHost: hall\r\n",
        "DELETE /api/uploads/1 HTTP/1.1\r\nHost: hall\r\nAuthorization: Bea",
        "DELETE /api/uploads/1 HTTP/1.1\r\n",
        "DELETE /api/uploads/1 HTTP/1.1",
        "GET /sign-ou",
        "GET",
        "",
    ],
)
def test_a_request_half_sent_when_its_sender_hangs_up_then_it_does_not_run(said: str) -> None:
    """Seen failing with pywsgi alone, which takes the end of the line for the end of the head."""
    app = Asked()
    with door(app) as server:
        sock = line(server, said.encode())
        sock.shutdown(socket.SHUT_WR)

        end_of(sock)
        assert app.paths == []


@pytest.mark.parametrize(
    "said",
    [
        "GET /\r\n\r\n",
        "GET / HTTP/0.9\r\n\r\n",
        "GET / HTTP/2.0\r\n\r\n",
        "GET  / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1 more\r\n\r\n",
        "G[T / HTTP/1.1\r\n\r\n",
        "\r\n\r\n",
        "GET /\x00 HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\n" + "".join(f"X-{n}: 1\r\n" for n in range(101)) + "\r\n",
        "GET / HTTP/1.1\r\nX-Long: " + "x" * 70_000 + "\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: hall\r\n folded: over\r\n\r\n",
        "GET / HTTP/1.1\r\nHost : hall\r\n\r\n",
        "GET / HTTP/1.1\r\nHost\r\n\r\n",
        "GET / HTTP/1.1\r\n: hall\r\n\r\n",
        "GET / HTTP/1.1\r\nX: a\rb\r\n\r\n",
        "GET / HTTP/1.1\r\nX: a\x00b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: hall\r\nHost: other\r\n\r\n",
        *(
            f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n"
            for host in ("a b", "a,b", "x" * 64, "a/b", "u@a", "a:b", "[::1", "a." * 200)
        ),
        POST + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nab",
        POST + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
        POST + "Content-Length: 2, 2\r\n\r\nab",
        POST + "Content-Length: +2\r\n\r\nab",
        POST + "Content-Length: -2\r\n\r\nab",
        POST + "Content-Length: 1_0\r\n\r\nabcdefghij",
        POST + "Content-Length: ²\r\n\r\nab",
        POST + "Content-Length: two\r\n\r\nab",
        POST + "Content-Length:\r\n\r\nab",
        POST + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        POST + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        POST + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        POST + "Upgrade: websocket\r\nContent-Length: 2\r\n\r\nab",
        "GET / HTTP/1.1\r\nConnection: Upgrade\r\nContent-Length: 2\r\n\r\nab",
    ],
)
def test_a_head_that_is_not_clear_when_it_comes_then_it_is_refused_and_the_line_closed(
    said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Seen failing with pywsgi alone: two thirds of these run."""
    app = Asked()
    with door(app) as server:
        answer = end_of(line(server, said.encode("latin-1") + get("/next")))

        assert answer.startswith(b"HTTP/1.1 400 ") and answer.count(b"HTTP/1.1 ") == 1
        assert app.paths == []
        assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "said",
    [
        get("/?q=%20", "X-Empty:", "Cookie: a=1; b=2", "X-Name: Zoë", "Connection: close"),
        get("/", "Content-Length: 2", "Connection: close", method="POST") + b"ab",
        get("/", "Transfer-Encoding: Chunked", "Connection: close", method="POST") + b"2\r\nab\r\n0\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"GET / HTTP/1.0\n\n",
        *(
            f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
            for host in ("", "My_PC.local:8000", "hall.", "192.168.1.20:8000", "[fe80::1]:8000")
        ),
    ],
)
def test_a_clear_head_when_it_comes_then_it_runs(said: bytes) -> None:
    app = Asked()
    with door(app) as server:
        assert end_of(line(server, said)).startswith(b"HTTP/1.1 200 ")
        assert app.paths == ["/"]


def test_two_requests_sent_at_once_when_both_are_whole_then_both_run_in_order() -> None:
    app = Asked()
    with door(app) as server:
        answers = end_of(line(server, get("/first") + get("/second", "Connection: close")))

        assert answers.count(b"HTTP/1.1 200 ") == 2 and app.paths == ["/first", "/second"]


@pytest.mark.parametrize(
    "said",
    [
        get("/short", "Content-Length: 9", method="POST") + b"ab",
        get("/short", "Transfer-Encoding: chunked", method="POST") + b"9\r\nab",
        get("/short", "Transfer-Encoding: chunked", method="POST") + b"2\r\nab\r\n",
        get("/short", "Transfer-Encoding: chunked", method="POST") + b"2\r\nab",
    ],
)
def test_a_body_that_is_cut_short_when_read_then_it_is_not_taken_for_whole(said: bytes) -> None:
    """Seen failing with the raw stream handed to the application."""
    app = Asked()
    with door(app) as server:
        sock = line(server, said)
        sock.shutdown(socket.SHUT_WR)
        end_of(sock)

        assert app.bodies == [None]


def test_a_body_in_chunks_that_cannot_be_read_when_more_follows_then_that_is_no_request() -> None:
    """Seen failing with pywsgi alone where the application had caught the error: the rest ran as a request."""
    app = Asked()
    with door(app) as server:
        said = get("/broken", "Transfer-Encoding: chunked", method="POST") + b"zz\r\n" + get("/next")
        answers = end_of(line(server, said))

        assert answers.count(b"HTTP/1.1 ") == 1 and app.paths == ["/broken"]
