"""Fixtures shared by every lane: a clock of our own, real databases, and the one rule about what may be skipped."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from sqlalchemy import create_engine, text

from retreat.database import Database, open_database
from tests.support import emptied
from tests.support.clock import HandClock
from tests.support.needs import need

POSTGRES = os.environ.get("RETREAT_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")


@pytest.fixture
def clock() -> HandClock:
    """A clock that moves only when told to."""
    return HandClock()


def _postgres_answers() -> bool:
    try:
        with create_engine(POSTGRES, connect_args={"connect_timeout": 2}).connect() as connection:
            connection.execute(text("select 1"))
    except Exception:
        return False
    return True


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """An empty PostgreSQL database of this test run's own."""
    yield from _own_postgres()


@pytest.fixture
def own_postgres_url() -> Iterator[str]:
    """An empty PostgreSQL database of this test's own, for servers that make its tables themselves."""
    yield from _own_postgres()


def _own_postgres() -> Iterator[str]:
    need(_postgres_answers(), "PostgreSQL does not answer on 127.0.0.1:5432")
    name = f"retreat_test_{os.getpid()}_{uuid.uuid4().hex[:6]}"
    admin = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'create database "{name}"'))
        # No test pulls the plug on PostgreSQL; what an acknowledgement means is proved on SQLite.
        connection.execute(text(f'alter database "{name}" set synchronous_commit = off'))
    yield POSTGRES.rsplit("/", 1)[0] + "/" + name
    with admin.connect() as connection:
        connection.execute(text(f'drop database "{name}" with (force)'))
    admin.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables and no row, made once: each test has a copy."""
    file = tmp_path_factory.mktemp("template") / "retreat.db"
    opened = open_database(sqlite_file=file)
    emptied.make_tables(opened)
    opened.close()
    assert not file.with_name("retreat.db-wal").exists(), "all of it must be in the one file"
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database with all tables: the same test on both engines."""
    if request.param == "sqlite":
        opened = _copied(request.getfixturevalue("sqlite_template"), tmp_path)
    else:
        opened = open_database(url=request.getfixturevalue("postgres_url"))
        emptied.empty_postgres(opened)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite database with all tables, for what does not depend on the engine."""
    opened = _copied(sqlite_template, tmp_path)
    yield opened
    opened.close()


def _copied(template: Path, folder: Path) -> Database:
    file = folder / "retreat.db"
    copyfile(template, file)
    file.chmod(0o600)
    return open_database(sqlite_file=file)
