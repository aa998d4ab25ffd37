"""Sessions whose first round asks for cards on a line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from retreat.house import House
from tests.browser.live_server import make_session


def sessions(house: House, _folder: Path) -> dict[str, Any]:
    """One to be led through before and after, one for phones without scripts, one for words that were not sent."""
    names = ("line", "plain", "looks", "unsent")
    return {name: make_session(house, "where_we_stand", state="writing") for name in names}
