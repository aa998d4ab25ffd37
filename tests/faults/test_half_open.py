"""One phone must not shut the hall: thousands of connections that never finish asking, on a server of few files."""

from __future__ import annotations

import json
import resource
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pysqlite3
import pytest

from tests.support.server import Server, running
from tests.wire.client import YES, call, open_live

FEW_FILES = 1_500
HALF_OPEN = 1_700
OUR_FILES = 4_096
HALF = b"GET /livez HTTP/1.1\r\nHost: hall\r\nX-More: "
NO_BODY = b"POST /api/join HTTP/1.1\r\nHost: hall\r\nContent-Length: 200\r\n\r\n"


@pytest.fixture(scope="module", autouse=True)
def many_files() -> Iterator[None]:
    """This process plays the phones and needs more files than most systems give at first."""
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OUR_FILES if most == resource.RLIM_INFINITY else min(OUR_FILES, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(allowed, wanted), most))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, most))


@pytest.fixture(scope="module")
def small_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose limit of open files is low, and stays so."""
    allow = (
        "import os, resource as r, sys;"
        f"r.setrlimit(r.RLIMIT_NOFILE, ({FEW_FILES}, {FEW_FILES}));"
        "os.execv(sys.argv[1], sys.argv[1:])"
    )
    with running(tmp_path_factory.mktemp("hall") / "data", wrapper=(sys.executable, "-c", allow)) as served:
        yield served


@contextmanager
def half_open(server: Server, said: bytes, *, source: str = "127.0.0.1", count: int = HALF_OPEN) -> Iterator[None]:
    """So many connections, held for the length of a ``with``, that say so much and no more."""
    with ExitStack() as held:
        for _ in range(count):
            line = held.enter_context(
                socket.create_connection(("127.0.0.1", server.port), timeout=30, source_address=(source, 0))
            )
            line.sendall(said)
        yield


@pytest.mark.parametrize("source", ["127.0.0.1", "127.0.0.2"], ids=["this machine", "elsewhere"])
@pytest.mark.parametrize("said", [b"", HALF, NO_BODY], ids=["nothing", "half a head", "no body"])
def test_more_half_open_connections_than_files_when_others_ask_then_they_are_answered(
    small_server: Server, said: bytes, source: str
) -> None:
    """Seen failing with pywsgi alone: the server took them until it had no files left, and then nobody else."""
    live = open_live(small_server)
    with half_open(small_server, said, source=source):
        answers = [call(small_server, "GET", "/livez", source=who) for who in ("127.0.0.1", "127.0.0.3") * 20]
        phone = live.join("Ana").socket()
        note = live.leader.done(live.leader.note("still heard"))[0]

        assert {answer.status for answer in answers} == {200}
        phone.hear(note["op_id"])
        assert "Traceback" not in small_server.said.read_text()
        phone.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_half_open_connections_when_the_server_is_asked_to_stop_then_it_ends_soon(tmp_path: Path, number: int) -> None:
    """Seen failing with a stop that waits for every connection."""
    with (
        running(tmp_path / "data") as served,
        half_open(served, HALF, count=50),
        half_open(served, NO_BODY, count=50),
    ):
        began = time.monotonic()

        assert served.stop(number) == 0
        assert time.monotonic() - began < 10
        assert "Traceback" not in served.said.read_text()


@pytest.mark.parametrize("cut", [1, 200])
def test_a_request_whose_body_is_cut_short_when_its_sender_hangs_up_then_nothing_of_it_is_kept(
    small_server: Server, cut: int
) -> None:
    """What came is well-formed by itself. Seen failing with the raw stream handed to the application."""
    live = open_live(small_server)
    ana = live.join("Ana")
    join = {"join_pass": live.join_pass, "consents": YES, "display_name": "Half"}
    for path, said, token in [
        ("/api/join", join, ""),
        (live.path("ops"), {"v": 1, "batch": [ana.note("half")]}, ana.token),
    ]:
        body = json.dumps(said).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{small_server.port}\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body) + cut}\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", small_server.port), timeout=30) as line:
            line.sendall(head.encode() + body)
            line.shutdown(socket.SHUT_WR)
            assert b" 400 " in line.recv(65_536)[:20]

    assert "half" not in json.dumps(live.leader.read()) and "half" not in json.dumps(ana.read())
    database = pysqlite3.connect(small_server.file)
    assert database.execute("select count(*) from participant where display_name = 'Half'").fetchone() == (0,)
    database.close()
