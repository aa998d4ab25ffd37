"""The addresses of sound on real databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from retreat.database import Database
from retreat.house import House
from tests.support.clock import HandClock
from tests.support.meeting import Meeting
from tests.support.rooms import make_app, make_house


@pytest.fixture
def house(database: Database, clock: HandClock, tmp_path: Path) -> House:
    """The parts of a product with an empty data folder."""
    (tmp_path / "audio").mkdir()
    return make_house(database, clock, tmp_path)


@pytest.fixture
def app(house: House) -> Flask:
    """The application."""
    return make_app(house)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A program that speaks to it."""
    return app.test_client()


@pytest.fixture
def meeting(database: Database, clock: HandClock) -> Meeting:
    """An open session with two tables."""
    return Meeting.open(database, clock, tables=2)
