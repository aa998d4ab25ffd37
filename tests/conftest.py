"""Fixtures shared by every lane: a clock of our own, real databases, and the one rule about what may be skipped."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from retreat.database import Base, Database, open_database
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
    need(_postgres_answers(), "PostgreSQL does not answer on 127.0.0.1:5432")
    name = f"retreat_test_{os.getpid()}_{uuid.uuid4().hex[:6]}"
    admin = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'create database "{name}"'))
    yield POSTGRES.rsplit("/", 1)[0] + "/" + name
    with admin.connect() as connection:
        connection.execute(text(f'drop database "{name}" with (force)'))
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database with all tables: the same test on both engines."""
    if request.param == "sqlite":
        opened = open_database(sqlite_file=tmp_path / "retreat.db")
    else:
        opened = open_database(url=request.getfixturevalue("postgres_url"))
        with opened.engine.begin() as connection:
            connection.execute(text("drop schema public cascade"))
            connection.execute(text("create schema public"))
    import tests.support.all_models  # noqa: F401 - tables exist once their modules are imported

    Base.metadata.create_all(opened.engine)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_database(tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite database with all tables, for what does not depend on the engine."""
    import tests.support.all_models  # noqa: F401 - tables exist once their modules are imported

    opened = open_database(sqlite_file=tmp_path / "retreat.db")
    Base.metadata.create_all(opened.engine)
    yield opened
    opened.close()
