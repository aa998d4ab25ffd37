"""Pieces of sound that claim to lie days apart: no silence is written for them, and what can be heard is heard.

Seen failing with pieces that were taken wherever they said they lie: the silence between two of them filled the disk.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pysqlite3
import pytest

from retreat.clock import system_clock
from retreat.recordings.pieces.joining import piece_name
from tests.faults.small_disk import MIB, SmallDisk, mounted
from tests.record.sound import wav
from tests.support.sending import LiveSound, StaffBrowser
from tests.support.server import running, until
from tests.wire.client import Live, open_live

pytestmark = pytest.mark.models

ELEVEN_DAYS_MS = 11 * 24 * 3600 * 1000
LITTLE = 16 * MIB


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A disk that silence would fill within seconds."""
    with mounted(tmp_path / "disk", "700m") as made:
        yield made


@pytest.fixture
def live(disk: SmallDisk) -> Iterator[Live]:
    """An open session on a server whose data folder lies on that disk."""
    with running(disk.folder / "data", more={"RETREAT_WHISPER_MODEL": "tiny.en"}) as server:
        yield open_live(server)


def most_used(disk: SmallDisk, sound: LiveSound) -> int:
    """The most that lay on the disk at any moment until its work came to an end, or has to wait."""
    seen = [disk.used_bytes()]

    def is_over() -> bool:
        seen.append(disk.used_bytes())
        told = sound.told()
        return told["state"] in ("ready", "set_aside") or bool(told["reason"])

    until(is_over, within_s=600, what="the end of its work")
    return max(seen)


def taken_earlier(sound: LiveSound, n: int, content: bytes, *, start_ms: int) -> None:
    """A piece that lies in the storage and the database, as one that was taken before there was a bound."""
    sha256, data = hashlib.sha256(content).hexdigest(), sound.live.server.data
    (data / "audio" / piece_name(sound.id, n, sha256)).write_bytes(content)
    connection = pysqlite3.connect(data / "retreat.db", isolation_level=None)
    connection.execute(
        "insert into audio_chunk (recording_id, n, start_ms, samples, rate_hz, size_bytes, sha256, received_at)"
        " values (?, ?, ?, 16000, 16000, ?, ?, 0)",
        (sound.id, n, start_ms, len(content), sha256),
    )
    connection.execute("update audio_recording set duration_s = ? where id = ?", (start_ms / 1000 + 1, sound.id))
    connection.close()


def warning_of(live: Live) -> str:
    """The one thing that whoever reads the transcript is told."""
    connection = pysqlite3.connect(live.server.file)
    ((told,),) = connection.execute("select warnings from transcript_version").fetchall()
    connection.close()
    (warning,) = json.loads(told)
    return str(warning)


@pytest.mark.parametrize("began_ago", [timedelta(0), timedelta(days=12)], ids=["now", "twelve days ago"])
def test_two_pieces_eleven_days_apart_when_sent_then_no_silence_is_written_and_the_first_is_heard(
    disk: SmallDisk, live: Live, began_ago: timedelta
) -> None:
    sound = LiveSound.begin(live, started_at=system_clock() - began_ago)
    before = disk.used_bytes()

    first = sound.put(0, wav(level=1), start_ms=0, samples=16_000)
    second = sound.put(1, wav(level=2), start_ms=ELEVEN_DAYS_MS, samples=16_000)
    sound.seal(1 if second.status == 422 else 2)
    most = most_used(disk, sound)

    assert most - before < LITTLE
    assert (first.status, second.status, list(second.json["error"]["fields"])) == (201, 422, ["start_ms"])
    told = sound.told()
    assert (told["state"], told["received"], told["duration_s"]) == ("ready", 1, 1.0), told


def test_two_pieces_eleven_days_apart_when_they_were_taken_earlier_then_the_first_is_heard_and_the_page_says_so(
    disk: SmallDisk, live: Live
) -> None:
    sound = LiveSound.begin(live)
    sound.put(0, wav(level=1), start_ms=0, samples=16_000)
    taken_earlier(sound, 1, wav(level=2), start_ms=ELEVEN_DAYS_MS)
    before = disk.used_bytes()

    sound.seal(2)
    most = most_used(disk, sound)

    assert most - before < LITTLE
    told = sound.told()
    assert (told["state"], told["received"], told["duration_s"]) == ("ready", 2, 1.0), told
    page = StaffBrowser.of(live.server).open(f"/sessions/{live.session_id}").text
    assert warning_of(live) in page
    assert len(list((live.server.data / "audio" / "pieces" / sound.id).iterdir())) == 2
