"""Starting and stopping, as somebody at a terminal sees it: nothing is left, and what is wrong is said in a line."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.serve.conftest import Done, Typed
from tests.support.server import ROOT, all_gone, app, environment, running, until
from tests.wire.client import call, open_live


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_running_server_when_asked_to_stop_then_all_of_it_ends_soon_and_the_port_is_free(
    tmp_path: Path, number: int
) -> None:
    """Seen failing with a worker that is not told."""
    with running(tmp_path / "data") as server:
        server.worker()
        live = open_live(server)
        phone = live.join("Ana").socket()
        family = server.family()
        began = time.monotonic()

        code = server.stop(number)

        until(lambda: all_gone(family), what="the end of everything")
        assert code == 0 and time.monotonic() - began < 10
        phone.hear_end()
        assert not any((tmp_path / "data" / "tmp").iterdir()), "what was arriving"
        with socket.socket() as again:
            again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            again.bind(("127.0.0.1", server.port))
        assert "Traceback" not in server.said.read_text()
        assert len(family) >= 2


def test_stopped_server_when_started_again_then_everything_is_there(tmp_path: Path) -> None:
    with running(tmp_path / "data") as server:
        live = open_live(server)
        ana = live.join("Ana")
        kept = ana.done(ana.note("kept"))[0]["op_id"]
        server.stop()
        began = time.monotonic()
        server.start()

        assert time.monotonic() - began < 60, "two seconds of work, on a machine that may be busy"
        assert kept in {op["op_id"] for op in ana.read()}


def one_line(done: subprocess.CompletedProcess[str] | Done, *words: str) -> None:
    """Refused with exit code 1 and one clear sentence, nothing else."""
    assert done.returncode == 1, done
    assert len(done.stderr.strip().splitlines()) == 1 and "Traceback" not in done.stderr, done.stderr
    assert all(word in done.stderr for word in words), done.stderr


def test_port_in_use_when_started_then_one_sentence_and_nothing_is_left(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        one_line(app(tmp_path / "data", "serve", PORT=str(port)), f"Port {port}", "(Address already in use)", "PORT=")


def test_same_folder_when_a_second_server_starts_on_another_port_then_both_serve_one_log(tmp_path: Path) -> None:
    with running(tmp_path / "data") as first:
        live = open_live(first)
        phone = live.join("Ana").socket()
        with running(tmp_path / "data") as second:
            note = live.leader.note("from the other side")
            answer = call(second, "POST", live.path("ops"), {"v": 1, "batch": [note]}, token=live.leader.token)

            assert answer.json["accepted"]
            assert phone.hear(note["op_id"])["body"]["text"] == "from the other side"


def test_file_in_place_of_the_data_folder_when_started_then_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")

    one_line(app(tmp_path / "data", "serve"), "data folder", "RETREAT_DATA")


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("RETREAT_COLOUR", "red", ("RETREAT_COLOUR", "not known")),
        ("PORT", "eight", ("PORT", "whole number")),
        ("PORT", "70000", ("PORT", "65535")),
        ("RETREAT_DATABASE_URL", "mysql://x", ("RETREAT_DATABASE_URL", "postgresql://")),
        ("RETREAT_REDIS_URL", "localhost:6379", ("RETREAT_REDIS_URL", "redis://")),
        ("RETREAT_ADDRESS", "192.168.1.20:8000", ("RETREAT_ADDRESS", "http://192.168.1.20:8000")),
        ("RETREAT_LOG_LEVEL", "loud", ("RETREAT_LOG_LEVEL", "debug")),
        ("RETREAT_MODELS", "/nowhere/models", ("/nowhere/models", "make setup")),
    ],
)
@pytest.mark.timeout(60)  # a setting that is taken after all would be served with for ever
def test_setting_that_cannot_be_used_when_started_then_one_sentence(
    typed: Typed, setting: str, value: str, words: tuple[str, ...]
) -> None:
    one_line(typed("serve", **{setting: value}), *words)


def test_another_python_when_it_runs_a_command_then_what_set_up_installed_is_used(tmp_path: Path) -> None:
    own = ROOT / ".venv" / "bin" / "python"
    command = [
        own if own.exists() else sys.executable,
        "-S",
        "app.py",
        "search",
        "anything",
        "--json",
    ]  # -S: no packages

    done = subprocess.run(command, cwd=ROOT, env=environment(tmp_path / "data"), capture_output=True, text=True)

    said = (done.returncode, done.stdout.strip(), "Traceback" in done.stderr)
    assert said == (0, "[]", False) if own.exists() else (1, "", False), done.stderr


def test_what_is_printed_when_started_then_a_person_knows_where_to_go(tmp_path: Path) -> None:
    with running(tmp_path / "data") as server:
        said = until(lambda: "Ctrl-C" in server.said.read_text() and server.said.read_text(), what="the greeting")

        assert f"http://localhost:{server.port}" in said and "/join" in said and "/sign-in/first#" in said
        assert "HOST" in said, "an address of this machine alone is no use to a phone"
        assert call(server, "GET", "/livez").json == {"status": "alive"}


def test_worker_when_killed_then_another_takes_its_place(tmp_path: Path) -> None:
    with running(tmp_path / "data") as server:
        first = server.worker()
        first.kill()
        first.wait()

        until(lambda: server.family()[1:] and server.worker().pid != first.pid, what="another worker")


def test_more_phones_than_open_files_are_allowed_at_first_when_they_connect_then_each_hears(tmp_path: Path) -> None:
    """As on a laptop that allows few until it is asked. Seen failing with the limit left as it was found."""
    allow = (
        "import os, resource as r, sys; r.setrlimit(r.RLIMIT_NOFILE, (128, 4096)); os.execv(sys.argv[1], sys.argv[1:])"
    )
    with running(tmp_path / "data", wrapper=(sys.executable, "-c", allow)) as server:
        live = open_live(server)
        ana = live.join("Ana")
        phones = [ana.socket() for _ in range(80)]

        note = ana.done(ana.note("heard by all"))[0]

        for phone in phones:
            phone.hear(note["op_id"])
            phone.close()
