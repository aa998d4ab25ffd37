"""``backup``, ``restore`` and ``verify`` as they are typed; what the home page and ``doctor`` say about backups."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tests.serve.conftest import Typed

PASSPHRASE = {"RETREAT_BACKUP_PASSPHRASE": "five red lamps at noon"}


def one_line(done, code: int) -> None:  # type: ignore[no-untyped-def]
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (code, "", 1), done


def test_a_folder_when_backed_up_checked_restored_and_drilled_then_each_says_what_it_did(
    typed: Typed, tmp_path: Path
) -> None:
    place, file = tmp_path / "disk", tmp_path / "passphrase"
    file.write_text("five red lamps at noon\n")
    opened = json.loads(typed("session", "open", "--activity", "brainstorm", "--json").stdout)

    made = typed("backup", str(place), "--passphrase-file", str(file), "--json")
    listed = typed("backup", str(place), "--tombstones", "--json", **PASSPHRASE)
    whole = typed("verify", str(place), "--json", **PASSPHRASE)
    here = typed("verify", "--json")
    drilled = typed("verify", "--drill", "--json")
    restored = typed("restore", str(place), "--json", RETREAT_DATA=str(tmp_path / "restored"), **PASSPHRASE)
    again = typed("restore", str(place), RETREAT_DATA=str(tmp_path / "restored"), **PASSPHRASE)

    for done in (made, listed, whole, here, drilled, restored):
        assert (done.returncode, done.stderr) == (0, ""), done
        json.loads(done.stdout)
    assert json.loads(made.stdout)["rows"] == json.loads(restored.stdout)["rows"] > 10
    assert json.loads(whole.stdout)["troubles"] == json.loads(here.stdout)["troubles"] == []
    one_line(again, 1)
    events = typed("activities", "--event", opened["event_id"], "--json", RETREAT_DATA=str(tmp_path / "restored"))
    assert events.returncode == 0
    assert os.stat(tmp_path / "restored").st_mode & 0o777 == 0o700
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "restored").rglob("*"))
    assert all(path.stat().st_mode & 0o077 == 0 for path in place.rglob("*"))


def test_commands_when_something_is_wrong_then_one_line_and_one(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "nothing").mkdir()
    wrong = {"RETREAT_BACKUP_PASSPHRASE": "another one altogether"}
    assert typed("backup", str(tmp_path / "disk"), "--json", **PASSPHRASE).returncode == 0

    one_line(typed("backup"), 1)
    one_line(typed("backup", str(tmp_path / "elsewhere")), 1)
    one_line(typed("backup", str(tmp_path / "elsewhere"), RETREAT_BACKUP_PASSPHRASE="short"), 1)
    one_line(typed("backup", str(tmp_path / "disk"), **wrong), 1)
    one_line(typed("backup", str(tmp_path / "empty" / "under"), **PASSPHRASE), 1)
    one_line(typed("backup", str(tmp_path / "data" / "inside"), **PASSPHRASE), 1)
    one_line(typed("restore", str(tmp_path / "nothing"), RETREAT_DATA=str(tmp_path / "r"), **PASSPHRASE), 1)
    one_line(typed("restore", str(tmp_path / "disk"), RETREAT_DATA=str(tmp_path / "r"), **wrong), 1)
    one_line(typed("restore", str(tmp_path / "disk"), **PASSPHRASE), 1)
    one_line(typed("verify", str(tmp_path / "nothing"), **PASSPHRASE), 1)
    for name in ("taken-back.sealed", "taken-back-copy.sealed"):
        (tmp_path / "disk" / name).unlink()
    one_line(typed("restore", str(tmp_path / "disk"), RETREAT_DATA=str(tmp_path / "r"), **PASSPHRASE), 1)
    assert not (tmp_path / "elsewhere" / "key.json").exists() and not (tmp_path / "r").exists()
