"""A disk that becomes full while sound arrives: said in one sentence, nothing acknowledged is lost, all else goes on.

The disk is a real one, and really full. Seen failing with the part of an upload left behind, with an error of the
system that nobody translated, and with an upload that takes the last of the room from the notes.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.conftest import check_file
from tests.faults.going_on import all_else_goes_on
from tests.faults.small_disk import MIB, SmallDisk, filling, mounted
from tests.record.sound import wav
from tests.support.sending import LiveSound, StaffBrowser, Tus
from tests.support.server import Server, app, running, until
from tests.wire.client import Answered, Live, call, open_live

BLOCK = 4 * MIB


def long_sound(size_bytes: int) -> bytes:
    """A WAV file that is large but short: eight channels of noise."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(8)
        file.setsampwidth(2)
        file.setframerate(192_000)
        file.writeframes(os.urandom((size_bytes - 44) // 16 * 16))
    return out.getvalue()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A disk with room."""
    with mounted(tmp_path / "disk") as made:
        yield made


@pytest.fixture
def live(disk: SmallDisk) -> Iterator[Live]:
    """An open session on a server whose whole data folder lies on that disk."""
    with running(disk.folder / "data") as server:
        yield open_live(server)
        check_file(server)


def sound_files(server: Server, *folders: str) -> list[Path]:
    """Whatever lies where sound is kept, with what is only begun."""
    within = [server.data / "audio" / one for one in folders or ("",)]
    return [path for folder in within for path in folder.rglob("*") if path.is_file()]


def refused_for_room(answer: Answered) -> None:
    """507 with one sentence that says what to do."""
    assert answer.status == 507, answer
    error = answer.json["error"]
    assert error["code"] == "disk_full" and "free some space" in error["message"], error


def test_tus_upload_when_the_disk_fills_half_way_then_said_so_and_it_ends_whole_once_there_is_room(
    live: Live, disk: SmallDisk
) -> None:
    content = long_sound(24 * MIB)
    upload = Tus.create(live, len(content))
    safe = 2 * BLOCK

    def fills_half_way() -> Iterator[bytes]:
        yield content[:safe]
        until(lambda: upload.offset() == safe, what="the first half")
        disk.leave(2 * MIB)
        for at in range(safe, len(content), MIB):
            yield content[at : at + MIB]

    refused = upload.send(0, fills_half_way(), len(content))
    (part,) = sound_files(live.server, "incoming")
    at_refusal = upload.offset(), part.stat().st_size
    all_else_goes_on(live)
    again = upload.send(safe, [content[safe:]], len(content) - safe)
    disk.make_room()
    finished = upload.send(safe, [content[safe:]], len(content) - safe)

    refused_for_room(refused)
    assert at_refusal == (safe, safe)
    refused_for_room(again)
    assert finished.status == 204 and finished.headers["Upload-Offset"] == str(len(content))
    (kept,) = sound_files(live.server, "files")
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == hashlib.sha256(content).hexdigest()
    assert not sound_files(live.server, "incoming")
    recording = finished.headers["Retreat-Recording"]
    done = ("ready", "set_aside")
    path = f"/api/recordings/{recording}"
    told = until(
        lambda: (found := call(live.server, "GET", path, token=live.leader.token).json)["state"] in done and found,
        within_s=900,
        what="the end of its work",
    )
    assert told["state"] == "ready", told


def test_a_new_upload_when_the_disk_is_full_then_refused_before_a_byte_is_sent(live: Live, disk: SmallDisk) -> None:
    disk.leave(2 * MIB)

    refused_for_room(Tus.asked(live, 10 * MIB))

    assert not sound_files(live.server, "incoming", "files")
    all_else_goes_on(live)


def test_plain_form_when_the_disk_fills_while_it_is_sent_then_a_page_says_so_and_nothing_half_stays(
    live: Live, disk: SmallDisk
) -> None:
    ada = StaffBrowser.of(live.server)
    content = long_sound(48 * MIB)

    def fills_half_way() -> Iterator[bytes]:
        half = len(content) // 2
        yield content[44:half]
        until(lambda: disk.used_bytes() > 20 * MIB, what="the first half")
        disk.leave(8 * MIB)
        yield content[half:]

    refused = ada.send_file(live.session_id, content[:44], fills_half_way(), len(content))
    left = sound_files(live.server)
    until(lambda: disk.free_bytes() > 20 * MIB, what="the end of what was half sent")
    all_else_goes_on(live)
    disk.make_room()
    kept = ada.send_file(live.session_id, content[:44], [content[44:]], len(content))

    assert refused.status == 507, refused
    assert 'data-code="disk_full"' in refused.text
    assert not left
    assert kept.status == 303
    (file,) = sound_files(live.server, "files")
    assert file.read_bytes() == content


@pytest.mark.parametrize("full_by", ["bytes", "files"])
def test_live_pieces_when_the_disk_is_full_then_those_acknowledged_stay_and_the_rest_follow_once_there_is_room(
    live: Live, disk: SmallDisk, full_by: str
) -> None:
    sound = LiveSound.begin(live)
    pieces = [wav(1.0, level=n + 1) for n in range(6)]

    def put(n: int) -> Answered:
        return sound.put(n, pieces[n], start_ms=n * 1000, samples=16_000)

    kept = [put(n).status for n in range(3)]
    disk.leave(2 * MIB) if full_by == "bytes" else disk.leave_no_files()
    refused = [put(n) for n in range(3, 6)]
    told, again = sound.told(), put(0)
    begun = call(
        live.server,
        "POST",
        live.path("recordings"),
        {"mime": "audio/wav", "started_at": "2026-03-05T10:00:00.000Z"},
        token=live.leader.token,
    )
    left = {path.read_bytes() for path in sound_files(live.server)}
    all_else_goes_on(live)
    disk.make_room()
    later = [put(n).status for n in range(3, 6)]
    sealed = sound.seal(6)

    assert (kept, again.status, later, sealed.status) == ([201] * 3, 200, [201] * 3, 200)
    for one in refused:
        refused_for_room(one)
    assert begun.status == (507 if full_by == "bytes" else 201)
    assert (told["received"], left) == (3, set(pieces[:3]))
    assert sealed.json["missing"] == []


@pytest.mark.slow
def test_ingest_when_the_disk_fills_while_it_copies_then_one_line_and_nothing_half_stays(
    disk: SmallDisk, tmp_path: Path
) -> None:
    data = disk.folder / "data"
    session_id = json.loads(app(data, "session", "open", "--activity", "brainstorm", "--json").stdout)["session_id"]
    file = tmp_path / "long.wav"
    file.write_bytes(wav(1.0))
    os.truncate(file, 1500 * MIB)  # holes: the disk under test is the one that it is copied to

    with filling(disk, data / "audio" / "files", ".*.part", leaves=4 * MIB):
        done = app(data, "ingest", str(file), "--session", session_id, "--json")
    left = [path for path in (data / "audio").rglob("*") if path.is_file()]
    disk.make_room()
    short = tmp_path / "short.wav"
    short.write_bytes(wav(1.0))
    later = app(data, "ingest", str(short), "--session", session_id, "--json")

    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1), done
    assert "free some space" in done.stderr
    assert not left
    assert later.returncode == 0, later
