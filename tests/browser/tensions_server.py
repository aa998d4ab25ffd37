"""Sessions whose first round asks for tensions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from retreat.house import House
from tests.browser.live_server import make_session


def sessions(house: House, _folder: Path) -> dict[str, Any]:
    """One to be led through, one for words that change, one for phones without scripts, one to be looked at."""
    names = ("round", "changed", "plain", "looks")
    return {name: make_session(house, "holding_a_tension", state="writing") for name in names}
