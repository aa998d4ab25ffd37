"""Sessions of the activities in which people write piece by piece."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from retreat.house import House
from tests.browser.live_server import make_session


def sessions(house: House, _folder: Path) -> dict[str, Any]:
    """Of each activity one to be led through, one for phones without scripts, and one to be looked at."""
    activities = {"undertaking": "asks_and_offers", "exchange": "swap_what_we_know", "plan": "plan_act_observe_reflect"}
    return {
        f"{name}_{of}": make_session(house, activity, state="writing")
        for name, activity in activities.items()
        for of in ("round", "plain", "looks")
    }
