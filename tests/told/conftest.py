"""An event with what people wrote, and those who lead, read and bring to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from retreat.database import Database
from retreat.house import House
from tests.support.clock import HandClock
from tests.support.meeting import Meeting
from tests.support.rooms import make_house
from tests.told.world import World


@pytest.fixture
def house(database: Database, clock: HandClock, tmp_path: Path) -> House:
    """In a folder of its own."""
    return make_house(database, clock, tmp_path)


@pytest.fixture
def world(house: House, clock: HandClock) -> World:
    """Ana and Ben, who may be quoted by name."""
    return World(house, Meeting.open(house.database, clock), clock)
