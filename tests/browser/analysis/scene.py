"""A talk that two researchers of one programme code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from retreat.clock import system_clock
from retreat.house import House
from tests.browser.live_server import make_session, make_transcript
from tests.browser.record_server import SCRIPT
from tests.record.scripted_speech import ScriptedSpeech
from tests.support.planning import sign_in


def sessions(house: House, folder: Path) -> dict[str, Any]:
    """One session that was heard, and the second researcher's sign-in beside it."""
    coded = make_session(house, "brainstorm", state="planned")
    coded |= make_transcript(house, folder, coded["id"], ScriptedSpeech(SCRIPT))
    _id, token = house.database.write(lambda db: sign_in(db, system_clock(), email="rea"))
    return {"coded": coded, "second": {"sign_in": token}}
