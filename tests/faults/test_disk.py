"""The disk as the server meets it: made to sync, made to fail, made slow, and full; and a database that others hold."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pysqlite3
import pytest

from facilitation.live.health import FULL_DISK, NO_FOLDER, NO_SECRET, NO_WRITER
from tests.faults.conftest import check_file
from tests.support.needs import need
from tests.support.server import Server, running, until
from tests.wire.client import Answered, call, open_live


@contextmanager
def traced(server: Server, out: Path, *options: str) -> Iterator[Path]:
    """The server's system calls, written down, or tampered with, for the length of a ``with``."""
    need(shutil.which("strace") is not None, "strace is not installed")
    command = ["strace", "-f", "-y", "-o", str(out), *options, "-p", str(server.process.pid)]
    tracer = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert tracer.stderr is not None
    first = tracer.stderr.readline()
    need("attached" in first, f"processes cannot be traced here: {first.strip()}")
    os.set_blocking(tracer.stderr.fileno(), False)
    try:
        yield out
    finally:
        tracer.send_signal(signal.SIGINT)
        tracer.wait(timeout=30)


SYNCS = ("-e", "trace=fsync,fdatasync", "-e")
CALLS = "trace=fsync,fdatasync,sendto,send,sendmsg"
SYNC = re.compile(r"(fdatasync|fsync)\(\d+<.*retreat\.db-wal>\)")
ACK = re.compile(r"send(to|msg)?\(.*accepted")


def test_note_when_acknowledged_then_the_log_was_synced_to_disk_before(own_server: Server, tmp_path: Path) -> None:
    """What the running server does, not what it was told. Seen failing with ``synchronous=NORMAL`` and with an
    acknowledgement before the commit."""
    ana = open_live(own_server).join("Ana")
    ana.done(ana.note("warm"))

    with traced(
        own_server, tmp_path / "calls", "-s", "2000", "-e", "trace=fsync,fdatasync,sendto,send,sendmsg"
    ) as calls:
        for number in range(5):
            ana.done(ana.note(f"note {number}"))
    lines = calls.read_text().splitlines()

    synced = False
    acks = 0
    for line in lines:
        if SYNC.search(line):
            synced = True
        elif ACK.search(line):
            assert synced, f"acknowledged without a sync before: {line}"
            acks, synced = acks + 1, False
    assert acks == 5


def test_commit_that_fails_when_a_note_comes_then_refused_and_the_same_note_is_kept_once_later(
    own_server: Server, tmp_path: Path
) -> None:
    live = open_live(own_server)
    ana, phone = live.join("Ana"), live.join("Ben").socket()
    ana.done(ana.note("before"))
    note = ana.note("through a bad moment")
    body = {"v": 1, "batch": [note]}

    with traced(own_server, tmp_path / "calls", *SYNCS, "inject=fsync,fdatasync:error=EIO"):
        failed = call(own_server, "POST", live.path("ops"), body, token=ana.token)
        read = [op["op_id"] for op in ana.read()]
    after = call(own_server, "POST", live.path("ops"), body, token=ana.token)

    assert failed.status == 503 and "accepted" not in failed.json, failed
    assert note["op_id"] not in read
    assert [one["op_id"] for one in after.json["accepted"]] == [note["op_id"]]
    phone.hear(note["op_id"])
    assert [op["op_id"] for op in phone.ops()].count(note["op_id"]) == 1
    assert [op["op_id"] for op in ana.read()].count(note["op_id"]) == 1
    check_file(own_server)


