"""A disk that becomes full while sound is being worked on: the sound is kept, nothing counts as failed, it goes on.

Seen failing with a full disk that counted as the sound's own fault: after three tries it was set aside.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pysqlite3
import pytest

from retreat.recordings.pieces.flac import FlacWriter, opened
from retreat.speech.work.worker import NO_ROOM
from tests.faults.going_on import all_else_goes_on
from tests.faults.small_disk import MIB, SmallDisk, filling, mounted
from tests.support.flac import flac
from tests.support.sending import StaffBrowser, Tus
from tests.support.server import app, running, until
from tests.wire.client import call, open_live

pytestmark = pytest.mark.models

QUIET_S = 1800
DECODED = "*/.audio.pcm.*"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A disk with room."""
    with mounted(tmp_path / "disk") as made:
        yield made


@pytest.fixture
def quiet_half_hour(tmp_path: Path) -> Path:
    """Half an hour of next to nothing: a file of some kilobytes, more than fifty megabytes once decoded.

    True silence would be a hole in what is decoded, and take no room.
    """
    file, minute = tmp_path / "quiet.flac", opened(flac(np.ones((60 * 16_000, 1), np.int16)))
    with file.open("wb") as out:
        stream = FlacWriter(out, minute.shape)
        for _ in range(QUIET_S // 60):
            stream.add(minute.frames)
        stream.finish()
    return file


def rows(data: Path, sql: str) -> list[Any]:
    """Ask the database beside everything."""
    connection = pysqlite3.connect(data / "retreat.db", isolation_level=None)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def left_in_work(data: Path) -> list[str]:
    """Large things that were only begun."""
    return [path.name for path in (data / "audio" / "work").rglob("*") if path.is_file() and path.stat().st_size > MIB]


def test_ingest_when_the_disk_fills_while_decoding_then_one_line_and_the_same_file_goes_on_later(
    disk: SmallDisk, quiet_half_hour: Path
) -> None:
    data = disk.folder / "data"
    session_id = json.loads(app(data, "session", "open", "--activity", "brainstorm", "--json").stdout)["session_id"]

    with filling(disk, data / "audio" / "work", DECODED, leaves=4 * MIB):
        done = app(data, "ingest", str(quiet_half_hour), "--session", session_id, "--json")
    stands = rows(data, "select id, state, failures from audio_recording")
    (kept,) = (data / "audio" / "files").iterdir()
    left = left_in_work(data)
    disk.make_room()
    again = app(data, "ingest", str(quiet_half_hour), "--session", session_id, "--json")

    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1), done
    assert done.stderr.split() == NO_ROOM.split(), "what to do, and that the sound is kept"
    assert stands == [(kept.name, "sealed", 0)] and left == []
    assert hashlib.sha256(kept.read_bytes()).digest() == hashlib.sha256(quiet_half_hour.read_bytes()).digest()
    assert again.returncode == 0, again
    told = json.loads(again.stdout)
    assert (told["recording_id"], told["duration_s"], told["passages"]) == (kept.name, float(QUIET_S), 0)


@pytest.mark.slow
def test_worker_when_the_disk_fills_while_decoding_then_the_page_says_so_and_it_goes_on_once_there_is_room(
    disk: SmallDisk, quiet_half_hour: Path
) -> None:
    content = quiet_half_hour.read_bytes()
    with running(disk.folder / "data") as server:
        live, data = open_live(server), server.data
        ada = StaffBrowser.of(server)

        def told() -> Any:
            return json.loads(ada.open(f"/sessions/{live.session_id}/progress").text)["recordings"][0]

        with filling(disk, data / "audio" / "work", DECODED, leaves=4 * MIB):
            sent = Tus.create(live, len(content), "quiet.flac").send(0, [content], len(content))
            recording_id = sent.headers["Retreat-Recording"]
            waits = until(lambda: (one := told())["reason"] and one, within_s=900, what="what the page says")
        page = ada.open(f"/sessions/{live.session_id}/sound").text
        left, worker = left_in_work(data), server.worker().pid
        all_else_goes_on(live)
        disk.make_room()
        # The minute until the next look is not waited for in a test.
        rows(data, "update audio_recording set retry_after = null")
        until(lambda: told_by_phone(live, recording_id)["state"] == "ready", within_s=900, what="the end of its work")

        assert (waits["state"], waits["failed_once"]) == ("sealed", False)
        assert "free some space" in waits["reason"] and waits["reason"] in page
        assert left == []
        assert server.worker().pid == worker
        assert rows(data, "select failures, reason, duration_s from audio_recording") == [(0, None, float(QUIET_S))]
        assert (data / "audio" / "files" / recording_id).read_bytes() == content


def told_by_phone(live: Any, recording_id: str) -> Any:
    """How far it has come, by the address that devices ask."""
    return call(live.server, "GET", f"/api/recordings/{recording_id}", token=live.leader.token).json
