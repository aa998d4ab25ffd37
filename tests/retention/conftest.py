"""A small event on each engine, as for withdrawals, which is over."""

from __future__ import annotations

from pathlib import Path

import pytest

import tests.support.all_models  # noqa: F401 - all rooms must have registered
from retreat.database import Database
from retreat.house import House
from tests.retention.over import Over
from tests.support.clock import HandClock
from tests.support.rooms import make_house


@pytest.fixture
def house(database: Database, clock: HandClock, tmp_path: Path) -> House:
    """In a folder of its own."""
    return make_house(database, clock, tmp_path)


@pytest.fixture
def over(house: House, tmp_path_factory: pytest.TempPathFactory) -> Over:
    """What was brought lies elsewhere."""
    return Over(house, tmp_path_factory.mktemp("brought"))