def test_slow_disk_when_a_note_comes_then_neither_acknowledged_nor_heard_before_it_is_kept(
    own_server: Server, tmp_path: Path
) -> None:
    live = open_live(own_server)
    ana, phone = live.join("Ana"), live.join("Ben").socket()
    ana.done(ana.note("before"))
    note = ana.note("slowly")

    with traced(
        own_server,
        tmp_path / "calls",
        "-e",
        "trace=fsync,fdatasync",
        "-e",
        "inject=fsync,fdatasync:delay_enter=1500000",
    ):
        began = time.monotonic()
        sender = ana.socket(hello=False)
        number = sender.tell("ops", {"v": 1, "batch": [note]})
        early = time.monotonic()
        seen_early = [op["op_id"] for op in ana.read()]
        read_took_s = time.monotonic() - early
        sender.answered(number)
        took_s = time.monotonic() - began
        phone.hear(note["op_id"])

    assert took_s >= 1.5
    assert note["op_id"] not in seen_early or read_took_s > 1.4


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes."""
    need(os.geteuid() == 0, "only root can mount a small disk")
    folder = tmp_path / "small"
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", folder], capture_output=True, text=True)
    need(done.returncode == 0, f"no disk can be mounted here: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_full_disk_when_notes_come_then_said_clearly_nothing_lost_and_over_once_there_is_room(small_disk: Path) -> None:
    with running(small_disk / "data") as server:
        live = open_live(server)
        ana = live.join("Ana")
        kept = [ana.done(ana.note("before"))[0]["op_id"]]
        filler = small_disk / "filler"
        with filler.open("wb") as full, pytest.raises(OSError):
            while True:
                full.write(b"\0" * 65536)
                full.flush()

        refused = None
        for number in range(40):
            note = ana.note(f"{number} " + "x" * 1900)
            body = {"v": 1, "batch": [note]}
            refused = call(server, "POST", live.path("ops"), body, token=ana.token)
            if refused.status != 200:
                break
            kept += [one["op_id"] for one in refused.json["accepted"]]
        read = ana.read()
        page = call(server, "GET", "/join")
        unready = until(
            lambda: ready(server).status == 503 and ready(server), what="the machine to say that it is full"
        )
        alive = call(server, "GET", "/livez")
        filler.unlink()
        again = until(
            lambda: call(server, "POST", live.path("ops"), {"v": 1, "batch": [note]}, token=ana.token).json.get(
                "accepted"
            ),
            what="room on the disk",
        )

        assert refused.status == 507 and refused.json["error"]["code"] == "disk_full", refused
        assert "free some space" in refused.json["error"]["message"]
        assert set(kept) <= {op["op_id"] for op in read} and note["op_id"] not in {op["op_id"] for op in read}
        assert page.status == 200 and alive.status == 200
        assert FULL_DISK in unready.json["complaints"]
        until(lambda: ready(server).status == 200, what="the machine to be ready again")
        assert [one["op_id"] for one in again] == [note["op_id"]]
        assert {*kept, note["op_id"]} <= {op["op_id"] for op in ana.read()}
        check_file(server)


def ready(server: Server) -> Answered:
    """Whether it says that it can keep what people write."""
    return call(server, "GET", "/readyz")


def test_data_folder_that_is_moved_away_when_asked_whether_ready_then_it_is_not_until_it_is_back(
    own_server: Server,
) -> None:
    data = own_server.data
    away = data.rename(data.with_name("away"))
    without = ready(own_server)
    away.rename(data)

    assert without.status == 503 and NO_FOLDER in without.json["complaints"]
    assert ready(own_server).status == 200


def test_secret_that_is_gone_when_asked_whether_ready_then_it_is_not_until_it_is_back(own_server: Server) -> None:
    secret = own_server.data / "secret"
    before = ready(own_server)

    kept = secret.rename(own_server.data / "elsewhere")
    without = ready(own_server)
    secret.touch()
    empty = ready(own_server)
    secret.write_text("another" * 9)
    another = ready(own_server)
    kept.rename(secret)

    assert (before.status, without.status, empty.status, another.status) == (200, 503, 503, 503)
    assert without.json["complaints"] == empty.json["complaints"] == another.json["complaints"] == [NO_SECRET]
    assert ready(own_server).status == 200


def test_disk_that_confirms_nothing_when_asked_whether_ready_then_it_is_not(own_server: Server, tmp_path: Path) -> None:
    with traced(own_server, tmp_path / "calls", *SYNCS, "inject=fsync,fdatasync:error=EIO"):
        unready = until(lambda: ready(own_server).status == 503 and ready(own_server), what="that it is not ready")

    assert unready.json["complaints"] == [NO_WRITER]
    until(lambda: ready(own_server).status == 200, what="that it is ready again")


def hold(server: Server, held: threading.Event, let_go: threading.Event) -> None:
    """Another process's long write."""
    connection = pysqlite3.connect(server.file, isolation_level=None)
    connection.execute("begin immediate")
    held.set()
    let_go.wait(60)
    connection.execute("rollback")
    connection.close()


def test_database_held_by_another_for_seconds_when_notes_come_then_they_wait_and_are_kept(own_server: Server) -> None:
    live = open_live(own_server)
    ana = live.join("Ana")
    held, let_go = threading.Event(), threading.Event()
    holder = threading.Thread(target=hold, args=(own_server, held, let_go))
    holder.start()
    held.wait(10)
    threading.Timer(3.0, let_go.set).start()

    began = time.monotonic()
    answers = [call(own_server, "GET", live.path("snapshot"), token=ana.token)]
    read_took_s = time.monotonic() - began
    answers.append(call(own_server, "POST", live.path("ops"), {"v": 1, "batch": [ana.note("late")]}, token=ana.token))
    took_s = time.monotonic() - began
    holder.join()

    assert [answer.status for answer in answers] == [200, 200]
    assert answers[1].json["accepted"] and 2.5 < took_s < 10
    assert read_took_s < 2.5, "reading goes on meanwhile"


def test_database_held_by_another_when_asked_whether_ready_then_it_is_not_until_writing_goes_on(
    own_server: Server,
) -> None:
    """Seen failing with a try that writes nothing: ready, while no note could be kept."""
    held, let_go = threading.Event(), threading.Event()
    holder = threading.Thread(target=hold, args=(own_server, held, let_go))
    holder.start()
    held.wait(10)

    began = time.monotonic()
    unready = until(lambda: ready(own_server).status == 503 and ready(own_server), what="that it is not ready")
    took_s = time.monotonic() - began
    let_go.set()
    holder.join()

    assert unready.json["complaints"] == [NO_WRITER] and took_s < 12
    until(lambda: ready(own_server).status == 200, what="that it is ready again")


@pytest.mark.slow
def test_database_held_for_too_long_when_notes_come_then_told_to_try_again_and_nothing_is_lost(
    own_server: Server,
) -> None:
    live = open_live(own_server)
    ana = live.join("Ana")
    held, let_go = threading.Event(), threading.Event()
    holder = threading.Thread(target=hold, args=(own_server, held, let_go))
    holder.start()
    held.wait(10)
    note = ana.note("too late")

    refused = call(own_server, "POST", live.path("ops"), {"v": 1, "batch": [note]}, token=ana.token)
    let_go.set()
    holder.join()

    assert refused.status == 503 and refused.json["error"]["code"] == "unavailable"
    assert ana.done(note)
