"""Removes erased words from the files: from gaps, indexes, the write-ahead log, and the copy made before an upgrade.

SQLite's ``secure_delete`` blanks a row in place, but not the copies that stayed behind when rows were moved
between pages (some one in a hundred rows), nor what an FTS5 table without content keeps until its segments are merged.
So the tables that words were erased from are rewritten. Those of notes are small; those of spoken words are not,
and are touched only when some of these were erased.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from retreat.clock import Clock
from retreat.database import erasing
from retreat.database.engine import Database
from retreat.database.sqlite import own_connection
from retreat.errors import Unavailable

# While a checkpoint waits for readers, nobody can write: short waits, repeated often, are better than one long wait.
_CHECKPOINT_WAITS_MS = 200
_PG_LOCK_WAITS = "2s"
_PG_READERS_WAIT_S = 0.2
# A writer between two statements has no snapshot, and is waited for all the same; one of another database's holds back
# whoever begins to read in this one.
_OLDER_READERS = text(
    "SELECT count(*) FROM ("
    "SELECT backend_xmin AS seen FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
    "AND (datname = current_database() OR datname IS NULL) "
    "UNION ALL SELECT backend_xid FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
    "UNION ALL SELECT transaction FROM pg_prepared_xacts WHERE database = current_database() "
    "UNION ALL SELECT xmin FROM pg_replication_slots"
    ") AS older WHERE seen IS NOT NULL AND age(seen) > age(CAST(:now AS xid))"
)
_FTS5_SHADOWS = ("data", "idx")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often to retry while somebody reads: SQLite's checkpoint, and PostgreSQL's tables."""

    checkpoint_tries: int = 50
    readers_tries: int = 20


@dataclass(frozen=True, slots=True)
class Purged:
    """What was done: up to which erasure, and how long it took."""

    number: int
    took_s: float


def purge(database: Database, data: Path, clock: Clock, *, patience: Patience = Patience()) -> Purged | None:
    """Remove what was erased from the files; None if there is nothing to do.

    Raises:
        Unavailable: Somebody else was using the tables all the time. It is still to be done: try again soon.
    """
    with database.read() as db:
        number, tables = erasing.waiting(db), erasing.tables_waiting(db)
    if number is None:
        return None
    began = time.monotonic()
    if database.dialect == "sqlite":
        _purge_sqlite(database, patience, tables)
        _remove_copies(data)
    else:
        _purge_postgres(database, patience, tables)
    database.write(lambda db: erasing.purged(db, number, now=clock()))
    return Purged(number, time.monotonic() - began)


def _purge_sqlite(database: Database, patience: Patience, tables: Sequence[str]) -> None:
    file = database.engine.url.database
    if not file:
        return  # in memory: there is no file
    connection = own_connection(Path(file))
    try:
        # Every row comes back as it was before anybody can look.
        connection.execute("PRAGMA foreign_keys=OFF")
        for index in erasing.word_indexes():
            connection.execute(f"INSERT INTO {index}({index}) VALUES('optimize')")
            for shadow in _FTS5_SHADOWS:
                _write_afresh(connection, f"{index}_{shadow}")
        for table in tables:
            _write_afresh(connection, table)
        _empty_the_log(connection, patience.checkpoint_tries)
    finally:
        connection.close()


def _write_afresh(connection: Any, table: str) -> None:
    """Put the same rows on fresh pages; ``secure_delete`` blanks the old pages when they are freed."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(f"CREATE TEMP TABLE kept AS SELECT * FROM {table}")  # noqa: S608 - our own tables' names
        connection.execute(f"DELETE FROM main.{table}")  # noqa: S608
        connection.execute(f"INSERT INTO main.{table} SELECT * FROM temp.kept")  # noqa: S608
        connection.execute("DROP TABLE temp.kept")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _empty_the_log(connection: Any, tries: int) -> None:
    """Move everything from the write-ahead log into the file, and truncate the log.

    Raises:
        Unavailable: Somebody was reading from it all the time.
    """
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    connection.execute(f"PRAGMA busy_timeout={_CHECKPOINT_WAITS_MS}")
    for _ in range(tries):
        busy, *_pages = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not busy:
            return
        time.sleep(_CHECKPOINT_WAITS_MS / 1000)
    raise Unavailable()


def _remove_copies(data: Path) -> None:
    """Delete the copy made before an upgrade: it still has words that were erased later, or not yet purged then."""
    for copy in data.glob("before-*.db"):
        copy.unlink(missing_ok=True)


def _purge_postgres(database: Database, patience: Patience, tables: Sequence[str]) -> None:
    """Rewrite tables and their indexes; the server's own log and backups are out of reach."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        _wait_for_older_readers(connection, patience.readers_tries)
        connection.execute(text(f"SET lock_timeout = '{_PG_LOCK_WAITS}'"))
        for table in [*tables, *erasing.word_indexes()]:
            connection.execute(text(f'VACUUM (FULL) "{table}"'))
        connection.execute(text("RESET lock_timeout"))


def _wait_for_older_readers(connection: Connection, tries: int) -> None:
    """Wait for older transactions: rows that they may still see would be copied along, erased or not.

    Raises:
        Unavailable: One stays open, such as a backup that is being made.
    """
    now = connection.execute(text("SELECT CAST(pg_current_xact_id() AS xid)")).scalar_one()
    for _ in range(tries):
        if not connection.execute(_OLDER_READERS, {"now": str(now)}).scalar_one():
            return
        time.sleep(_PG_READERS_WAIT_S)
    raise Unavailable()
