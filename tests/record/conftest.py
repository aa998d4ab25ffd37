"""A house with a record, on both engines, and the speech that is scripted."""

from __future__ import annotations

from pathlib import Path

import pytest

from retreat.database import Database
from retreat.house import House
from tests.people.pages import Browser
from tests.record.scripted_speech import TALK, ScriptedSpeech
from tests.support.clock import HandClock
from tests.support.meeting import Meeting
from tests.support.rooms import HeardTalk, hear, make_house, signed_in


@pytest.fixture
def house(database: Database, clock: HandClock, tmp_path: Path) -> House:
    """The parts of a product with an empty data folder."""
    return make_house(database, clock, tmp_path)


@pytest.fixture
def meeting(database: Database, clock: HandClock) -> Meeting:
    """An open session."""
    return Meeting.open(database, clock)


@pytest.fixture
def speech() -> ScriptedSpeech:
    """Hears a short talk about carers."""
    return ScriptedSpeech(TALK)


@pytest.fixture
def heard(house: House, meeting: Meeting, speech: ScriptedSpeech, tmp_path: Path) -> HeardTalk:
    """The session's talk, worked on."""
    return hear(house, meeting, tmp_path, speech)


@pytest.fixture
def ada(house: House) -> Browser:
    """A facilitator who is signed in on this machine."""
    return signed_in(house)
