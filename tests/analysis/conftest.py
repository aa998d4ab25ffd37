"""A programme with a heard talk, for analysis."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from retreat.database import Database
from tests.analysis.world import World
from tests.support.clock import HandClock
from tests.support.rooms import Meaning, make_house


@pytest.fixture
def world(database: Database, clock: HandClock, tmp_path: Path) -> World:
    """Ada's programme, in which Cem codes."""
    return World(replace(make_house(database, clock, tmp_path), meaning=Meaning()), clock, tmp_path)
