"""The data folder says what it is: moved, copied, open elsewhere, too new, or on a disk that is full or read-only."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from retreat.database import open_database
from retreat.errors import BadSetting, Conflict
from retreat.keeping import identity
from tests.faults.small_disk import mounted
from tests.serve.conftest import Typed


def refused(done, *words: str) -> None:  # type: ignore[no-untyped-def]
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1), done
    assert all(word in done.stderr for word in words), done.stderr


def test_a_folder_when_moved_copied_or_made_its_own_then_it_says_so_and_nothing_is_harmed(
    typed: Typed, tmp_path: Path
) -> None:
    data, moved, copied = (tmp_path / name for name in ("data", "moved", "copied"))
    opened = json.loads(typed("session", "open", "--activity", "brainstorm", "--json").stdout)
    data.rename(moved)

    told = json.loads(typed("folder", "--json", RETREAT_DATA=str(moved)).stdout)
    shutil.copytree(moved, copied)
    before = {path: path.read_bytes() for path in copied.rglob("*") if path.is_file()}
    typed_in_copy = typed("activities", "--event", opened["event_id"], "--json", RETREAT_DATA=str(copied))
    after = {path: path.read_bytes() for path in copied.rglob("*") if path.is_file()}
    owned = json.loads(typed("folder", "--make-own", "--json", RETREAT_DATA=str(copied)).stdout)

    assert told["moved_from"] == str(data)
    refused(typed_in_copy, str(copied), str(moved), "--make-own")
    assert before == after
    assert owned["folder_id"] and owned["folder_id"] != told["folder_id"] and owned["moved_from"] is None
    for folder in (copied, moved):
        again = typed("activities", "--event", opened["event_id"], "--json", RETREAT_DATA=str(folder))
        assert again.returncode == 0, again
    refused(typed("folder", RETREAT_DATA=str(tmp_path / "nothing")), "nothing")


def test_a_folder_when_another_computer_serves_it_then_refused_and_when_it_was_switched_off_then_opened(
    tmp_path: Path,
) -> None:
    holder = tmp_path / identity.HOLDER

    def beats(number: int) -> None:
        holder.write_text(json.dumps({"computer": "hall-laptop", "pid": 1, "beat": number}))

    beats(1)
    with pytest.raises(Conflict, match="hall-laptop"):
        identity.refuse_held(tmp_path, wait=lambda _s: beats(2))
    identity.refuse_held(tmp_path, wait=lambda _s: None)
    own = identity.Holder(tmp_path)
    identity.refuse_held(tmp_path, wait=lambda _s: pytest.fail("one computer may open it twice"))
    own.release()
    assert not holder.exists()


def test_a_folder_when_a_newer_version_wrote_it_then_refused(typed: Typed, tmp_path: Path) -> None:
    assert typed("activities", "--json").returncode == 0
    typed("session", "open", "--activity", "brainstorm", "--json")
    database = open_database(sqlite_file=tmp_path / "data" / "retreat.db")
    with database.engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999_from_later'"))
    database.close()

    refused(typed("search", "anything", "--json"), "newer version")


def test_a_folder_when_its_disk_is_full_or_read_only_then_one_sentence(tmp_path: Path) -> None:
    with mounted(tmp_path / "disk") as disk:
        data = disk.folder / "data"
        data.mkdir()
        identity.identify(data)
        kept = (data / identity.FOLDER).read_bytes()
        disk.leave(4096)
        with pytest.raises(BadSetting, match="full"):
            identity.identify(data)
        disk.make_room()

        assert identity.identify(data).path == str(data) and (data / identity.FOLDER).read_bytes() == kept
        assert [path.name for path in data.iterdir()] == [identity.FOLDER]
