"""One real server for the whole folder; each test opens a session of its own on it."""

from __future__ import annotations

import pytest

import tests.support.all_models  # noqa: F401 - sessions are opened beside the server, as the command line does
from tests.support.server import Server, server  # noqa: F401 - a fixture
from tests.wire.client import Live, open_live


@pytest.fixture
def live(server: Server) -> Live:  # noqa: F811 - the fixture's name is its use
    """A brainstorm with an open wall."""
    return open_live(server)
