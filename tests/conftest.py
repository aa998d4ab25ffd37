"""Fixtures shared by every lane: a clock of our own, real databases, and the one rule about what may be skipped."""

from __future__ import annotations

import os
import signal
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copyfile

import pytest
import redis
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine, text

from retreat.database import Database, open_database
from retreat.database.sqlite import sqlite_engine
from tests.support import emptied
from tests.support.clock import HandClock
from tests.support.engines import compiling_once
from tests.support.needs import need
from tests.support.own_redis import OwnRedis
from tests.support.templates import compile_templates_once

POSTGRES = os.environ.get("RETREAT_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")

# New examples in every run, also in CI, where Hypothesis would try the same ones each time; what fails is printed and
# kept in .hypothesis, to be tried first. No time limit for an example: a busy machine is slow, not wrong.
settings.register_profile(
    "explore",
    parent=settings.get_profile("default"),
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("explore")
compile_templates_once()


def pytest_configure() -> None:
    """A lane that is told to end stops its servers first, as after Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test with a ``database`` has a twin on PostgreSQL: a slow one, unless it is marked ``both_engines``."""
    chosen = any("database" in mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))
    if "database" in metafunc.fixturenames and not chosen:
        slow = () if metafunc.definition.get_closest_marker("both_engines") else pytest.mark.slow
        metafunc.parametrize("database", ["sqlite", pytest.param("postgresql", marks=slow)], indirect=True)


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
        # No test pulls the plug on PostgreSQL; what an acknowledgement means is proved on real servers with SQLite.
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


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database with all tables: the same test on both engines."""
    if request.param == "sqlite":
        opened = _copied(request.getfixturevalue("sqlite_template"), tmp_path)
    else:
        opened = Database(compiling_once(open_database(url=request.getfixturevalue("postgres_url")).engine))
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
    # As for PostgreSQL above: no test pulls the plug on this process.
    return Database(compiling_once(sqlite_engine(file, synchronous="OFF")))


@pytest.fixture(scope="session")
def redis_of_this_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnRedis]:
    """One Redis for all tests that only speak to it."""
    running = OwnRedis(tmp_path_factory.mktemp("redis"))
    yield running
    running.kill()


@pytest.fixture
def redis_url(redis_of_this_run: OwnRedis) -> str:
    """The address of a Redis in which nothing waits."""
    with closing(redis.Redis.from_url(redis_of_this_run.url)) as client:
        client.flushdb()
    return redis_of_this_run.url
