"""A folder with people in it, made anew for each test."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from retreat.database import Database
from retreat.database.migrate import newest_revision
from tests.keeping.folder import Folder
from tests.support.clock import HandClock
from tests.support.meeting import Meeting
from tests.support.rooms import make_house


@pytest.fixture
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another disk."""
    return tmp_path_factory.mktemp("elsewhere")


@pytest.fixture
def folder(sqlite_database: Database, clock: HandClock, tmp_path: Path, elsewhere: Path) -> Folder:
    """On the built-in database."""
    with sqlite_database.engine.begin() as connection:  # its tables were made without migrations
        connection.execute(text("create table alembic_version (version_num varchar(32) primary key)"))
        connection.execute(text("insert into alembic_version values (:newest)"), {"newest": newest_revision()})
    house = make_house(sqlite_database, clock, tmp_path)
    return Folder(house, elsewhere, Meeting.open(sqlite_database, clock, tables=2))
