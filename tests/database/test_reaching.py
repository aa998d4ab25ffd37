"""A database that cannot be opened: one sentence that says which, why, and what to do."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from retreat.database import open_database
from retreat.database.migrate import bring_up_to_date
from retreat.errors import Unavailable


def _refused(tmp_path: Path, *, url: str = "", file: Path | None = None) -> str:
    database = open_database(url=url, sqlite_file=file)
    with pytest.raises(Unavailable) as refused:
        bring_up_to_date(database, data=tmp_path)
    return refused.value.tell


def test_postgresql_that_is_not_running_when_opened_then_address_and_reason_are_told_and_no_password(
    tmp_path: Path,
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]

    told = _refused(tmp_path, url=f"postgresql://ana:secret-word@127.0.0.1:{port}/retreat")

    assert told.startswith(f"The database at 127.0.0.1:{port} cannot be opened (Connection refused).")
    assert "RETREAT_DATABASE_URL" in told and "secret-word" not in told


def test_file_that_is_no_database_when_opened_then_it_is_named_and_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "retreat.db"
    file.write_bytes(b"Nobody asked the family what they wanted. " * 200)
    before = file.read_bytes()

    told = _refused(tmp_path, file=file)

    assert told.startswith(f"The database file {file} cannot be opened (file is not a database).")
    assert "RETREAT_DATA" in told and file.read_bytes() == before
