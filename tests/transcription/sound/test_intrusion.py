"""A hostile sound that has taken over the decoder finds nothing in reach; each measure also holds by itself."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.needs import need
from tests.transcription.make import tone, wav_bytes
from tests.transcription.odd_decoder import SAYS
from transcription.children import programs
from transcription.errors import EngineFailed, UnreadableAudio
from transcription.sound import audio

ROOT = Path(audio.__file__).parents[2]


def started_as(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    """Another program runs where the decoder would."""
    monkeypatch.setattr(audio, "command_of", lambda _module, *more: programs.command_of(module, *more))


@pytest.fixture
def linux() -> None:
    """A system that offers every measure, asked past the product."""
    need(sys.platform == "linux", "a decoder that is shut in wants Linux")
    need(ctypes.CDLL(None).syscall(444, None, 0, 1) >= 6, "this kernel has no Landlock, or an old one")
    may_leave = ["unshare", "--user", "--net", "true"]
    need(
        shutil.which("unshare") is not None and subprocess.run(may_leave).returncode == 0, "no network can be left here"
    )


@pytest.fixture
def taken_over(monkeypatch: pytest.MonkeyPatch, linux: None) -> None:
    """The decoder is somebody else's from its first foreign byte on; who starts it doesn't know."""
    started_as(monkeypatch, "tests.transcription.intruder")


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """What lies outside: a secret, a database that listens, a port."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    secret = folder / "secret"
    secret.write_text("signs everything")
    secret.chmod(0o600)
    with (
        socket.socket(socket.AF_UNIX) as database,
        socket.socket(socket.AF_UNIX) as abstract,
        socket.create_server(("127.0.0.1", 0)) as server,
    ):
        database.bind(str(folder / "db"))
        abstract.bind(f"\0retreat-{os.getpid()}")
        for one in (database, abstract):
            one.listen()
        yield {
            "secret": str(secret),
            "folder": str(folder),
            "socket": str(folder / "db"),
            "abstract": f"retreat-{os.getpid()}",
            "port": server.getsockname()[1],
        }


def intrusion(job: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    """What the intruder found, with these orders."""
    source, target = tmp_path / "sound.wav", tmp_path / "out.pcm"
    source.write_text(json.dumps(job))
    audio.decode(source, target)
    found: dict[str, Any] = json.loads(target.read_bytes())
    return found


def test_a_decoder_that_is_taken_over_when_it_tries_everything_then_each_try_is_refused(
    taken_over: None, outside: dict[str, Any], tmp_path: Path
) -> None:
    secret = Path(outside["secret"])

    found = intrusion(outside, tmp_path)["tries"]

    assert len(found) > 35
    # Where memory and room are bounded, rather than forbidden, the system answers with another error.
    others = {"three gigabytes": "ENOMEM", "a file without end": "EFBIG"}
    assert {name: became for name, became in found.items() if became != others.get(name, "EPERM")} == {}
    assert secret.read_text() == "signs everything" and secret.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in secret.parent.iterdir()) == ["db", "secret"]


def test_a_decoder_that_is_taken_over_when_it_looks_around_then_no_environment_and_no_door_but_its_own(
    taken_over: None, outside: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RETREAT_DATABASE_URL", "postgresql://retreat:password@db/retreat")
    inherited, other_end = os.pipe()
    os.set_inheritable(inherited, True)

    found = intrusion(outside, tmp_path)
    for one in (inherited, other_end):
        os.close(one)

    assert found["environment"] == {}
    own = {"PYTHONPATH", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "LC_CTYPE"}
    own |= {"LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPYCACHEPREFIX", "PYTHONDONTWRITEBYTECODE"}
    assert set(found["given"]) <= own and "password" not in str(found["given"])
    assert len(found["doors"]) == 5, "three pipes, one file in, one out"


@pytest.mark.parametrize("act", ["probe", "decode"])
def test_a_decoder_that_is_taken_over_when_it_computes_without_end_then_it_is_ended(
    taken_over: None, tmp_path: Path, act: str
) -> None:
    source = tmp_path / "sound.wav"
    source.write_text(json.dumps({"endless": True}))
    began = time.monotonic()

    with pytest.raises(UnreadableAudio):
        audio.probe(source) if act == "probe" else audio.decode(source, tmp_path / "out.pcm")

    assert time.monotonic() - began < 15


@pytest.mark.parametrize("says", sorted(SAYS))
def test_a_decoder_that_is_taken_over_when_it_says_what_no_decoder_says_then_the_file_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, says: bytes
) -> None:
    started_as(monkeypatch, "tests.transcription.odd_decoder")
    source = tmp_path / "sound.wav"
    source.write_bytes(says)

    with pytest.raises(UnreadableAudio) as refused:
        audio.decode(source, tmp_path / "out.pcm")

    assert len(str(refused.value)) < 400 and not (tmp_path / "out.pcm").exists()


