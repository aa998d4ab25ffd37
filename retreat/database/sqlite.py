"""SQLite as this product runs it: without the WAL-reset bug, with durable commits and real deletion."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pysqlite3
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import QueuePool, StaticPool

from retreat.errors import Unavailable

# Two processes on one WAL file could lose commits before these. Source: sqlite.org/wal.html#the_wal_reset_bug
FIXED_IN = ((3, 44, 6), (3, 50, 7), (3, 51, 3))


def version_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite lacks the WAL-reset bug."""
    if version >= FIXED_IN[-1]:
        return True
    return any(version[:2] == fixed[:2] and version >= fixed for fixed in FIXED_IN)


def check_version() -> None:
    """Refuse to start on an SQLite that can lose acknowledged notes.

    Raises:
        Unavailable: The version is in the affected range.
    """
    version = tuple(int(part) for part in pysqlite3.sqlite_version.split("."))
    if not version_is_safe(version):
        raise Unavailable(f"SQLite {pysqlite3.sqlite_version} can lose data; install pysqlite3 0.6.1 or newer.")


def sqlite_engine(file: Path | None, *, synchronous: str = "FULL") -> Engine:
    """An engine on one file, or in memory where there is none (tests).

    Every connection is put in autocommit, so that ``BEGIN`` is ours: write transactions begin IMMEDIATE, because a
    deferred one that upgrades ignores the busy timeout.
    """
    check_version()
    if file is not None and not file.exists():
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    engine = create_engine(
        f"sqlite+pysqlite:///{file}" if file else "sqlite+pysqlite://",
        module=pysqlite3,
        hide_parameters=True,
        poolclass=QueuePool if file else StaticPool,
        connect_args={"check_same_thread": False, "timeout": 10},
    )

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        _prepare(connection, synchronous)

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        mode = connection.get_execution_options().get("begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


def own_connection(file: Path) -> Any:
    """A connection for the caller alone, prepared like all others: for work that cannot run inside a transaction."""
    connection = pysqlite3.connect(str(file), check_same_thread=False)
    _prepare(connection, "FULL")
    return connection


def _prepare(connection: Any, synchronous: str) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute(f"PRAGMA synchronous={synchronous}")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.execute("PRAGMA cache_size=-16000")
    cursor.close()
