"""The secret that signs cookies and links: whole on the disk or not there; refused where it could be guessed."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from retreat.errors import BadSetting
from retreat.secret import instance_secret, secret_is_kept
from tests.serve.conftest import Typed
from tests.support.server import ROOT


def test_a_folder_without_secret_when_opened_then_one_is_made_for_its_owner_alone_and_stays(tmp_path: Path) -> None:
    assert not secret_is_kept(tmp_path, "")
    mask = os.umask(0)
    try:
        made = instance_secret(tmp_path)
    finally:
        os.umask(mask)

    assert len(made) >= 64 and instance_secret(tmp_path) == made
    assert [path.name for path in tmp_path.iterdir()] == ["secret"] and secret_is_kept(tmp_path, made)
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_a_secret_that_others_could_read_when_opened_then_they_no_longer_can(tmp_path: Path) -> None:
    instance_secret(tmp_path)
    (tmp_path / "secret").chmod(0o644)

    instance_secret(tmp_path)

    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


@pytest.mark.parametrize("failing", ["fsync", "write"])
def test_a_disk_that_fails_when_the_secret_is_made_then_none_is_there_and_the_next_try_makes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.EIO if failing == "fsync" else errno.ENOSPC, "the disk failed")

    with monkeypatch.context() as broken, pytest.raises(BadSetting):
        broken.setattr(os, "fsync" if failing == "fsync" else "fchmod", fail)
        instance_secret(tmp_path)

    assert not (tmp_path / "secret").exists()
    assert len(instance_secret(tmp_path)) >= 64
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_processes_that_start_at_once_when_none_is_there_then_all_have_the_same(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom pathlib import Path\nfrom retreat.secret import instance_secret\n"
        "print(flush=True)\nsys.stdin.readline()\nprint(instance_secret(Path(sys.argv[1])))\n"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for _ in range(6)
    ]
    for one in started:
        assert one.stdout and one.stdout.readline()
    for one in started:
        assert one.stdin
        one.stdin.write("now\n")
        one.stdin.flush()
    found = {one.communicate()[0].strip() for one in started}

    assert len(found) == 1 and len(found.pop()) >= 64


@pytest.mark.parametrize("left", ["", "\n", "short", "a" * 31])
def test_a_secret_that_is_cut_short_when_started_then_one_line_refuses_and_it_is_left_alone(
    typed: Typed, tmp_path: Path, left: str
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "secret").write_text(left)

    done = typed("search", "tired", "--json")

    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.strip().splitlines()) == 1 and "secret" in done.stderr
    assert (tmp_path / "data" / "secret").read_text() == left
    assert not secret_is_kept(tmp_path / "data", "a" * 64)


@pytest.mark.parametrize("kind", ["pipe", "folder"])
def test_a_secret_that_is_no_file_when_started_then_one_line_refuses_at_once(
    typed: Typed, tmp_path: Path, kind: str
) -> None:
    secret = tmp_path / "data" / "secret"
    secret.parent.mkdir()
    {"pipe": os.mkfifo, "folder": os.mkdir}[kind](secret)

    done = typed("search", "tired", "--json")

    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.strip().splitlines()) == 1 and "secret" in done.stderr


def test_a_folder_that_others_could_read_when_started_then_they_no_longer_can(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o755)

    typed("search", "tired", "--json")

    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
