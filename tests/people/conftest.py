"""Pages of staff on an empty SQLite database, and a programme in which everything is there already."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from retreat.database import Database
from tests.people.world import World
from tests.support.clock import HandClock
from tests.support.rooms import Meaning, make_house
from tests.support.staff_pages import app, browser

__all__ = ["app", "browser", "world"]


@pytest.fixture
def world(database: Database, clock: HandClock, tmp_path: Path) -> World:
    """Somebody's programme with a session that was heard, and somebody of another one."""
    return World(replace(make_house(database, clock, tmp_path), meaning=Meaning()), clock, tmp_path)