def test_a_decoder_that_is_taken_over_when_it_waits_without_a_word_then_it_is_ended(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    started_as(monkeypatch, "tests.transcription.odd_decoder")
    monkeypatch.setattr(audio, "_SILENT_MAX_S", 3.0, raising=False)
    source = tmp_path / "sound.wav"
    source.write_bytes(b"nothing")
    began = time.monotonic()

    with pytest.raises((UnreadableAudio, EngineFailed)):
        audio.decode(source, tmp_path / "out.pcm")

    assert time.monotonic() - began < 20


def test_this_machine_when_it_has_every_measure_then_all_of_them_hold(linux: None) -> None:
    measures = ("files", "network", "calls", "opening", "memory", "time", "size")

    assert audio.confinement() == dict.fromkeys(measures, True)


# What the others would hide: one measure alone, and an act that it refuses, with the error that says so.
CONNECT = "socket.create_connection(('127.0.0.1', int(os.environ['PORT'])))"
ALONE = {
    "files": ("shut", "open(sys.executable)", "EACCES"),
    "files that are made": ("shut", "os.mkdir(os.environ['FOLDER'] + '/new')", "EACCES"),
    "ports": ("shut", CONNECT, "EACCES"),
    "other processes": ("shut", "os.kill(os.getppid(), 0)", "EPERM"),
    "sockets": ("allow_computing_only", "socket.socket()", "EPERM"),
    "new processes": ("allow_computing_only", "os.fork()", "EPERM"),
    "network": ("leave_network", CONNECT, "ENETUNREACH"),
    "memory": ("limit", "mmap.mmap(-1, 2 << 30)", "ENOMEM"),
    "size": ("limit", "os.ftruncate(1, 2 << 20)", "EFBIG"),
    "opening": ("limit", "open(sys.executable)", "EMFILE"),
    "rights": ("keep_privileges_down", "refuse(ctypes.CDLL(None).prctl(39, 0, 0, 0, 0))", "EPERM"),
    "looking in": ("keep_privileges_down", "refuse(not ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))", "EPERM"),
}
PROGRAM = """
import ctypes, errno, mmap, os, socket, sys
from transcription.children import confinement
measures = {"shut": 0, "allow_computing_only": False, "leave_network": False, "limit": {}, "keep_privileges_down": None}
wanted = {sys.argv[1]}
if wanted & {"shut", "allow_computing_only"}:
    wanted.add("keep_privileges_down")
for name in measures.keys() - wanted:
    setattr(confinement, name, lambda *_, result=measures[name], **__: result)
port, folder, refused = os.environ["PORT"], os.environ["FOLDER"], PermissionError(errno.EPERM, "")
confinement.enter(memory_bytes=1 << 30, cpu_s=60, written_bytes=1 << 20)
os.environ.update(PORT=port, FOLDER=folder)
def refuse(is_refused):
    if is_refused:
        raise refused
try:
    eval(sys.argv[2])
    told = "done"
except OSError as error:
    told = errno.errorcode[error.errno]
os.write(2, told.encode())
os._exit(0)
"""


@pytest.mark.parametrize("what", ALONE)
def test_a_process_that_is_shut_in_when_one_measure_stands_alone_then_it_refuses_what_is_its_own(
    what: str, outside: dict[str, Any], tmp_path: Path, linux: None
) -> None:
    measure, act, refusal = ALONE[what]
    with (tmp_path / "out").open("wb") as out:
        child = subprocess.Popen(
            [sys.executable, "-P", "-c", PROGRAM, measure, act],
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=subprocess.PIPE,
            env={"PYTHONPATH": str(ROOT), "FOLDER": outside["folder"], "PORT": str(outside["port"])},
        )
    assert child.stdin and child.stderr
    told = child.stderr.read().decode()  # its input stays open meanwhile, as it ends with that
    child.stdin.close()
    child.stderr.close()
    child.wait()

    assert told == refusal


def test_a_system_that_lacks_measures_when_sound_is_decoded_then_the_others_hold_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need(sys.platform == "linux", "memory is bounded on Linux")
    source = tmp_path / "hum.wav"
    source.write_bytes(wav_bytes(tone(2.0)))
    started_as(monkeypatch, "tests.transcription.poor_system")

    holds = audio.confinement()

    assert (holds["files"], holds["calls"]) == (False, False)
    assert all(holds[name] for name in ("opening", "memory", "time", "size"))
    assert audio.decode(source, tmp_path / "out.pcm").duration_s == pytest.approx(2.0, abs=0.01)
