"""What keeps the embedded database safe is really on: tried on connections of the product, as an attacker would."""

from __future__ import annotations

from pathlib import Path

import pysqlite3
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from retreat.database import Database, open_database
from retreat.database.migrate import bring_up_to_date
from retreat.database.sqlite import sqlite_engine, version_is_safe
from retreat.errors import Unavailable

CANARY = "Zwietracht"


def files_holding(folder: Path, word: str) -> list[str]:
    """Files in which these bytes lie."""
    return [path.name for path in folder.rglob("*") if path.is_file() and word.encode() in path.read_bytes()]


def emptied_log(database: Database) -> None:
    """The write-ahead log is in the file, and empty."""
    with database.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@pytest.mark.parametrize(
    ("version", "is_safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 9), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 0), True),
    ],
)
def test_an_sqlite_when_it_may_lose_commits_then_it_is_known(version: tuple[int, int, int], is_safe: bool) -> None:
    assert version_is_safe(version) is is_safe


def test_an_sqlite_that_may_lose_commits_when_a_file_is_opened_then_refused_before_it_is_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pysqlite3, "sqlite_version", "3.50.4")

    with pytest.raises(Unavailable):
        sqlite_engine(tmp_path / "retreat.db")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.both_engines
def test_a_row_that_points_nowhere_when_written_then_refused(database: Database) -> None:
    wrong = text("insert into session_table (id, session_id, number, name) values ('t', 'nowhere', 1, 'Table')")

    with pytest.raises(IntegrityError), database.engine.begin() as connection:
        connection.execute(wrong)


def test_a_row_when_deleted_then_its_bytes_are_gone_from_the_file(sqlite_database: Database, tmp_path: Path) -> None:
    with sqlite_database.engine.begin() as connection:
        connection.execute(text("create table told (words text)"))
        connection.execute(text("insert into told values (:words)"), {"words": f"She said {CANARY}."})
    emptied_log(sqlite_database)
    before = files_holding(tmp_path, CANARY)

    with sqlite_database.engine.begin() as connection:
        connection.execute(text("delete from told"))
    emptied_log(sqlite_database)

    assert before and files_holding(tmp_path, CANARY) == []


def test_words_of_the_index_when_deleted_and_merged_then_their_bytes_are_gone_from_the_file(
    sqlite_database: Database, tmp_path: Path
) -> None:
    word = CANARY.lower()
    with sqlite_database.engine.begin() as connection:
        columns = [row.name for row in connection.execute(text("pragma table_info(passage_fts)"))]
        first = columns[0]
        connection.execute(text(f"insert into passage_fts (rowid, {first}) values (1, :words)"), {"words": word})
        connection.execute(text(f"insert into passage_fts (rowid, {first}) values (2, 'something else')"))
    emptied_log(sqlite_database)
    before = files_holding(tmp_path, word)

    with sqlite_database.engine.begin() as connection:
        connection.execute(text("delete from passage_fts where rowid=:gone"), {"gone": 1})
        connection.execute(text("insert into passage_fts (passage_fts) values ('optimize')"))
        asked = connection.scalar(text("select v from passage_fts_config where k = 'secure-delete'"))
    emptied_log(sqlite_database)

    assert before and files_holding(tmp_path, word) == []
    assert asked == 1, "it does nothing for an index without content; one with content would keep what is deleted"


def test_an_index_of_a_migrated_folder_when_looked_at_then_it_too_deletes_for_good(tmp_path: Path) -> None:
    database = open_database(sqlite_file=tmp_path / "retreat.db", url="")
    bring_up_to_date(database, data=tmp_path)
    with database.engine.connect() as connection:
        asked = connection.scalar(text("select v from passage_fts_config where k = 'secure-delete'"))
    database.close()

    assert asked == 1
