"""Pages of staff on an empty SQLite database."""

from __future__ import annotations

import pytest
from flask import Flask

from retreat.database import Database
from tests.people.pages import Browser, make_app
from tests.support.clock import HandClock


@pytest.fixture
def app(sqlite_database: Database, clock: HandClock) -> Flask:
    """The application."""
    return make_app(sqlite_database, clock)


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A browser on the server's own machine."""
    return Browser(app)
