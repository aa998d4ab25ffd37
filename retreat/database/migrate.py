"""Upgrades a database to this version: once, under a lock, after copying the embedded file."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from retreat.database.engine import Database
from retreat.database.reaching import told_plainly
from retreat.errors import Unavailable

_FOLDER = Path(__file__).parent / "migrations"
_ADVISORY_LOCK = 7_253_114


def alembic_config() -> Config:
    """Alembic's view of our migrations."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    return config


def newest_revision() -> str:
    """The revision of this version's models."""
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    assert head is not None
    return head


def current_revision(connection: Connection) -> str | None:
    """A database's revision; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def bring_up_to_date(database: Database, *, data: Path) -> None:
    """Migrate if needed. Harmless when called by several processes at once.

    Args:
        data: Where the lock and the copy of the embedded file are kept.

    Raises:
        Unavailable: The database cannot be opened, or was made by a newer version.
    """
    with told_plainly(database.engine):
        _migrate(database, data)


def _migrate(database: Database, data: Path) -> None:
    newest = newest_revision()
    with database.engine.connect() as connection:
        if current_revision(connection) == newest:
            return
    with _lock(database, data), database.engine.connect() as connection:
        current = current_revision(connection)
        connection.rollback()
        if current == newest:
            return
        _refuse_newer(current)
        if current is not None and database.dialect == "sqlite":
            _keep_copy(database, data, current)
        _run(connection, lambda config: command.upgrade(config, newest))


def knows(revision: str) -> bool:
    """Whether this version knows a revision."""
    script = ScriptDirectory.from_config(alembic_config())
    return revision in {one.revision for one in script.walk_revisions()}


def take_to(database: Database, revision: str) -> None:
    """Make the tables of an empty database as they were at a revision."""
    with database.engine.connect() as connection:
        _run(connection, lambda config: command.upgrade(config, revision))


def take_back(database: Database, revision: str) -> None:
    """Take a database back to an earlier version; what only later versions know is lost."""
    with database.engine.connect() as connection:
        _run(connection, lambda config: command.downgrade(config, revision))


def _run(connection: Connection, act: Callable[[Config], None]) -> None:
    config = alembic_config()
    with _unreferred(connection) as alone, alone.begin():
        config.attributes["connection"] = alone
        act(config)
        if alone.dialect.name == "sqlite" and alone.execute(text("PRAGMA foreign_key_check")).first():
            raise Unavailable("The tables refer to rows that are not there. Please restore a copy of this data folder.")


@contextmanager
def _unreferred(connection: Connection) -> Iterator[Connection]:
    """SQLite changes a table by rebuilding it, which foreign keys must not prevent; they are checked afterwards."""
    if connection.dialect.name != "sqlite":
        yield connection
        return
    raw = connection.connection.dbapi_connection
    assert raw is not None
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield connection.execution_options(begin="IMMEDIATE")
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def _refuse_newer(current: str | None) -> None:
    if current is not None and not knows(current):
        raise Unavailable("This data was made by a newer version. Please start that version, or use other data.")


def _keep_copy(database: Database, data: Path, current: str) -> None:
    file = Path(str(database.engine.url.database))
    with database.engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    copy = data / f"before-{current}.db"
    shutil.copyfile(file, copy)
    copy.chmod(0o600)


@contextmanager
def _lock(database: Database, data: Path) -> Iterator[None]:
    """One migration at a time: a file lock beside the embedded file, an advisory lock on PostgreSQL."""
    if database.dialect == "postgresql":
        with database.engine.connect() as connection:
            connection.execute(text("select pg_advisory_lock(:key)"), {"key": _ADVISORY_LOCK})
            try:
                yield
            finally:
                connection.execute(text("select pg_advisory_unlock(:key)"), {"key": _ADVISORY_LOCK})
        return
    with (data / "migrate.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
