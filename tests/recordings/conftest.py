"""The addresses of sound on real databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import retreat.people.routes
import retreat.record.routes
import retreat.recordings.routes
from retreat.database import Database
from retreat.web.house import House
from retreat.web.pages import install_web
from tests.people.pages import ROOT
from tests.record.conftest import make_house
from tests.support.clock import HandClock
from tests.support.meeting import Meeting


@pytest.fixture
def house(database: Database, clock: HandClock, tmp_path: Path) -> House:
    """The parts of a product with an empty data folder."""
    (tmp_path / "audio").mkdir()
    return make_house(database, clock, tmp_path)


def make_app(house: House) -> Flask:
    """The rooms that this issue's sound needs."""
    app = Flask("retreat_sound", static_folder=str(ROOT / "static"), template_folder=str(ROOT / "templates"))
    install_web(app, house)
    for room in (retreat.people.routes, retreat.recordings.routes, retreat.record.routes):
        app.register_blueprint(room.blueprint)
    return app


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
