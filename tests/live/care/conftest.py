"""The room of these tests, on an empty SQLite database."""

from __future__ import annotations

from pathlib import Path

import pytest

from retreat.database import Database
from tests.live.care.room import Room
from tests.support.clock import HandClock


@pytest.fixture
def room(sqlite_database: Database, clock: HandClock, tmp_path: Path) -> Room:
    return Room(sqlite_database, clock, tmp_path)
